import { CLIENT_FACTS } from '../../src/client-facts/client-facts.ts'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { explainedCodes, explainText } from '../../src/cli/output/explain-text.ts'
import { UsageError } from '../../src/cli/failure.ts'
import type { Page } from '../../src/cli/explain/page.ts'
import { pages } from '../../src/cli/explain/pages.ts'
import { ScenarioLibrary } from '../../src/disk/library/scenario-library.ts'
import { errorNames } from '../../src/errors/catalogue.ts'
import { formatDiagnostic } from '../../src/shape/diagnostic.ts'
import { scenarioJsonSchema } from '../../src/scenario/schema/json-schema.ts'
import { newFolder, writeFiles } from '../disk/support.ts'

const validate = new Ajv2020({ strict: false }).compile(scenarioJsonSchema({ errors: errorNames() }))

/** Mistakes that no schema can see: of the text, of other files, of meaning. */
const BLIND = new Set([
  'not-text',
  'text-for-json',
  'too-large',
  'too-deep',
  'syntax',
  'alias',
  'tag',
  'duplicate-key',
  'missing-file',
  'outside-folder',
  'file-circle',
  'bad-json',
  'bad-regex',
  'bad-arguments',
  'bad-template',
  'duplicate-name',
  'unreachable-rule',
  'fault-beyond',
  'never-sent',
  'unknown-deployment',
  'too-slow',
])

async function read(text: string, { file = 'a.yaml', beside = {}, deployments }: Page) {
  const folder = await newFolder()
  await writeFiles(folder, { [file]: text, ...beside })
  const library = new ScenarioLibrary([folder], { deployments, patienceMs: 30_000 })
  return (await library.reload()).diagnostics
}

describe.each(Object.entries(pages))('explain %s', (code, page) => {
  test('the wrong example has this mistake and no other', async () => {
    const diagnostics = await read(page.wrong, page)
    expect(diagnostics.filter(({ file }) => /\/a\.\w+$/.test(file)).map((it) => it.code)).toEqual([code])
  })

  test('the right example has none', async () => {
    const diagnostics = await read(page.right, page)
    expect(diagnostics.filter(({ file }) => /\/a\.\w+$/.test(file)).map(formatDiagnostic)).toEqual([])
  })

  test('the schema says the same, where it can tell', () => {
    expect(validate(parse(page.right, { merge: true })), JSON.stringify(validate.errors)).toBe(true)
    if (!BLIND.has(code)) expect(validate(parse(page.wrong))).toBe(false)
  })

  test('reads well, as text and as JSON', () => {
    const text = explainText(code, false)
    expect(text).toContain(page.title)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(110)
    expect(JSON.parse(explainText(code, true))).toMatchObject({ code, title: page.title, right: page.right })
  })
})

test('an error of the catalogue is explained too, an unknown word is not', () => {
  expect(explainText('azure.rate_limit', false)).toMatch(/^azure\.rate_limit: status 429/)
  expect(JSON.parse(explainText('azure.rate_limit', true))).toMatchObject({ status: 429 })
  expect(() => explainText('bad-regx', false)).toThrow(UsageError)
  expect(() => explainText('bad-regx', false)).toThrow(/did you mean bad-regex\?/)
  const facts = CLIENT_FACTS.map(({ code }) => code)
  expect(explainedCodes()).toEqual([...Object.keys(pages), ...facts].sort())
})
