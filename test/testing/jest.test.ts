import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { casePath } from '../cases/case-server.ts'
import { newProject } from '../package/packed.ts'
import { readmeExample } from './readme-example.ts'
import { runTool } from './run-tool.ts'

const ASK = `
const ask = async (content, url = emulator.baseURL) => {
  const body = JSON.stringify({ messages: [{ role: 'user', content }] })
  const response = await fetch(url + '/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return { status: response.status, text: (await response.json()).choices?.[0].message.content }
}
`

const GOOD = `${ASK}
let fixed
describe('isolation', () => {
  beforeEach(() => emulator.when('common').reply('for all'))
  test('rules of one test', async () => {
    fixed = new URL(emulator.url).origin + '/openai/openai/deployments/gpt-4o'
    emulator.when('hi').reply('one')
    expect((await ask('hi')).text).toBe('one')
    expect((await ask('common')).text).toBe('for all')
  })
  test('are gone in the next', async () => {
    emulator.when('hi').reply('two').times(1)
    expect((await ask('hi', fixed)).text).toBe('two')
    expect((await ask('common')).text).toBe('for all')
    expect(emulator).toHaveReceived({ message: 'hi' }, { times: 1 })
    expect(emulator).not.toHaveReceived('refund')
    expect(() => expect(emulator).toHaveReceived('hi', { times: 2 })).toThrow('expected 2 requests with {"message":"hi"}, got 1 of 2')
    expect(emulator.journal).toHaveLength(2)
  })
})
`

const BAD = `${ASK}
let outside
try { emulator.when('x') } catch (error) { outside = error.message }
test('outside of a test there is no emulator', () => {
  expect(outside).toMatch('emulator.when: emulator belongs to a test; use it in test, beforeEach and afterEach')
})
test('unmatched', async () => {
  emulator.when({ message: /refund/, deployment: 'gpt-4o-mini' }).reply('x')
  expect((await ask('a refund')).status).toBe(404)
})
test('unused', () => {
  emulator.when('hello').named('greeting').reply('x')
})
test('wrong', () => {
  emulator.when({ message: 'hello', tool: 'x' }).reply('x')
})
test('unhurt by those before', async () => {
  emulator.when('hello').reply('x')
  expect((await ask('hello')).text).toBe('x')
})
`

/** Jest runs modules of its own making, and takes some packages by import alone. */
const RULES = `
import { createEmulator } from 'bifrost-emulator'
test('routing rules of a configuration', async () => {
  const emulator = await createEmulator({ scenarios: [], bifrostConfig: 'rules.json' })
  const response = await fetch(emulator.url + '/openai/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-tier': 'premium' },
    body: JSON.stringify({ model: 'azure/gpt-4o', messages: [{ role: 'user', content: 'hi' }] }),
  })
  expect((await response.json()).extra_fields.model_deployment).toBe('gpt-4.1-south')
  await emulator[Symbol.asyncDispose]()
})
`

const project = newProject(['jest', 'jest-environment-node', 'openai'], {
  'jest.config.json': JSON.stringify({
    testEnvironment: 'bifrost-emulator/jest',
    testEnvironmentOptions: { emulator: { unused: 'fail' } },
    testMatch: ['**/*.test.js'],
    transform: {},
  }),
  'readme.test.js': readmeExample('bifrost-emulator/jest'),
  'good.test.js': GOOD,
  'bad.test.js': BAD,
  'modules.config.json': JSON.stringify({ testMatch: ['**/rules.mjs'], transform: {} }),
  'rules.mjs': RULES,
  'rules.json': readFileSync(casePath('routing-rules', 'config.json'), 'utf8'),
})

interface Report {
  readonly testResults: readonly {
    readonly message: string
    readonly assertionResults: readonly {
      readonly title: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

const outcomes = new Map<string, string>()
beforeAll(async () => {
  const args = [
    'node_modules/jest/bin/jest.js',
    '--json',
    '--outputFile=report.json',
    '--cacheDirectory=.cache',
  ]
  const { err } = await runTool(process.execPath, args, project)
  const report = JSON.parse(readFileSync(path.join(project, 'report.json'), 'utf8')) as Report
  for (const { message, assertionResults } of report.testResults) {
    if (assertionResults.length === 0) throw new Error(`${message}\n${err}`)
    for (const { title, status, failureMessages } of assertionResults)
      outcomes.set(title, [status, ...failureMessages].join('\n'))
  }
}, 180_000)

test.each([
  'a refund',
  'rules of one test',
  'are gone in the next',
  'unhurt by those before',
  'outside of a test there is no emulator',
])('passes: %s', (title) => {
  expect(outcomes.get(title)).toBe('passed')
})

test.each([
  ['unmatched', 'no scenario matches the request'],
  ['unmatched', /"bad\.test\.js:\d+": deployment: expected "gpt-4o-mini", got "gpt-4o"/],
  ['unused', 'the rule "greeting" never answered'],
  ['wrong', 'when.tool: unknown key "tool" in when\n  hint: did you mean "tools"?'],
])('fails: %s, since %s', (title, why) => {
  expect(outcomes.get(title)).toMatch(/^failed/)
  expect(outcomes.get(title)).toMatch(why)
})

test('a test that is a module itself takes a configuration with routing rules', async () => {
  const args = [
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    '--config=modules.config.json',
    '--cacheDirectory=.cache',
  ]
  const { err } = await runTool(process.execPath, args, project)
  expect(err).toMatch(/Tests: +1 passed, 1 total/)
}, 60_000)
