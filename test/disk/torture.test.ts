import { mkdir, open, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { LibraryWatch } from '../../src/disk/library/library-watch.ts'
import { ScenarioLibrary } from '../../src/disk/library/scenario-library.ts'
import { newFolder, scenarioFile, until, writeFiles } from './support.ts'
import { cpuTimeOf } from '../support/cpu-time.ts'

const opened: LibraryWatch[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((watch) => watch.close()))
})

async function watched(sources: readonly string[], polling = false) {
  const sets: string[] = []
  const failures: unknown[] = []
  const library: ScenarioLibrary = new ScenarioLibrary(sources, {
    onBook: (book) => sets.push(book.rules.map((rule) => rule.name).join(' ')),
    onLoad: ({ ok, diagnostics }) => ok || failures.push(...diagnostics),
  })
  await library.reload()
  const refuse = () => Promise.reject(new Error('no watches left'))
  const watch = new LibraryWatch(library, polling ? { createWatcher: refuse } : {})
  opened.push(watch)
  await watch.start()
  return { library, sets, failures }
}

const becomes = (sets: readonly string[], names: string) =>
  until(
    () => sets.at(-1),
    (last) => last === names,
  )

/** Ways in which programs save a file; each leaves `new` in a.yaml. */
const SAVES: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  'vs code, in place': async (folder) => {
    const handle = await open(`${folder}/a.yaml`, 'r+')
    await handle.truncate(0)
    await handle.write(scenarioFile('new'), 0)
    await handle.sync()
    await handle.close()
  },
  'vs code, atomic': async (folder) => {
    await writeFile(`${folder}/a.yaml.vsctmp`, scenarioFile('new'))
    await unlink(`${folder}/a.yaml`)
    await rename(`${folder}/a.yaml.vsctmp`, `${folder}/a.yaml`)
  },
  emacs: async (folder) => {
    await writeFile(`${folder}/#a.yaml#`, scenarioFile('half'))
    await symlink('user@host.1:1', `${folder}/.#a.yaml`)
    await rename(`${folder}/a.yaml`, `${folder}/a.yaml~`)
    await writeFile(`${folder}/a.yaml`, scenarioFile('new'))
    await rm(`${folder}/.#a.yaml`)
    await rm(`${folder}/#a.yaml#`)
  },
  jetbrains: async (folder) => {
    await writeFile(`${folder}/a.yaml___jb_tmp___`, scenarioFile('new'))
    await rename(`${folder}/a.yaml`, `${folder}/a.yaml___jb_old___`)
    await rename(`${folder}/a.yaml___jb_tmp___`, `${folder}/a.yaml`)
    await rm(`${folder}/a.yaml___jb_old___`)
  },
  'a slow writer': async (folder) => {
    const handle = await open(`${folder}/a.yaml`, 'w')
    for (const part of scenarioFile('new').match(/[\s\S]{1,12}/g) ?? []) {
      await handle.write(part)
      await pause(30)
    }
    await handle.close()
  },
  'twice in a row': async (folder) => {
    await writeFile(`${folder}/a.yaml`, 'scenarios: [')
    await writeFile(`${folder}/a.yaml`, scenarioFile('new'))
  },
}

describe.each([
  ['events', false],
  ['polling', true],
])('with %s', (_how, polling) => {
  test.each(Object.entries(SAVES))('a save by %s is taken up once, and never by half', async (_who, save) => {
    const folder = await newFolder()
    await writeFiles(folder, { 'a.yaml': scenarioFile('a'), 'b.yaml': scenarioFile('b') })
    const { sets, failures } = await watched([folder], polling)
    await save(folder)
    await becomes(sets, 'new b')
    expect([sets, failures]).toEqual([['a b', 'new b'], []])
  })

  test('a folder that is a link, turned to another folder', async () => {
    const place = await newFolder()
    await writeFiles(place, { 'one/a.yaml': scenarioFile('one'), 'two/a.yaml': scenarioFile('two') })
    await symlink('one', `${place}/current`)
    const { sets } = await watched([`${place}/current`], polling)
    await symlink('two', `${place}/next`)
    await rename(`${place}/next`, `${place}/current`)
    await becomes(sets, 'two')
    await writeFile(`${place}/two/a.yaml`, scenarioFile('three'))
    await becomes(sets, 'three')
  })

  test('a file that is a link into another folder', async () => {
    const [folder, other] = [await newFolder(), await newFolder()]
    await writeFiles(other, { 'real.yaml': scenarioFile('one') })
    await symlink(`${other}/real.yaml`, `${folder}/a.yaml`)
    const { sets } = await watched([folder], polling)
    await writeFile(`${other}/real.yaml`, scenarioFile('two'))
    await becomes(sets, 'two')
  })

  test('several folders that change at once', async () => {
    const folders = [await newFolder(), await newFolder(), await newFolder()]
    for (const [i, folder] of folders.entries())
      await writeFiles(folder, { 'a.yaml': scenarioFile(`old${i}`) })
    const { library } = await watched(folders, polling)
    await Promise.all(folders.map((folder, i) => writeFile(`${folder}/a.yaml`, scenarioFile(`new${i}`))))
    await until(
      () => library.book!.rules.map((rule) => rule.name).sort(),
      (names) => names.join() === 'new0,new1,new2',
    )
  })
})

