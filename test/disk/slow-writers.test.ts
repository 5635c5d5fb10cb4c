import { open, rename, rm, writeFile } from 'node:fs/promises'
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

/** Truncates a file and writes its parts with pauses before each. */
async function writeSlowly(file: string, parts: readonly string[], ms: number): Promise<void> {
  const handle = await open(file, 'w')
  for (const part of parts) {
    await pause(ms)
    await handle.write(part)
  }
  await handle.close()
}

const [head, ...lines] = scenarioFile('new', 'more').split(/(?<=\n)/)

test.each<[string, number, readonly string[]]>([
  ['that waits with all of it', 200, [head! + lines.join('')]],
  ['that waits with all of it for long', 400, [head! + lines.join('')]],
  ['that pauses between two lines', 300, [head! + lines[0]!, lines[1]!]],
  ['that pauses amid a line', 300, [`${head!}${lines[0]!.slice(0, 20)}`, lines[0]!.slice(20) + lines[1]!]],
  ['that pauses behind the last word', 300, [(head! + lines.join('')).trimEnd(), '\n']],
])('of a writer %s no half is ever taken, nor complained of', async (_what, ms, parts) => {
  const { folder, sets, failures } = await watched({
    'a.yaml': scenarioFile('a', 'x', 'y'),
    'b.yaml': scenarioFile('b'),
  })
  await writeSlowly(`${folder}/a.yaml`, parts, ms)
  await becomes(sets, 'new more b')
  expect([sets, failures]).toEqual([['a x y b', 'new more b'], []])
})

test('a file that is away for a moment while it is saved is not missed', async () => {
  const { folder, sets, failures } = await watched({
    'a.yaml': scenarioFile('a'),
    'b.yaml': scenarioFile('b'),
  })
  await rename(`${folder}/a.yaml`, `${folder}/a.yaml~`)
  await pause(150)
  await writeFile(`${folder}/a.yaml`, scenarioFile('new'))
  await becomes(sets, 'new b')
  expect([sets, failures]).toEqual([['a b', 'new b'], []])
})

test('a folder that is away for a moment is not missed', async () => {
  const { folder, sets, failures } = await watched({ 'a.yaml': scenarioFile('a') })
  await rm(folder, { recursive: true })
  await pause(150)
  await writeFiles(folder, { 'a.yaml': scenarioFile('new') })
  await becomes(sets, 'new')
  expect([sets, failures]).toEqual([['a', 'new'], []])
})

test('files that come one after the other, with pauses that grow, are one set', async () => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const files = (word: string) =>
    Object.fromEntries(names.map((it) => [`${it}.yaml`, scenarioFile(word + it)]))
  const { folder, sets } = await watched(files('old-'))
  for (const [i, name] of names.entries()) {
    await writeFile(`${folder}/${name}.yaml`, scenarioFile(`new-${name}`))
    await pause([40, 60, 100, 120][i] ?? 0)
  }
  const set = (word: string) => names.map((it) => word + it).join(' ')
  await becomes(sets, set('new-'))
  expect(sets).toEqual([set('old-'), set('new-')])
})

test.each<[string, string, string]>([
  ['emptied', '', 'b'],
  ['shortened', scenarioFile('a'), 'a b'],
])('a file that is %s on purpose is taken up too', async (_what, content, expected) => {
  const { folder, sets } = await watched({
    'a.yaml': scenarioFile('a', 'x', 'y'),
    'b.yaml': scenarioFile('b'),
  })
  await writeFile(`${folder}/a.yaml`, content)
  await becomes(sets, expected)
})

test('a file that is written without end stays what it was, and holds up no other', async () => {
  const { folder, sets } = await watched({ 'a.yaml': scenarioFile('a'), 'b.yaml': scenarioFile('b') })
  const over = new AbortController()
  const writing = (async () => {
    for (let i = 0; !over.signal.aborted; i++) {
      await writeFile(`${folder}/a.yaml`, scenarioFile(`a${i}`))
      await pause(20)
    }
  })()
  await writeFile(`${folder}/b.yaml`, scenarioFile('new'))
  await until(
    () => sets.at(-1),
    (last) => last === 'a new',
    12_000,
  )
  over.abort()
  await writing
  await writeFile(`${folder}/a.yaml`, scenarioFile('last'))
  await becomes(sets, 'last new')
  expect(sets).toEqual(['a b', 'a new', 'last new'])
}, 20_000)

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
