import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { LibraryWatch } from '../../src/disk/library/library-watch.ts'
import { ScenarioLibrary } from '../../src/disk/library/scenario-library.ts'
import { newFolder, until, writeFiles } from './support.ts'

const opened: LibraryWatch[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((watch) => watch.close()))
})

async function openFolder(files: Record<string, string | Uint8Array>) {
  const folder = await newFolder()
  await writeFiles(folder, files)
  const library = new ScenarioLibrary([folder])
  await library.reload()
  return { folder, library }
}

const textOf = (library: ScenarioLibrary, name: string) => {
  const outcome = library.book?.byName.get(name)?.outcomes[0]
  return outcome?.kind === 'reply' ? (outcome.reply.text ?? outcome.reply.json) : outcome
}
const codes = (library: ScenarioLibrary) =>
  library.status().last_reload.errors.map((it) => {
    const { code, line, column } = it as { code: string; line: number; column: number }
    return `${line}:${column} ${code}`
  })
const one = (reply: string) => `scenarios:\n  - { name: one, reply: ${reply} }\n`

describe('a file beside the scenario file', () => {
  test('gives a text, or a value; it is no scenario file itself', async () => {
    const { library } = await openFolder({
      'sub/a.yaml':
        'scenarios:\n  - { name: one, when: a, reply: { text: { file: answer.md } } }\n  - { name: two, reply: { json: { file: ../data/x.json } } }\n',
      'sub/answer.md': '# Answer\n{{ turn | plus: 1 }}\n',
      'data/x.json': '{ "a": [1, 2], "*": "fake" }',
    })
    expect(library.status().last_reload.errors).toEqual([])
    expect(textOf(library, 'one')).toBe('# Answer\n{{ turn | plus: 1 }}\n')
    expect(textOf(library, 'two')).toEqual({ fake: true, given: { a: [1, 2] } })
    expect(library.status().files.map((file) => file.split('/').at(-1))).toEqual(['a.yaml'])
  })

  test.each<[string, Record<string, string | Uint8Array>, string]>([
    ['is missing', { 'a.yaml': one('{ text: { file: no.md } }') }, '2:33 missing-file'],
    ['is a folder', { 'a.yaml': one('{ text: { file: sub } }'), 'sub/x.md': 'x' }, '2:33 missing-file'],
    ['is outside', { 'a.yaml': one('{ text: { file: ../../etc/hostname } }') }, '2:33 outside-folder'],
    ['is absolute', { 'a.yaml': one('{ text: { file: /etc/hostname } }') }, '2:33 outside-folder'],
    [
      'is binary',
      { 'a.yaml': one('{ text: { file: b.bin } }'), 'b.bin': new Uint8Array([0xff, 0, 1]) },
      '2:33 not-text',
    ],
    [
      'is too large',
      { 'a.yaml': one('{ text: { file: big.md } }'), 'big.md': Buffer.alloc(64 * 1024 * 1024 + 1, 'x') },
      '2:33 too-large',
    ],
    ['names itself', { 'a.yaml': one('{ text: { file: a.yaml } }') }, '2:33 file-circle'],
    ['is no JSON', { 'a.yaml': one('{ json: { file: x.json } }'), 'x.json': '{' }, '2:33 bad-json'],
    [
      'is nested too deep',
      { 'a.yaml': one('{ json: { file: x.json } }'), 'x.json': '['.repeat(50_000) + ']'.repeat(50_000) },
      '2:33 too-deep',
    ],
    [
      'has a broken template',
      { 'a.yaml': one('{ text: { file: t.md } }'), 't.md': 'Hi {{ nobody }}' },
      '2:33 bad-template',
    ],
  ])('that %s is a mistake where it is named', async (_what, files, expected) => {
    const { library } = await openFolder(files)
    expect([library.book, codes(library)]).toEqual([undefined, [expected]])
  })

  test('two files that name each other are both told', async () => {
    const { library } = await openFolder({
      'a.json': '{"scenarios":[{"reply":{"json":{"file":"b.json"}}}]}',
      'b.json': '{"scenarios":[{"reply":{"json":{"file":"a.json"}}}]}',
    })
    expect(codes(library)).toEqual(['1:32 file-circle', '1:32 file-circle'])
  })

  test('that is a link out of the folder is refused', async () => {
    const { folder, library } = await openFolder({ 'a.yaml': one('{ text: { file: l.md } }') })
    const other = await newFolder()
    await writeFile(`${other}/secret`, 'secret')
    await symlink(`${other}/secret`, `${folder}/l.md`)
    await library.reload()
    expect(codes(library)).toEqual(['2:33 outside-folder'])
  })

  test('in a folder that is linked in is taken', async () => {
    const { folder, library } = await openFolder({})
    const other = await newFolder()
    await writeFiles(other, { 'a.yaml': one('{ text: { file: t.md } }'), 't.md': 'linked' })
    await symlink(other, `${folder}/linked`)
    await library.reload()
    expect(textOf(library, 'one')).toBe('linked')
  })

  test('is watched: changed, removed, back again, in a folder made anew', async () => {
    const { folder, library } = await openFolder({
      'a.yaml': one('{ text: { file: texts/t.md } }'),
      'texts/t.md': 'first',
    })
    const watch = new LibraryWatch(library)
    opened.push(watch)
    await watch.start()
    const becomes = (text: string) =>
      until(
        () => textOf(library, 'one'),
        (now) => now === text,
      )
    await writeFile(`${folder}/texts/t.md`, 'second')
    await becomes('second')
    await rm(`${folder}/texts`, { recursive: true })
    await until(
      () => codes(library),
      (now) => now[0] === '2:33 missing-file',
    )
    expect(textOf(library, 'one')).toBe('second')
    await mkdir(`${folder}/texts`)
    await writeFile(`${folder}/texts/t.md`, 'third')
    await becomes('third')
  })
})

