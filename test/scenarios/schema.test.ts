import { readFileSync, writeFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { describe, expect, test } from 'vitest'
import { errorNames } from '../../src/errors/catalogue.ts'
import { scenarioJsonSchema } from '../../src/scenario/schema/json-schema.ts'
import { nextShape } from '../../src/scenario/schema/next-shape.ts'
import { scenarioTypes } from './scenario-types.ts'

const folder = new URL('../../scenarios/', import.meta.url)
const file = new URL('scenario.schema.json', folder)

describe('scenarios/scenario.schema.json', () => {
  test('is what the readers of scenario files say; UPDATE=1 writes it anew (then npm run format)', () => {
    const schema = scenarioJsonSchema({ errors: errorNames() })
    if (process.env['UPDATE'] === '1') writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`)
    // How the file is laid out is the formatter's affair.
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema)
  })

  test('is also what the types of createEmulator say; UPDATE=1 writes them anew (then npm run format)', () => {
    const referring = { names: {}, define: (name: string) => ({ $ref: `#/$defs/${name}` }) }
    const types = scenarioTypes(scenarioJsonSchema({ errors: errorNames() }), nextShape.schema(referring))
    const at = new URL('../../src/in-process/scenario-types.ts', import.meta.url)
    if (process.env['UPDATE'] === '1') writeFileSync(at, types)
    // How the file is laid out is the formatter's affair.
    const words = (text: string) => text.replace(/[\s|()]+/g, '')
    expect(words(readFileSync(at, 'utf8'))).toBe(words(types))
  })

  const ajv = new Ajv2020({ strict: false })
  const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')))

  test('takes every shipped scenario file', async () => {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml'))
    const wrong = []
    for (const name of names) {
      const value: unknown = parse(await readFile(new URL(name, folder), 'utf8'), { merge: true })
      if (!validate(value)) wrong.push(`${name}: ${ajv.errorsText(validate.errors)}`)
    }
    expect([names.length > 9, wrong]).toEqual([true, []])
  })

  test.each([
    ['an unknown key', { scenarios: [{ when: 'x', replay: 'y' }] }],
    ['an unknown error', { scenarios: [{ when: 'x', error: 'azure.rate_limits' }] }],
    ['a wrong type', { scenarios: [{ when: 'x', reply: 'y', priority: 'high' }] }],
  ])('refuses %s', (_what, value) => {
    expect(validate(value)).toBe(false)
  })
})
