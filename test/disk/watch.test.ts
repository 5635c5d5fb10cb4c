import { appendFile, open, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { LibraryWatch } from '../../src/disk/library/library-watch.ts'
import type { WatchOptions } from '../../src/disk/library/library-watch.ts'
import { ScenarioLibrary } from '../../src/disk/library/scenario-library.ts'
import type { LoadReport } from '../../src/disk/library/load-report.ts'
import { newFolder, scenarioFile, until, writeFiles } from './support.ts'

const opened: LibraryWatch[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((watch) => watch.close()))
})

/** A watched folder: `sets` are the names of every set that was swapped in, in order. */
async function watched(
  files: Record<string, string>,
  options: WatchOptions & { sources?: (folder: string) => string[] } = {},
) {
  const folder = await newFolder()
  await writeFiles(folder, files)
  const sets: string[] = []
  const reports: LoadReport[] = []
  const library: ScenarioLibrary = new ScenarioLibrary(options.sources?.(folder) ?? [folder], {
    onBook: (book) => sets.push(book.rules.map((rule) => rule.name).join(' ')),
    onLoad: (report) => reports.push(report),
  })
  await library.reload()
  const watch = new LibraryWatch(library, options)
  opened.push(watch)
  await watch.start()
  return { folder, library, sets, reports, watch }
}

const becomes = (sets: readonly string[], names: string) =>
  until(
    () => sets.at(-1),
    (last) => last === names,
  )

describe('a watched folder takes up', () => {
  test.each<[string, (folder: string) => Promise<unknown>, string]>([
    ['a file written in place', (f) => writeFile(`${f}/a.yaml`, scenarioFile('new')), 'new b'],
    ['a new file in a new folder', (f) => writeFiles(f, { 'c/d/e.yaml': scenarioFile('e') }), 'a b e'],
    ['a file that went away', (f) => rm(`${f}/a.yaml`), 'b'],
    ['a file renamed over another', (f) => renamed(f), 'new b'],
    ['a save as vim does it', (f) => vimSave(f), 'new b'],
    ['a file renamed to another name', (f) => rename(`${f}/a.yaml`, `${f}/z.yaml`), 'b a'],
    ['a folder that is deleted and made anew', (f) => recreated(f), 'new b'],
  ])('%s', async (_what, change, expected) => {
    const { folder, sets } = await watched({ 'a.yaml': scenarioFile('a'), 'b.yaml': scenarioFile('b') })
    await change(folder)
    await becomes(sets, expected)
    expect(sets).toEqual(['a b', expected])
  })

  test('a change before whoever waits for rest goes on', async () => {
    const { folder, sets, watch } = await watched({ 'a.yaml': scenarioFile('a') })
    await watch.rested()
    expect(sets).toEqual(['a'])
    await writeFile(`${folder}/a.yaml`, scenarioFile('new'))
    // The sign comes a moment later; from then on it is not at rest until the change shows.
    for (; sets.length === 1; await watch.rested()) await pause(1)
    expect(sets).toEqual(['a', 'new'])
  })

  test('the next change too, once the folder was made anew', async () => {
    const { folder, sets } = await watched({ 'a.yaml': scenarioFile('a') })
    await rm(folder, { recursive: true })
    await until(
      () => sets.length,
      () => true,
    )
    await writeFiles(folder, { 'a.yaml': scenarioFile('second') })
    await becomes(sets, 'second')
    await writeFiles(folder, { 'a.yaml': scenarioFile('third') })
    await becomes(sets, 'third')
    expect(sets).toEqual(['a', 'second', 'third'])
  })

  test('a folder that was gone for so long that nothing was left to watch', async () => {
    const { folder, library, sets } = await watched({ 'a.yaml': scenarioFile('a') })
    await rm(folder, { recursive: true })
    await until(
      () => library.status().last_reload.ok,
      (ok) => !ok,
    )
    await writeFiles(folder, { 'a.yaml': scenarioFile('second') })
    await becomes(sets, 'second')
    await writeFiles(folder, { 'a.yaml': scenarioFile('third') })
    await becomes(sets, 'third')
    expect(sets).toEqual(['a', 'second', 'third'])
  })

  test('a swapped ConfigMap', async () => {
    const folder = await newFolder()
    await writeFiles(folder, { '..v1/a.yaml': scenarioFile('one'), '..v2/a.yaml': scenarioFile('two') })
    await symlink('..v1', `${folder}/..data`)
    await symlink('..data/a.yaml', `${folder}/a.yaml`)
    const { sets } = await watched({}, { sources: () => [folder] })
    await symlink('..v2', `${folder}/..tmp`)
    await rename(`${folder}/..tmp`, `${folder}/..data`)
    await rm(`${folder}/..v1`, { recursive: true })
    await becomes(sets, 'two')
    expect(sets).toEqual(['one', 'two'])
  })

  test('changes in several sources', async () => {
    const other = await newFolder()
    await writeFiles(other, { 'b.yaml': scenarioFile('b') })
    const { folder, sets } = await watched(
      { 'a.yaml': scenarioFile('a') },
      { sources: (mine) => [`${mine}/a.yaml`, other] },
    )
    await writeFile(`${folder}/a.yaml`, scenarioFile('a2'))
    await until(
      () => sets.at(-1),
      (last) => last!.includes('a2'),
    )
    await writeFile(`${other}/b.yaml`, scenarioFile('b2'))
    await until(
      () => sets.at(-1),
      (last) => last!.includes('a2') && last!.includes('b2'),
    )
  })

  test('the repair of a broken file; the good set answers until then', async () => {
    const { folder, library, sets, reports } = await watched({ 'a.yaml': scenarioFile('a') })
    await writeFile(`${folder}/a.yaml`, 'scenarios: [')
    await until(
      () => reports.length,
      (length) => length === 2,
    )
    expect([reports[1]!.ok, sets, library.status().rules]).toEqual([false, ['a'], 1])
    await writeFile(`${folder}/a.yaml`, scenarioFile('fixed'))
    await becomes(sets, 'fixed')
  })
})