test('a file that is named no more is not read as a scenario file', async () => {
  const { folder, library } = await openFolder({
    'a.yaml': one('{ text: { file: t.md } }'),
    't.md': 'first',
  })
  const watch = new LibraryWatch(library)
  opened.push(watch)
  await watch.start()
  await writeFile(`${folder}/a.yaml`, one('plain and nothing beside it'))
  await until(
    () => textOf(library, 'one'),
    (now) => now === 'plain and nothing beside it',
  )
  expect(library.status().last_reload).toMatchObject({ ok: true, errors: [] })
  await writeFile(`${folder}/a.yaml`, one('{ text: { file: t.md } }'))
  await library.reload()
  await writeFile(`${folder}/a.yaml`, one('plain again'))
  expect([(await library.reload()).ok, textOf(library, 'one')]).toEqual([true, 'plain again'])
})

describe('_defaults.yaml', () => {
  test('holds for its folder and below; the nearest goes first, a file and a rule before it', async () => {
    const rule = (name: string, more = '') => `scenarios:\n  - { name: ${name}, reply: x${more} }\n`
    const { library } = await openFolder({
      '_defaults.yaml': 'defaults: { priority: 1, timing: slow, deployment: outer, stream: true }\n',
      'a.yaml': rule('a'),
      'sub/_defaults.yaml': 'deployment: inner\npriority: 2\n',
      'sub/b.yaml': rule('b'),
      'sub/deep/c.yaml': `defaults: { deployment: file }\n${rule('c')}`,
      'sub/deep/d.yaml': rule('d', ', when: { deployment: rule }, priority: 9, timing: instant'),
      'other/e.yaml': rule('e'),
    })
    expect(library.status().last_reload.errors).toEqual([])
    const seen = ['a', 'b', 'c', 'd', 'e'].map((name) => {
      const { priority, timing, conditions } = library.book!.byName.get(name)!
      const values = conditions.map((it) =>
        it.kind === 'is' && it.matcher.op === 'equals' ? it.matcher.value : '',
      )
      return [name, priority, timing!.first_token_ms, ...values]
    })
    expect(seen).toEqual([
      ['a', 1, 3000, 'outer', true],
      ['b', 2, 3000, 'inner', true],
      ['c', 2, 3000, 'file', true],
      ['d', 9, 0, 'rule', true],
      ['e', 1, 3000, 'outer', true],
    ])
  })

  test.each([
    ['an unknown key', 'timming: slow\n', '1:1 unknown-key'],
    ['scenarios', 'defaults: {}\nscenarios: []\n', '2:1 unknown-key'],
    ['a wrong value', 'defaults:\n  timing: slowly\n', '2:11 unknown-timing'],
    ['a list', '- a\n', '1:1 wrong-type'],
  ])('with %s is a mistake of that file', async (_what, text, expected) => {
    const { library } = await openFolder({ '_defaults.yaml': text, 'a.yaml': one('x') })
    expect(codes(library)).toEqual([expected])
  })

  test('that changes changes the rules of its folder, and no others are made anew', async () => {
    const { folder, library } = await openFolder({
      'sub/_defaults.yaml': 'priority: 2\n',
      'sub/a.yaml': 'scenarios:\n  - { name: a, when: a, reply: x }\n',
      'b.yaml': 'scenarios:\n  - { name: b, when: b, reply: x }\n',
    })
    const before = library.book!
    await writeFile(`${folder}/sub/_defaults.yaml`, 'priority: 3\n')
    await library.reload()
    expect(library.book!.byName.get('a')!.priority).toBe(3)
    expect(library.book!.byName.get('b')!.outcomes).toBe(before.byName.get('b')!.outcomes)
  })
})