test('what editors leave behind is no reason to read anything', async () => {
  const folder = await newFolder()
  await writeFiles(folder, { 'a.yaml': scenarioFile('a') })
  const { sets, library } = await watched([folder])
  const rest = [
    '.a.yaml.swp',
    '4913',
    'a.yaml~',
    '.#a.yaml',
    '#a.yaml#',
    'a.yaml.tmp',
    'notes.md',
    '.git/x.yaml',
  ]
  await writeFiles(folder, Object.fromEntries(rest.map((name) => [name, 'scenarios: [broken'])))
  await writeFiles(folder, { 'b.yaml': scenarioFile('b') })
  await becomes(sets, 'a b')
  expect([sets, library.status().last_reload.ok]).toEqual([['a', 'a b'], true])
})

test('broken, then fixed; the status tells the last error and what answers', async () => {
  const folder = await newFolder()
  await writeFiles(folder, { 'a.yaml': scenarioFile('a'), 'b.yaml': scenarioFile('b') })
  const { library, sets } = await watched([folder])
  await writeFile(`${folder}/b.yaml`, 'scenarios:\n  - when: [\n')
  const broken = await until(
    () => library.status(),
    (status) => !status.last_reload.ok,
  )
  expect(broken).toMatchObject({ rules: 2, generation: 1, last_reload: { errors: [{ code: 'syntax' }] } })
  await rm(`${folder}/b.yaml`)
  await becomes(sets, 'a')
  expect(library.status()).toMatchObject({ rules: 1, generation: 2, last_reload: { ok: true, errors: [] } })
})

test.each<[string, string | Uint8Array, string]>([
  ['a bomb of aliases', bomb(), 'alias'],
  ['binary rubbish', new Uint8Array(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)), 'not-text'],
  ['100 MB', new Uint8Array(100 * 1024 * 1024).fill(35), 'too-large'],
  ['a hundred thousand brackets', `scenarios: ${'['.repeat(100_000)}`, 'too-deep'],
])('%s is an error of one file, soon, and the others keep answering', async (_what, content, code) => {
  const folder = await newFolder()
  await writeFiles(folder, { 'a.yaml': scenarioFile('a') })
  const library = new ScenarioLibrary([folder])
  await library.reload()
  await mkdir(`${folder}/sub`)
  await writeFile(`${folder}/sub/bad.yaml`, content)
  const before = process.memoryUsage().rss
  const { ms, result } = await cpuTimeOf(() => library.reload())
  expect([result.ok, result.diagnostics[0]?.code, library.book?.rules.length]).toEqual([false, code, 1])
  expect(ms).toBeLessThan(5000)
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024)
})

function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let i = 1; i < 12; i++)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    )
  return `scenarios:\n  - reply:\n      json:\n${lines.map((line) => `        ${line}\n`).join('')}`
}

test('a reload that takes long holds up nothing else', async () => {
  const folder = await newFolder()
  const files = (word: string) =>
    Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [
        `f${i}.yaml`,
        scenarioFile(...Array.from({ length: 4 }, (__, k) => `${word}${i}x${k}`)),
      ]),
    )
  await writeFiles(folder, files('a'))
  const library = new ScenarioLibrary([folder])
  await library.reload()
  await writeFiles(folder, files('b'))
  let turns = 0
  let isOver = false
  const spin = (): void => {
    turns++
    if (!isOver) setImmediate(spin)
  }
  spin()
  await library.reload()
  isOver = true
  expect(library.book!.rules.every((rule) => rule.name.startsWith('b'))).toBe(true)
  expect(turns).toBeGreaterThan(10)
})
