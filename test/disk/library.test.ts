import { rm } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { errorsOf } from '../../src/disk/library/load-report.ts'
import { ScenarioLibrary } from '../../src/disk/library/scenario-library.ts'
import type { LoadReport } from '../../src/disk/library/load-report.ts'
import { newFolder, scenarioFile, writeFiles } from './support.ts'

async function openLibrary(files: Record<string, string | Uint8Array>) {
  const folder = await newFolder()
  await writeFiles(folder, files)
  const reports: LoadReport[] = []
  const library = new ScenarioLibrary([folder], { onLoad: (report) => reports.push(report) })
  await library.reload()
  const names = () => library.book?.rules.map((rule) => rule.name)
  const short = (list: readonly string[]) => list.map((file) => file.slice(folder.length + 1))
  return { folder, library, reports, names, short }
}

describe('ScenarioLibrary', () => {
  test('gives the rules of all files by path', async () => {
    const { names, library } = await openLibrary({
      'b.yaml': scenarioFile('two'),
      'a/x.json': '{"scenarios":[{"name":"one","reply":"x","when":"one"}]}',
    })
    expect(names()).toEqual(['one', 'two'])
    expect(library.status()).toMatchObject({
      rules: 2,
      generation: 1,
      watching: 'off',
      last_reload: { ok: true, errors: [], warnings: [] },
    })
  })

  test('a set answers before it is known what is probably not meant in it, and is told of once, with that', async () => {
    const folder = await newFolder()
    const rule = (name: string) => `  - { name: ${name}, when: hi, reply: x }\n`
    await writeFiles(folder, { 'a.yaml': `scenarios:\n${rule('first')}${rule('never')}` })
    const told: unknown[] = []
    const library: ScenarioLibrary = new ScenarioLibrary([folder], {
      onBook: (book) => told.push(book.rules.length, library.status().last_reload.warnings),
      onLoad: ({ diagnostics }) => told.push(diagnostics.map(({ code }) => code)),
    })
    await library.reload(async () => {
      told.push('in use', library.status().last_reload.ok)
    })
    expect(told).toEqual([2, [], 'in use', true, ['unreachable-rule']])
    expect(library.status().last_reload.warnings).toMatchObject([{ code: 'unreachable-rule', line: 3 }])
  })

  test('without sources there is an empty book', async () => {
    const library = new ScenarioLibrary([])
    expect((await library.reload()).ok).toBe(true)
    expect(library.book?.rules).toEqual([])
  })

  test('a broken file does not replace a good set; repaired, it does', async () => {
    const { folder, library, names } = await openLibrary({
      'a.yaml': scenarioFile('one'),
      'b.yaml': scenarioFile('two'),
    })
    await writeFiles(folder, {
      'a.yaml': scenarioFile('three'),
      'b.yaml': 'scenarios:\n  - wenn: x\n    reply: y\n',
    })
    const broken = await library.reload()
    expect(broken.ok).toBe(false)
    expect(names()).toEqual(['one', 'two'])
    expect(library.status()).toMatchObject({
      generation: 1,
      last_reload: { ok: false, errors: [{ file: `${folder}/b.yaml`, line: 2, column: 5 }] },
    })

    await writeFiles(folder, { 'b.yaml': scenarioFile('four') })
    expect((await library.reload()).ok).toBe(true)
    expect(names()).toEqual(['three', 'four'])
    expect(library.status().generation).toBe(2)
  })

  test('tells which files came, went and changed', async () => {
    const { folder, library, short } = await openLibrary({
      'a.yaml': scenarioFile('a'),
      'b.yaml': scenarioFile('b'),
      'c.yaml': scenarioFile('c'),
    })
    await rm(`${folder}/a.yaml`)
    await writeFiles(folder, { 'b.yaml': scenarioFile('b2'), 'd.yaml': scenarioFile('d') })
    const { changes } = await library.reload()
    expect([short(changes.added), short(changes.changed), short(changes.removed)]).toEqual([
      ['d.yaml'],
      ['b.yaml'],
      ['a.yaml'],
    ])
  })

  test('refresh says nothing when no content changed', async () => {
    const { folder, library, reports } = await openLibrary({ 'a.yaml': scenarioFile('a') })
    await library.refresh()
    await writeFiles(folder, { 'a.yaml': scenarioFile('a'), 'notes.txt': 'x' })
    await library.refresh()
    expect(reports.length).toBe(1)
    await writeFiles(folder, { 'a.yaml': scenarioFile('b') })
    await library.refresh()
    expect(reports.length).toBe(2)
  })

  test.each([
    ['too large', Buffer.alloc(9 * 1024 * 1024, '#'), 'too-large'],
    ['no text', Buffer.from([0xff, 0xfe, 0x00]), 'not-text'],
  ])('a file that is %s is a mistake of that file', async (_what, content, code) => {
    const { library, names } = await openLibrary({ 'a.yaml': content, 'b.yaml': scenarioFile('b') })
    expect(names()).toBeUndefined()
    expect(library.status().last_reload.errors).toMatchObject([{ code }])
  })

  test('a missing source is an error that keeps the set, until it is back', async () => {
    const { folder, library, names, reports } = await openLibrary({ 'a.yaml': scenarioFile('a') })
    await rm(folder, { recursive: true })
    await library.refresh()
    expect(errorsOf(reports.at(-1)!)).toMatchObject([{ file: folder, message: 'no such file or folder' }])
    expect(names()).toEqual(['a'])
    await writeFiles(folder, { 'a.yaml': scenarioFile('a') })
    await library.refresh()
    expect(reports.at(-1)!.ok).toBe(true)
  })

  describe('a folder that holds no file any more', () => {
    test('keeps its scenarios, says so, and takes up the next file', async () => {
      const { folder, library, names, reports } = await openLibrary({ 'a.yaml': scenarioFile('a') })
      await rm(`${folder}/a.yaml`)
      for (const again of [() => library.refresh(), () => library.reload()]) {
        await again()
        const { errors } = library.status().last_reload
        expect([names(), reports.at(-1)!.ok]).toEqual([['a'], false])
        expect(errors).toMatchObject([
          { file: folder, message: expect.stringMatching(/^holds no scenario file .*--allow-empty/) },
        ])
      }
      await writeFiles(folder, { 'b.yaml': scenarioFile('b') })
      await library.refresh()
      expect([names(), library.status().last_reload]).toMatchObject([['b'], { ok: true, errors: [] }])
    })

    test('loses them where that is allowed', async () => {
      const folder = await newFolder()
      await writeFiles(folder, { 'a.yaml': scenarioFile('a') })
      const library = new ScenarioLibrary([folder], { allowEmpty: true })
      await library.reload()
      await rm(`${folder}/a.yaml`)
      await library.refresh()
      expect([library.book?.rules, library.status().last_reload.ok]).toEqual([[], true])
    })

    test('beside one that does is not cleared either; one that never held any is fine', async () => {
      const [one, other, never] = [await newFolder(), await newFolder(), await newFolder()]
      await writeFiles(one, { 'a.yaml': scenarioFile('a') })
      await writeFiles(other, { 'b.yaml': scenarioFile('b') })
      const library = new ScenarioLibrary([one, other, never])
      await library.reload()
      await rm(`${other}/b.yaml`)
      await library.refresh()
      expect(library.status()).toMatchObject({
        rules: 2,
        last_reload: { ok: false, errors: [{ file: other }] },
      })
    })
  })

  test('reloads that are asked for at once come one after the other', async () => {
    const { folder, library, reports } = await openLibrary({ 'a.yaml': scenarioFile('a') })
    await writeFiles(folder, { 'a.yaml': scenarioFile('b') })
    await Promise.all([library.reload(), library.reload(), library.reload()])
    expect(reports.map(({ changes }) => changes.changed.length)).toEqual([0, 1, 0, 0])
    expect(library.status().generation).toBe(4)
  })
})
