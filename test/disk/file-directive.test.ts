import { afterEach, describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/in-process/create-emulator.ts'
import type { RunningEmulator } from '../../src/in-process/create-emulator.ts'
import { ScenarioLibrary } from '../../src/disk/library/scenario-library.ts'
import { newFolder, writeFiles } from './support.ts'

let emulator: RunningEmulator | undefined
afterEach(async () => {
  await emulator?.close()
  emulator = undefined
})

/** What a client gets for `go`, by these files. */
async function asked(files: Record<string, string | Uint8Array>, stream = false) {
  const folder = await newFolder()
  await writeFiles(folder, files)
  emulator = await createEmulator({ scenarios: folder, seed: 1 })
  const response = await fetch(`${emulator.baseURL}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ stream, messages: [{ role: 'user', content: 'go' }] }),
  })
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) }
}

const rule = (rest: string) => `scenarios:\n  - when: go\n    ${rest}\n`
const ANSWER = `{
  "id": "chatcmpl-recorded", "object": "chat.completion", "created": 1, "model": "gpt-4o",
  "choices": [{ "index": 0, "finish_reason": "stop", "message": { "role": "assistant", "content": "recorded" } }]
}
`
const chunk = (content: string) =>
  `data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-4o","choices":[{"index":0,"delta":{"content":"${content}"},"finish_reason":null}]}`
const SSE = `${chunk('Hel')}\r\n\r\n: heartbeat\n${chunk('lo')}\n\ndata: [DONE]\n\n`

describe('$file stands wherever bytes or JSON may stand', () => {
  test('the body of a deployment, which the gateway reads', async () => {
    const { status, body } = await asked({
      'a.yaml': rule('upstream: { body: { $file: x.txt } }'),
      'x.txt': ANSWER,
    })
    expect([status, JSON.parse(body.toString()).choices[0].message.content]).toEqual([200, 'recorded'])
  })

  test.each(['body', 'text'])('%s past the gateway, byte by byte', async (key) => {
    const bytes = new Uint8Array([0xff, 0, 1, 0xef, 0xbb, 0xbf, 10])
    const { body } = await asked({ 'a.yaml': rule(`wire: { ${key}: { $file: x.bin } }`), 'x.bin': bytes })
    expect(body).toEqual(Buffer.from(bytes))
  })

  test.each(['{ $file: a.sse }', '[ { $file: a.sse } ]', '[ "data: {}\\n\\n", { $file: a.sse } ]'])(
    'the events of a recorded stream: %s',
    async (events) => {
      const { body } = await asked({ 'a.yaml': rule(`wire: { events: ${events} }`), 'a.sse': SSE }, true)
      expect(body.toString()).toBe(`${events.includes('data: {}') ? 'data: {}\n\n' : ''}${SSE}`)
    },
  )

  test('a recorded stream of the deployment, event by event', async () => {
    const { body } = await asked(
      { 'a.yaml': rule('upstream: { events: { $file: a.sse } }'), 'a.sse': SSE },
      true,
    )
    const text = body.toString()
    expect([text.includes('"Hel"'), text.includes('"lo"'), text.split('[DONE]').length]).toEqual([
      true,
      true,
      2,
    ])
  })

  test('raw bytes of a connection', async () => {
    const raw = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${ANSWER.length}\r\n\r\n${ANSWER}`
    const { body } = await asked({
      'a.yaml': rule('upstream: { wire: [ { $file: raw.http } ] }'),
      'raw.http': raw,
    })
    expect(JSON.parse(body.toString()).choices[0].message.content).toBe('recorded')
  })

  test("an error's body, and a value that is merged", async () => {
    const error = await asked({
      'a.yaml': rule('error: { status: 418, body: { $file: e.json } }'),
      'e.json': '{"error": {"message": "tea"}}',
    })
    expect([error.status, JSON.parse(error.body.toString()).error.message]).toEqual([418, 'tea'])
    await emulator!.close()
    const merged = await asked({
      'a.yaml': rule('reply: { text: a, merge: { $file: m.json } }'),
      'm.json': '{"x_mine": [1]}',
    })
    expect(JSON.parse(merged.body.toString()).x_mine).toEqual([1])
  })

  test('a recorded answer of 10 MB', async () => {
    const text = ANSWER.replace('"recorded"', `"${'x'.repeat(10_000_000)}"`)
    const { body } = await asked({ 'a.yaml': rule('wire: { body: { $file: x.json } }'), 'x.json': text })
    expect(body.length).toBe(text.length)
  })
})

describe('a slip with files is a mistake', () => {
  test.each<[string, string, RegExp]>([
    ['upstream: { body: { file: x.json } }', 'unknown-key', /\$file: "x\.json"/],
    ['wire: { body: { file: x.json } }', 'unknown-key', /\$file: "x\.json"/],
    ['wire: { events: [ { file: x.json } ] }', 'unknown-key', /\$file: "x\.json"/],
    ['error: { status: 400, body: { file: x.json } }', 'unknown-key', /\$file: "x\.json"/],
    ['upstream: { body: { $file: no.json } }', 'missing-file', /does not exist/],
    ['wire: { text: { $file: ../x } }', 'outside-folder', /outside/],
    ['upstream: { events: { $file: a.yaml } }', 'file-circle', /leads back/],
    ['upstream: { events: { $file: plain.txt } }', 'wrong-value', /holds no events/],
  ])('%s', async (rest, code, words) => {
    const folder = await newFolder()
    await writeFiles(folder, { 'a.yaml': rule(rest), 'plain.txt': 'hello' })
    const { diagnostics } = await new ScenarioLibrary([folder]).reload()
    expect(diagnostics.map((it) => it.code)).toEqual([code])
    expect(`${diagnostics[0]!.message} ${diagnostics[0]!.hint}`).toMatch(words)
  })

  test('a change of a file that is sent as it stands is taken up', async () => {
    const folder = await newFolder()
    await writeFiles(folder, {
      'a.yaml': rule('wire: { body: { $file: x.bin } }'),
      'x.bin': new Uint8Array([255, 1]),
    })
    const library = new ScenarioLibrary([folder])
    await library.reload()
    await writeFiles(folder, { 'x.bin': new Uint8Array([255, 2]) })
    await library.reload()
    expect(library.book!.rules[0]!.outcomes[0]).toMatchObject({
      wire: { body: { data: Buffer.from([255, 2]) } },
    })
  })
})