describe('a watched folder', () => {
  test('never shows half a file that is truncated and written in two halves', async () => {
    const { folder, sets } = await watched({ 'a.yaml': scenarioFile('a', 'b') })
    const handle = await open(`${folder}/a.yaml`, 'w')
    await pause(25)
    await handle.write(scenarioFile('c'))
    await pause(25)
    await handle.write('  - { name: d, when: d, reply: d }\n')
    await handle.close()
    await becomes(sets, 'c d')
    expect(sets).toEqual(['a b', 'c d'])
  })

  test('keeps up with 50 of 1,000 files changing, and never shows fewer than all', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`f${i}.yaml`, scenarioFile(`n${i}`)]),
    )
    const { folder, library, sets } = await watched(files)
    for (let i = 0; i < 50; i++) await writeFile(`${folder}/f${i * 20}.yaml`, scenarioFile(`m${i * 20}`))
    const changed = () => library.book!.rules.filter((rule) => rule.name.startsWith('m')).length
    await until(changed, (count) => count === 50)
    expect(sets.filter((set) => set.split(' ').length !== 1000)).toEqual([])
  })

  test('that changes in very many files at once ends with all of them', async () => {
    const set = (letter: string) =>
      Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`f${i}.yaml`, scenarioFile(`${letter}${i}`)]))
    const { folder, library, sets } = await watched(set('a'))
    await writeFiles(folder, set('b'))
    await until(
      () => library.book!.rules.every((rule) => rule.name.startsWith('b')),
      (all) => all,
    )
    expect([library.status().rules, sets.at(-1)!.split(' ').length]).toEqual([250, 250])
  })

  test('falls back to looking again and again, and says so, when the system refuses to watch', async () => {
    const reasons: string[] = []
    const { folder, library, sets } = await watched(
      { 'a.yaml': scenarioFile('a') },
      {
        onFallback: (reason) => reasons.push(reason),
        createWatcher: () => Promise.reject(new Error('ENOSPC: no space left for watchers')),
      },
    )
    expect([library.status().watching, reasons]).toEqual(['polling', ['ENOSPC: no space left for watchers']])
    await writeFile(`${folder}/a.yaml`, scenarioFile('polled'))
    await becomes(sets, 'polled')
  })

  test('falls back when a watch fails later', async () => {
    const fail: ((error: Error) => void)[] = []
    const { folder, library, sets } = await watched(
      { 'a.yaml': scenarioFile('a') },
      {
        createWatcher: async () => ({
          on: (event, listener) => {
            if (event === 'ready') queueMicrotask(() => listener(undefined))
            if (event === 'error') fail.push(listener)
          },
          close: async () => {},
        }),
      },
    )
    expect(library.status().watching).toBe('events')
    for (const listener of fail) listener(new Error('EMFILE'))
    expect(library.status().watching).toBe('polling')
    await writeFile(`${folder}/a.yaml`, scenarioFile('polled'))
    await becomes(sets, 'polled')
  })

  test('is left alone after close', async () => {
    const { folder, library, sets, watch } = await watched({ 'a.yaml': scenarioFile('a') })
    await watch.close()
    await appendFile(`${folder}/a.yaml`, '  - { name: late, when: late, reply: late }\n')
    await pause(300)
    expect([sets, library.status().watching]).toEqual([['a'], 'off'])
  })
})

async function renamed(folder: string): Promise<void> {
  await writeFile(`${folder}/a.yaml.tmp`, scenarioFile('new'))
  await rename(`${folder}/a.yaml.tmp`, `${folder}/a.yaml`)
}

async function vimSave(folder: string): Promise<void> {
  await writeFile(`${folder}/.a.yaml.swp`, 'swap')
  await writeFile(`${folder}/4913`, '')
  await rm(`${folder}/4913`)
  await rename(`${folder}/a.yaml`, `${folder}/a.yaml~`)
  await writeFile(`${folder}/a.yaml`, scenarioFile('new'))
  await rm(`${folder}/a.yaml~`)
  await rm(`${folder}/.a.yaml.swp`)
}

async function recreated(folder: string): Promise<void> {
  await rm(folder, { recursive: true })
  await writeFiles(folder, { 'a.yaml': scenarioFile('new'), 'b.yaml': scenarioFile('b') })
}
