import { mkdir, rename, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { scan } from '../../src/disk/scan/scan.ts'
import { isScenarioName } from '../../src/disk/library/scenario-name.ts'
import { newFolder, writeFiles } from './support.ts'

describe('names of scenario files', () => {
  test.each([
    ['hello.yaml', true],
    ['hello.yml', true],
    ['hello.JSON', true],
    ['two.parts.yaml', true],
    ['scenario.schema.json', false],
    ['README.md', false],
    ['hello.yaml~', false],
    ['.hello.yaml.swp', false],
    ['.#hello.yaml', false],
    ['#hello.yaml#', false],
    ['.hidden.yaml', false],
    ['4913', false],
    ['yaml', false],
  ])('%s: %s', (name, expected) => {
    expect(isScenarioName(name)).toBe(expected)
  })
})

describe('scan', () => {
  test('a device is no file: one that is named is missing, one in a folder is left alone', async () => {
    const folder = await newFolder()
    const device = path.join(folder, 'a.yaml')
    await symlink('/dev/zero', device)
    expect((await scan([device])).missing).toEqual([device])
    const { files, missing } = await scan([folder])
    expect([[...files.keys()], missing]).toEqual([[], []])
  })

  const filesOf = async (...sources: string[]) => [...(await scan(sources)).files.keys()]

  test('walks folders in order of names and leaves out what is no scenario', async () => {
    const folder = await newFolder()
    await writeFiles(folder, {
      'b.yaml': '',
      'a/z.json': '',
      'a/y.yml': '',
      '.git/x.yaml': '',
      'node_modules/p/x.yaml': '',
      'notes.txt': '',
    })
    expect((await filesOf(folder)).map((file) => path.relative(folder, file)).sort()).toEqual([
      'a/y.yml',
      'a/z.json',
      'b.yaml',
    ])
  })

  test('shows paths as the source was written', async () => {
    const folder = await newFolder()
    await writeFiles(folder, { 'in/one.yaml': '' })
    const source = `./${path.relative('.', folder)}/in/`
    expect(await filesOf(source)).toEqual([path.join(path.relative('.', folder), 'in/one.yaml')])
  })

  test('takes a file that is named, whatever its name', async () => {
    const folder = await newFolder()
    await writeFiles(folder, { 'anything.txt': '' })
    expect(await filesOf(`${folder}/anything.txt`)).toEqual([`${folder}/anything.txt`])
  })

  test('reads once what can be reached twice, and gets out of circles', async () => {
    const folder = await newFolder()
    await writeFiles(folder, { 'in/one.yaml': '', 'in/two.yaml': '' })
    await symlink('..', path.join(folder, 'in/up'))
    expect(await filesOf(folder, `${folder}/in`, `${folder}/in/one.yaml`)).toEqual([
      `${folder}/in/one.yaml`,
      `${folder}/in/two.yaml`,
    ])
  })

  test('follows links to files and folders; a dangling one is nothing', async () => {
    const folder = await newFolder()
    const elsewhere = await newFolder()
    await writeFiles(elsewhere, { 'real.yaml': '', 'deep/far.yaml': '' })
    await symlink(`${elsewhere}/real.yaml`, `${folder}/linked.yaml`)
    await symlink(`${elsewhere}/deep`, `${folder}/deep`)
    await symlink('nowhere.yaml', `${folder}/dangling.yaml`)
    expect((await filesOf(folder)).sort()).toEqual([`${folder}/deep/far.yaml`, `${folder}/linked.yaml`])
  })

  test('a mounted ConfigMap shows each file once, with a new mark after its link was swapped', async () => {
    const folder = await newFolder()
    await writeFiles(folder, { '..v1/a.yaml': 'same', '..v2/a.yaml': 'same' })
    await symlink('..v1', `${folder}/..data`)
    await symlink('..data/a.yaml', `${folder}/a.yaml`)
    const before = await scan([folder])
    await symlink('..v2', `${folder}/..new`)
    await rename(`${folder}/..new`, `${folder}/..data`)
    const after = await scan([folder])
    expect([...before.files.keys(), ...after.files.keys()]).toEqual([`${folder}/a.yaml`, `${folder}/a.yaml`])
    expect(after.files.get(`${folder}/a.yaml`)?.mark).not.toBe(before.files.get(`${folder}/a.yaml`)?.mark)
  })

  test('tells what is missing, and which folders to watch', async () => {
    const folder = await newFolder()
    await mkdir(`${folder}/sub`)
    await writeFile(`${folder}/sub/a.yaml`, '')
    const found = await scan([folder, `${folder}/nope`, `${folder}/sub/a.yaml`])
    expect(found.missing).toEqual([`${folder}/nope`])
    expect([...found.folders.keys()].sort()).toEqual([folder, `${folder}/sub`])
  })
})
