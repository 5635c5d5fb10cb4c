import { readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { FileEditor } from '../../src/disk/library/edit-files.ts'
import { ScenarioLibrary } from '../../src/disk/library/scenario-library.ts'
import { newFolder, scenarioFile, writeFiles } from './support.ts'

async function editor(files: Readonly<Record<string, string>> = { 'a.yaml': scenarioFile('one') }) {
  const folder = await newFolder()
  await writeFiles(folder, files)
  const library = new ScenarioLibrary([folder])
  await library.reload()
  return {
    folder,
    library,
    files: new FileEditor(library, []),
    at: (name: string) => path.join(folder, name),
  }
}

describe('a scenario file is edited', () => {
  test('what was read is written back, and taken into use', async () => {
    const { files, library, at } = await editor()
    const { text, version } = await files.read(at('a.yaml'))
    expect(text).toBe(scenarioFile('one'))
    await files.write(at('a.yaml'), scenarioFile('one', 'two'), version)
    expect(library.book?.rules.map(({ name }) => name)).toEqual(['one', 'two'])
  })

  test('a file that changed meanwhile is not written over', async () => {
    const { files, at } = await editor()
    const { version } = await files.read(at('a.yaml'))
    await writeFile(at('a.yaml'), scenarioFile('other'))
    await expect(files.write(at('a.yaml'), scenarioFile('two'), version)).rejects.toMatchObject({
      statusCode: 409,
    })
    expect(await readFile(at('a.yaml'), 'utf8')).toBe(scenarioFile('other'))
  })

  test('a new file goes into the folder, and takes the place of no other', async () => {
    const { files, folder, library } = await editor()
    await files.write('more/b.yaml', scenarioFile('two'), undefined)
    expect(library.book?.rules.map(({ name }) => name)).toEqual(['one', 'two'])
    await expect(files.write('more/b.yaml', scenarioFile('three'), undefined)).rejects.toMatchObject({
      statusCode: 409,
    })
    expect(await readdir(path.join(folder, 'more'))).toEqual(['b.yaml'])
  })

  test('a set with a mistake is not written, and the old one stays', async () => {
    const { files, folder, library, at } = await editor()
    const { version } = await files.read(at('a.yaml'))
    const wrong = 'scenarios:\n  - wen: x\n    reply: y\n'
    await expect(files.write(at('a.yaml'), wrong, version)).rejects.toMatchObject({
      statusCode: 422,
      problems: [{ code: 'unknown-key', line: 2 }],
    })
    expect(await files.check(at('a.yaml'), wrong)).toMatchObject([{ code: 'unknown-key' }])
    expect([await readdir(folder), library.book?.rules.length]).toEqual([['a.yaml'], 1])
  })

  test('a mistake that only two files together make is found', async () => {
    const { files } = await editor()
    expect(await files.check('b.yaml', scenarioFile('one'))).toMatchObject([{ code: 'duplicate-name' }])
  })

  test('what is shipped is not written', async () => {
    const { library, folder, at } = await editor()
    const files = new FileEditor(library, [folder])
    const { version } = await files.read(at('a.yaml'))
    await expect(files.write(at('a.yaml'), scenarioFile('two'), version)).rejects.toMatchObject({
      statusCode: 403,
    })
  })

  test.each([
    ['../outside.yaml', 403],
    ['/etc/outside.yaml', 403],
    ['notes.txt', 400],
    ['.hidden.yaml', 400],
    ['away/b.yaml', 403],
  ])('%s is refused with %i', async (name, statusCode) => {
    const { files, folder } = await editor()
    const elsewhere = await newFolder()
    await symlink(elsewhere, path.join(folder, 'away'))
    await expect(files.write(name, scenarioFile('two'), undefined)).rejects.toMatchObject({ statusCode })
    expect(await readdir(elsewhere)).toEqual([])
  })
})
