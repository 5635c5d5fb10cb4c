import { open, rm, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { LibraryWatch } from '../../src/disk/library/library-watch.ts'
import { ScenarioLibrary } from '../../src/disk/library/scenario-library.ts'
import { newFolder, scenarioFile, until, writeFiles } from './support.ts'

const opened: LibraryWatch[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((watch) => watch.close()))
})

async function watched(files: Record<string, string>) {
  const folder = await newFolder()
  await writeFiles(folder, files)
  const sets: string[] = []
  const failures: unknown[] = []
  const library: ScenarioLibrary = new ScenarioLibrary([folder], {
    onBook: (book) => sets.push(book.rules.map((rule) => rule.name).join(' ')),
    onLoad: ({ ok, diagnostics, problems }) => ok || failures.push(...diagnostics, ...problems),
  })
  await library.reload()
  const watch = new LibraryWatch(library)
  opened.push(watch)
  await watch.start()
  return { folder, library, sets, failures }
}

const becomes = (sets: readonly string[], names: string) =>
  until(
    () => sets.at(-1),
    (last) => last === names,
  )

test('a folder that is away for a moment is not missed', async () => {
  const { folder, sets, failures } = await watched({ 'a.yaml': scenarioFile('a') })
  await rm(folder, { recursive: true })
  await pause(150)
  await writeFiles(folder, { 'a.yaml': scenarioFile('new') })
  await becomes(sets, 'new')
  expect([sets, failures]).toEqual([['a', 'new'], []])
})

test('rules can be added while files are waited for', async () => {
  const { folder, library, sets } = await watched({ 'a.yaml': scenarioFile('a') })
  const handle = await open(`${folder}/a.yaml`, 'w')
  await pause(60)
  const { ok } = await library.runtimeRules.add(scenarioFile('extra'))
  expect([ok, sets]).toEqual([true, ['a', 'extra a']])
  await handle.write(scenarioFile('new'))
  await handle.close()
  await becomes(sets, 'extra new')
  expect(sets).toEqual(['a', 'extra a', 'extra new'])
})

test('a reload that is asked for gives a file that was emptied a moment ago that moment', async () => {
  const { folder, library, sets } = await watched({ 'a.yaml': scenarioFile('a') })
  const handle = await open(`${folder}/a.yaml`, 'w')
  const reloading = library.reload()
  await pause(30)
  await handle.write(scenarioFile('new'))
  await handle.close()
  expect([(await reloading).ok, sets]).toEqual([true, ['a', 'new']])
})

test('a reload that is asked for waits for no file that is empty for good', async () => {
  const { folder, library, sets } = await watched({
    'a.yaml': scenarioFile('a'),
    'b.yaml': scenarioFile('b'),
  })
  await writeFile(`${folder}/a.yaml`, '')
  await library.reload()
  expect(sets).toEqual(['a b', 'b'])
})

test('two changes within the same tick of a file system are both seen', async () => {
  const folder = await newFolder()
  const library = new ScenarioLibrary([folder])
  for (let i = 10; i < 60; i++) {
    await writeFile(`${folder}/a.yaml`, scenarioFile(`n${i}`))
    await library.reload()
    expect(library.book?.rules.map(({ name }) => name)).toEqual([`n${i}`])
  }
})
