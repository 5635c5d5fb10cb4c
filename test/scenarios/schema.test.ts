import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { describe, expect, test } from 'vitest'
import { generatedFiles } from './generate.ts'

const folder = new URL('../../scenarios/', import.meta.url)
const file = new URL('scenario.schema.json', folder)

describe('what is generated from the shapes of scenario files', () => {
  test.each(Object.entries(generatedFiles()))(
    '%s is up to date; npm run generate writes it',
    (name, text) => {
      expect(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')).toBe(text)
    },
  )
})

describe('scenarios/scenario.schema.json', () => {
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
