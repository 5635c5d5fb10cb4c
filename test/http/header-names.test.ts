import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHeaderText, headerText } from '../../src/message/header-text.ts'
import { startServer } from '../support/start-service.ts'
import { chat } from './call.ts'

const NAMES = [
  'plain name',
  'naïve café',
  '日本語の答え',
  '100% sure',
  'looks%20encoded',
  ' blanks ',
  '😀',
  'a\tb',
]

describe('names of scenarios in headers', () => {
  test.each(NAMES)('%j is told, and forces the scenario again', async (name) => {
    const scenarios = {
      scenarios: NAMES.map((it) => ({ name: it, when: { deployment: it }, reply: `I am ${it}` })),
    }
    await using server = await startServer({ scenarios, emulatorHeaders: true })
    const told = headerText(name)
    expect(told).toMatch(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/)
    const { status, headers, text } = await chat(server.port, 'hi', { 'x-emulator-scenario': told })
    expect([status, headers['x-emulator-scenario']]).toEqual([200, told])
    expect(text).toContain(JSON.stringify(`I am ${name}`))
  })

  test('every name comes back; plain ones stay as they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        const told = headerText(name)
        expect(told).toMatch(/^[\x20-\x7e]*$/)
        expect(fromHeaderText(told) ?? told).toBe(name)
      }),
      { seed: 20251125 },
    )
    expect(headerText('100% sure')).toBe('100% sure')
  })
})

test.each([
  ['日本', '日本'],
  ['Ċevil: 1', 'Ċevil: 1'],
  ['a\u010d\u010aset-cookie: evil=1', 'a\u010d\u010aset-cookie: evil=1'],
  ['a\r\nset-cookie: evil=1', 'a set-cookie: evil=1'],
  ['a\u0007b', 'a b'],
])('what a request says stays in its header, as UTF-8: %j', async (message, expected) => {
  const scenarios = { scenarios: [{ reply: { text: 'Hi', headers: { 'x-said': '{{ message }}' } } }] }
  await using server = await startServer({ scenarios })
  const { headers } = await chat(server.port, message)
  expect(Buffer.from(String(headers['x-said']), 'latin1').toString()).toBe(expected)
  expect(headers).not.toHaveProperty('set-cookie')
  expect(headers).not.toHaveProperty('evil')
})
