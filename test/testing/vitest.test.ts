import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { TestRun } from '../../src/testing/test-run.ts'
import { say } from '../in-process/ask.ts'
import { newProject } from '../package/packed.ts'
import { readmeExample } from './readme-example.ts'
import { runTool } from './run-tool.ts'

const ASK = `
const ask = async (baseURL, content, more = {}) => {
  const body = JSON.stringify({ messages: [{ role: 'user', content }], ...more })
  const response = await fetch(baseURL + '/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return { status: response.status, text: (await response.json()).choices?.[0].message.content }
}
`

const GOOD = `
import { describe } from 'vitest'
import { emulatorTest, expect } from 'bifrost-emulator/vitest'
${ASK}
const test = emulatorTest({ unused: 'fail' })
let fixed

describe('isolation', () => {
  test('rules of one test', async ({ emulator }) => {
    fixed = new URL(emulator.baseURL).origin + '/openai/openai/deployments/gpt-4o'
    emulator.when('hi').reply('one')
    expect((await ask(emulator.baseURL, 'hi')).text).toBe('one')
  })
  test('are gone in the next, and a fixed base URL is enough', async ({ emulator }) => {
    emulator.when('hi').reply('two')
    expect((await ask(fixed, 'hi')).text).toBe('two')
    expect(emulator).toHaveReceived('hi', { times: 1 })
    expect(emulator).not.toHaveReceived('refund')
    expect(() => expect(emulator).toHaveReceived('hi', { times: 2 })).toThrow('expected 2 requests with {"message":"hi"}, got 1 of 1')
  })
  for (const n of [1, 2, 3]) {
    test.concurrent('concurrent ' + n, async ({ emulator }) => {
      emulator.when('hi').reply('number ' + n)
      for (let i = 0; i < 5; i++) expect((await ask(emulator.baseURL, 'hi')).text).toBe('number ' + n)
      expect(emulator.journal.length).toBe(5)
    })
  }
})
`

const FAKE = `
import { appendFileSync } from 'node:fs'
import { emulatorTest, expect } from 'bifrost-emulator/vitest'
${ASK}
const test = emulatorTest({ unmatched: 'fake' })
test('made up', async ({ emulator }) => {
  appendFileSync('made-up.txt', (await ask(emulator.baseURL, 'Tell me about tea')).text + '\\n')
})
`

const ALL = `
import { emulatorTest, expect } from 'bifrost-emulator/vitest'
${ASK}
const test = emulatorTest({ clock: 'manual', env: true })
test('the fixture has what the emulator has', async ({ emulator }) => {
  emulator.when('slow').reply('at last').timing({ first_token_ms: '20s' })
  const slow = ask(process.env.OPENAI_BASE_URL, 'slow')
  await emulator.clock.advanceToIdle({ waitFor: 1 })
  expect((await slow).text).toBe('at last')
  emulator.chaos({ error: 'azure.server_error' })
  const refused = ask(emulator.env.OPENAI_BASE_URL, 'slow')
  expect((await refused).status).toBe(500)
  emulator.chaos()
  emulator.limits({ requests_per_minute: 1 })
  expect(await emulator.reload()).toBe(true)
  expect(emulator.journal.map(({ answer }) => answer.status)).toEqual([200, 500])
})
test('one that waits', async ({ emulator }) => {
  emulator.when('slow').reply('at last').timing({ first_token_ms: '20s' })
  void ask(emulator.baseURL, 'slow')
  await emulator.clock.advance('1s', { waitFor: 1 })
  expect(emulator.waitingForTime).toBe(0)
})
`

const BAD = `
import { emulatorTest, expect } from 'bifrost-emulator/vitest'
${ASK}
const test = emulatorTest({ unused: 'fail' })
test('unmatched', async ({ emulator }) => {
  emulator.when({ message: /refund/, deployment: 'gpt-4o-mini' }).reply('x')
  expect((await ask(emulator.baseURL, 'a refund')).status).toBe(404)
})
test('asserted', async ({ emulator }) => {
  emulator.when('hello').named('greeting').reply('x')
  expect(1).toBe(2)
})
test('unused', async ({ emulator }) => {
  emulator.when('hello').named('greeting').reply('x')
})
test('unfinished', async ({ emulator }) => {
  emulator.when('hello')
})
test('wrong', async ({ emulator }) => {
  emulator.when({ mesage: 'hello' }).reply('x')
})
test('unhurt by those before', async ({ emulator }) => {
  emulator.when('hello').reply('x')
  expect((await ask(emulator.baseURL, 'hello')).text).toBe('x')
})
`

const project = newProject(['vitest', 'openai'], {
  'package.json': '{ "name": "a-project", "private": true, "type": "module" }',
  'readme.test.ts': readmeExample('bifrost-emulator/vitest'),
  'good.test.js': GOOD,
  'made-up.test.js': FAKE,
  'all.test.js': ALL,
  'bad.test.js': BAD,
})

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

const outcomes = new Map<string, string>()
beforeAll(async () => {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', '--outputFile=report.json']
  await runTool(process.execPath, args, project)
  const report = JSON.parse(readFileSync(path.join(project, 'report.json'), 'utf8')) as Report
  for (const { assertionResults } of report.testResults) {
    for (const { title, status, failureMessages } of assertionResults)
      outcomes.set(title, [status, ...failureMessages].join('\n'))
  }
}, 180_000)

test.each([
  'a refund',
  'rules of one test',
  'are gone in the next, and a fixed base URL is enough',
  'concurrent 1',
  'concurrent 2',
  'concurrent 3',
  'made up',
  'the fixture has what the emulator has',
  'unhurt by those before',
])('passes: %s', (title) => {
  expect(outcomes.get(title)).toBe('passed')
})

test.each([
  ['unmatched', 'no scenario matches the request'],
  ['unmatched', /"bad\.test\.js:\d+": deployment: expected "gpt-4o-mini", got "gpt-4o"/],
  ['unused', 'the rule "greeting" never answered'],
  ['unfinished', /the rule begun at bad\.test\.js:\d+ was given no answer, such as \.reply/],
  ['one that waits', '1 exchange still waits on the manual clock'],
  ['wrong', 'when.mesage: unknown key "mesage" in when\n  hint: did you mean "message"?'],
])('fails: %s, since %s', (title, why) => {
  expect(outcomes.get(title)).toMatch(/^failed/)
  expect(outcomes.get(title)).toMatch(why)
})

test.each(['unmatched', 'asserted'])('a test that failed already hears of no unused rule: %s', (title) => {
  expect(outcomes.get(title)).toMatch(/^failed/)
  expect(outcomes.get(title)).not.toContain('never answered')
})

test('what is made up follows the name of the test', async () => {
  const run = await TestRun.start({ unmatched: 'fake' })
  const texts = []
  for (const name of ['made-up.test.js > made up', 'made-up.test.js > another'])
    texts.push(await say(run.begin(name), 'Tell me about tea'))
  await run.close()
  expect(readFileSync(path.join(project, 'made-up.txt'), 'utf8')).toBe(`${texts[0]}\n`)
  expect(texts[1]).not.toBe(texts[0])
})
