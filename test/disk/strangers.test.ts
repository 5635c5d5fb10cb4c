import { describe, expect, test } from 'vitest'
import { ScenarioLibrary } from '../../src/disk/library/scenario-library.ts'
import { newFolder, scenarioFile, writeFiles } from './support.ts'

const PACKAGE = '{ "name": "some-package", "version": "1.0.0" }'

async function load(files: Record<string, string>, sources: readonly string[] = ['']) {
  const folder = await newFolder()
  await writeFiles(folder, files)
  const library = new ScenarioLibrary(sources.map((it) => `${folder}/${it}`.replace(/\/$/, '')))
  const report = await library.reload()
  const said = report.diagnostics.map(
    ({ file, severity, code }) => `${file.slice(folder.length + 1)} ${severity} ${code}`,
  )
  return { folder, library, report, said }
}

describe('a JSON file that is none of scenarios', () => {
  test.each<[string, string]>([
    ['an object', PACKAGE],
    ['a list of data', '[{ "city": "Oslo" }, 7]'],
    ['a text', '"hello"'],
    ['no JSON, such as a tsconfig with comments and commas', '{ // comment\n "compilerOptions": {,} }'],
    ['a file that is too large', `{ "rows": "${'x'.repeat(9 * 1024 * 1024)}" }`],
  ])('%s is left out with a warning', async (_name, text) => {
    const { report, said, library } = await load({ 'a.yaml': scenarioFile('one'), 'data.json': text })
    expect(said).toEqual(['data.json warning no-scenarios'])
    expect(report.ok).toBe(true)
    expect(library.status()).toMatchObject({ rules: 1, files: [expect.stringMatching(/a\.yaml$/)] })
  })

  test.each<[string, string, string]>([
    ['a misspelt key', '{ "scenarois": [] }', 'unknown-key'],
    ['a bare list of scenarios', '[{ "when": "hello", "reply": "Hi!" }]', 'wrong-type'],
    ['a scenario at the top', '{ "when": "hello", "reply": "Hi!" }', 'unknown-key'],
    ['a scenario file that breaks off', '{ "scenarios": [', 'syntax'],
  ])('%s is a mistake', async (_name, text, code) => {
    const { report } = await load({ 'a.json': text })
    expect(report.ok).toBe(false)
    expect(report.diagnostics[0]).toMatchObject({ severity: 'error', code })
  })

  test('is a mistake where the user named the file', async () => {
    const { said } = await load({ 'package.json': PACKAGE }, ['package.json'])
    expect(said).toEqual(['package.json error unknown-key', 'package.json error unknown-key'])
  })

  test('goes without a word where a scenario names it', async () => {
    const { said } = await load({
      'a.yaml': 'scenarios:\n  - when: hello\n    reply: { json: { file: data.json } }\n',
      'data.json': PACKAGE,
    })
    expect(said).toEqual([])
  })

  test('in YAML is a mistake: nobody keeps other YAML among scenarios', async () => {
    const { report } = await load({ 'compose.yaml': 'services: { web: { image: nginx } }\n' })
    expect(report.ok).toBe(false)
  })
})

describe('a single file', () => {
  const defaults = 'defaults: { deployment: chat, priority: 3 }\n'

  test('goes by the _defaults beside it, but by no other file there', async () => {
    const { library } = await load(
      { 'x/one.yaml': scenarioFile('one'), 'x/_defaults.yaml': defaults, 'x/two.yaml': scenarioFile('two') },
      ['x/one.yaml'],
    )
    expect(library.book?.rules).toMatchObject([{ name: 'one', priority: 3 }])
    expect(library.status().files.map((file) => file.split('/').at(-1))).toEqual([
      '_defaults.yaml',
      'one.yaml',
    ])
  })

  test('takes up defaults that appear later', async () => {
    const { folder, library } = await load({ 'one.yaml': scenarioFile('one') }, ['one.yaml'])
    expect(library.book?.rules[0]?.priority).toBe(0)
    await writeFiles(folder, { '_defaults.yaml': defaults })
    await library.refresh()
    expect(library.book?.rules[0]?.priority).toBe(3)
  })
})
