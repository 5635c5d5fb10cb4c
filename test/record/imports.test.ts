import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { importFile } from '../../src/record/import-file.ts'
import { newFolder } from '../disk/support.ts'
import { runTool } from '../testing/run-tool.ts'

type Emulator = Awaited<ReturnType<typeof createEmulator>>

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname

function run(cwd: string, ...args: string[]) {
  return runTool(process.execPath, [main, ...args], cwd)
}

/** Imports one of the files beside this test; what it told, and an emulator with what it gave. */
async function imported(name: string, ...more: string[]) {
  const folder = await newFolder()
  await copyFile(new URL(`files/${name}`, import.meta.url), path.join(folder, name))
  const { code, out } = await run(folder, 'import', name, '--out', 'made', ...more)
  const made = path.join(folder, 'made')
  return { code, out, made, emulator: await createEmulator({ scenarios: made, strict: true }) }
}

async function ask(emulator: Emulator, body: object, { deployment = 'gpt-4o', headers = {} } = {}) {
  const response = await fetch(`${emulator.url}/openai/openai/deployments/${deployment}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return [response.status, await response.text()] as const
}

function says(content: string, more: object = {}): object {
  return { messages: [{ role: 'user', content }], ...more }
}

test('stubs of WireMock answer as they say', async () => {
  const { code, out, made, emulator } = await imported('wiremock-mappings.json')
  await using closing = emulator
  expect(code).toBe(0)
  expect(out.match(/left: .*/g)).toEqual([
    'left: models: it answers GET /v1/models, no chat',
    'left: templated: no condition says matches ".*\\"temperature\\":0[^.].*"',
  ])
  const [status, streamed] = await ask(closing, says('oh hello there', { stream: true }))
  expect([status, streamed.match(/"content":"[^"]*"/g)]).toEqual([
    200,
    ['"content":"Hel"', '"content":"lo."'],
  ])
  expect(streamed.endsWith('data: [DONE]\n\n')).toBe(true)
  const greeted = await ask(closing, says('hi there'), { headers: { 'x-team': 'red' } })
  expect(greeted).toEqual([200, expect.stringContaining('"content":"Hi."')])
  expect((await ask(closing, says('hi there')))[0]).toBe(404)
  await expect(ask(closing, says('please break it'))).rejects.toThrow()
  const file = await readFile(path.join(made, 'wiremock-mappings.yaml'), 'utf8')
  expect(file.match(/\$wait: \d+/g)).toEqual(['$wait: 133', '$wait: 134'])
})

test('a recording of WireMock is played again, what was asked twice in turn', async () => {
  const { code, out, made, emulator } = await imported('wiremock-recorded.json')
  await using closing = emulator
  expect([code, out.includes('left:')]).toEqual([0, false])
  const recorded = JSON.parse(
    await readFile(new URL('files/wiremock-recorded.json', import.meta.url), 'utf8'),
  ) as {
    mappings: { response: { body: string }; request: { bodyPatterns: [{ equalToJson: string }] } }[]
  }
  for (const { request, response } of recorded.mappings) {
    const [, text] = await ask(closing, JSON.parse(request.bodyPatterns[0].equalToJson) as object)
    expect(text).toBe(response.body)
  }
  const [file] = await readdir(made)
  expect((await readFile(path.join(made, file!), 'utf8')).match(/replies:/g)).toHaveLength(1)
})

test('an environment of Mockoon answers as it says', async () => {
  const { code, out, emulator } = await imported('mockoon.json')
  await using closing = emulator
  expect(code).toBe(0)
  expect(out.match(/left: .*/g)).toEqual([
    expect.stringContaining('response templated: its body is a template of Mockoon'),
    expect.stringContaining('response schema: no condition says that body valid_json_schema'),
    'left: GET /v1/models: it is no chat route',
  ])
  const [, streamed] = await ask(closing, says('Hello you', { stream: true }))
  expect(streamed.match(/"content":"[^"]*"/g)).toEqual(['"content":"Hel"', '"content":"lo."'])
  expect((await ask(closing, says('what?'), { headers: { 'x-team': 'red' } }))[0]).toBe(429)
  expect(await ask(closing, says('what?'))).toEqual([200, expect.stringContaining('"content":"Hi."')])
  const turns = []
  for (let turn = 0; turn < 3; turn++)
    turns.push((await ask(closing, says('x'), { deployment: 'gpt-4o-mini' }))[1])
  expect(turns.map((text) => /"content":"(\w+)/.exec(text)?.[1])).toEqual(['First', 'Second', 'First'])
})

test('commands from a terminal are played again with what came below them', async () => {
  const { code, out, made, emulator } = await imported('terminal.txt')
  await using closing = emulator
  expect([code, out.includes('left:'), out.includes('3 found, 3 written')]).toEqual([0, false, true])
  const text = await readFile(new URL('files/terminal.txt', import.meta.url), 'utf8')
  const [whole] = /^\{"id".*$/m.exec(text)!
  expect(await ask(closing, says('What is the weather?'))).toEqual([200, whole])
  const streamed = await ask(closing, says('weather, streamed', { stream: true }))
  const frames = text.match(/^data: .*$/gm)!.map((frame) => `${frame}\n\n`)
  expect(streamed).toEqual([200, frames.join('')])
  expect(await ask(closing, says('limit'))).toEqual([429, expect.stringMatching(/^\{"is_bifrost.*\}$/)])
  const files = await Promise.all(
    (await readdir(made)).map((name) => readFile(path.join(made, name), 'utf8')),
  )
  expect(files.join('').includes('verysecret')).toBe(false)
})

test('with --as azure a gateway makes its own answer of it', async () => {
  const { emulator } = await imported('mockoon.json', '--as', 'azure')
  await using closing = emulator
  expect((await ask(closing, says('what?')))[1]).toContain('"extra_fields"')
})

const HAR = '{"log":{"version":"1.2","entries":[]}}'
const FOREIGN: readonly [name: string, text: string, what: string][] = [
  ['session.har', HAR, 'an HTTP Archive'],
  ['session.json', HAR, 'an HTTP Archive'],
  ['fixtures.json', '{"fixtures":[]}', 'a file of fixtures of aimock'],
  [
    'stubs.json',
    '{"mappings":[{"request":{"method":"GET","url":"/x"},"response":{"status":200}}]}',
    'a file of mappings of WireMock',
  ],
  [
    'stub.json',
    '{"request":{"method":"GET","urlPath":"/x"},"response":{"status":200}}',
    'a file of mappings of WireMock',
  ],
  ['mockoon.json', '{"uuid":"x","lastMigration":33,"routes":[]}', 'an environment of Mockoon'],
  ['stream.sse', 'data: {"id":"x"}\n\ndata: [DONE]\n\n', 'an event stream'],
  [
    'journal.jsonl',
    '{"id":"x1","request":{"path":"/"},"answer":{}}\n{"id":"x2","request":{"path":"/"},"answer":{}}\n',
    'a journal',
  ],
  ['terminal.txt', "$ curl -s http://localhost/x -d '{}'\n{}\n", 'a curl command'],
]

describe('a file of another tool is told, with the command for it', () => {
  test.each(FOREIGN)('%s', async (name, text, what) => {
    const folder = await newFolder()
    await writeFile(path.join(folder, name), text)
    const hint = `bifrost-emulator import ${name} makes scenarios of it`
    const validated = await run(folder, 'validate', name)
    expect([validated.code, validated.err]).toEqual([
      1,
      expect.stringContaining(`this is ${what}, no scenario file`),
    ])
    expect(validated.err).toContain(hint)
    const matched = await run(folder, 'match', name)
    expect([matched.code, matched.err]).toEqual([
      2,
      `bifrost-emulator: ${name} is ${what}, no request; ${hint}\n`,
    ])
  })
})

test.each([
  [
    'curl with a body from a file',
    'curl http://x/chat/completions -d @body.json\n{}\n',
    'command 1: -d @body.json: give the body itself',
  ],
  [
    'curl without an answer',
    "curl http://x/chat/completions -d '{}'\n",
    'command 1: it has no answer below it',
  ],
  [
    'a regular expression that is none of RE2',
    '{"mappings":[{"name":"a","request":{"urlPath":"/v1/chat/completions","headers":{"x":{"matches":"(?=a)b"}}},"response":{}}]}',
    'imported a: ',
  ],
  [
    'a state of a row that is no row',
    '{"mappings":[{"name":"a","scenarioName":"s","requiredScenarioState":"later","request":{"urlPath":"/v1/chat/completions"},"response":{}}]}',
    'a: it answers in every state, not only in later',
  ],
])('%s is told', (_name, text, why) => {
  expect(importFile(text, 'file', 'gateway')?.left).toEqual([expect.stringContaining(why)])
})
