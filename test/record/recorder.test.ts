import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { USUAL_MATCH } from '../../src/record/match-keys.ts'
import { startRecorder } from '../../src/record/recorder.ts'
import { Redaction } from '../../src/record/secrets.ts'
import { newFolder } from '../disk/support.ts'

type Emulator = Awaited<ReturnType<typeof createEmulator>>

const RULES = [
  { when: 'whole', reply: 'A whole answer: "quoted",\nand more.' },
  { when: 'tools', reply: { tool_calls: [{ name: 'look', arguments: { at: 'the sea' } }] } },
  { when: 'limit', error: 'azure.rate_limit' },
  { when: 'twice', replies: ['First.', 'Second.'] },
  { when: 'breaks', reply: 'This stream does not come to its end at all.', faults: ['cut:after=4'] },
]

/** What is asked, in this order. */
const ASKED = [
  { text: 'whole' },
  { text: 'whole', stream: true },
  { text: 'tools', stream: true },
  { text: 'limit' },
  { text: 'twice' },
  { text: 'twice' },
  { text: 'breaks', stream: true },
  { text: 'something made up', stream: true },
]

async function target(gateway: string): Promise<Emulator> {
  const emulator = await createEmulator({ seed: 7, speed: 0, gateway })
  for (const rule of RULES) emulator.add(rule as never)
  return emulator
}

async function recorderFor(url: string, as: 'gateway' | 'azure' = 'gateway', redact: readonly string[] = []) {
  const folder = await newFolder()
  const told: (string | undefined)[] = []
  const recorder = await startRecorder({
    target: new URL(url),
    mode: 'record',
    as,
    match: USUAL_MATCH,
    host: '127.0.0.1',
    port: 0,
    folder,
    redaction: new Redaction(redact),
    onExchange: ({ file }) => told.push(file),
  })
  return { folder, recorder, told }
}

describe.each(['1.4.19', '1.3.60', '1.5.1', '2.2', 'azure'])('what passes from %s', (gateway) => {
  test('comes through as it is, and again from the scenarios that are written of it', async () => {
    await using source = await target(gateway)
    const { folder, recorder } = await recorderFor(source.url, gateway === 'azure' ? 'azure' : 'gateway')
    const through = []
    for (const asked of ASKED) through.push(await ask(recorder.url, gateway, asked))
    await recorder.close()
    source.reset()
    const direct = []
    for (const rule of RULES) source.add(rule as never)
    for (const asked of ASKED) direct.push(await ask(source.url, gateway, asked))
    expect(through).toEqual(direct)
    await using again = await createEmulator({ scenarios: folder, seed: 1, speed: 0, gateway, strict: true })
    const played = []
    for (const asked of ASKED) played.push(await ask(again.url, gateway, asked))
    expect(played).toEqual(through)
  })
})

test('the official client gets the same through it, and from what was kept', async () => {
  await using source = await target('1.4.19')
  const { folder, recorder } = await recorderFor(source.url)
  const talk = async (url: string) => {
    const client = new OpenAI({
      apiKey: 'any',
      baseURL: `${url}/openai/openai/deployments/gpt-4o`,
      maxRetries: 0,
    })
    const messages = [{ role: 'user' as const, content: 'tools' }]
    const stream = await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true })
    const chunks = []
    for await (const chunk of stream) chunks.push(chunk)
    return chunks
  }
  const before = await talk(recorder.url)
  await recorder.close()
  await using again = await createEmulator({ scenarios: folder, strict: true })
  expect(await talk(again.url)).toEqual(before)
})

test('secrets never reach the disk, and files are their owner’s alone', async () => {
  await using source = await target('1.4.19')
  const { folder, recorder } = await recorderFor(source.url, 'gateway', ['account \\d+'])
  await fetch(`${recorder.url}/openai/openai/deployments/gpt-4o/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-proj-verysecret123456' },
    body: JSON.stringify({
      messages: [{ role: 'user', content: 'sk-proj-verysecret123456 of account 4711' }],
    }),
  }).then((it) => it.text())
  await recorder.close()
  const [name] = await readdir(folder)
  const file = path.join(folder, name!)
  const text = await readFile(file, 'utf8')
  expect([text.includes('verysecret'), text.includes('4711')]).toEqual([false, false])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('frames pass one by one, and a client that leaves stops the target too', async () => {
  await using source = await createEmulator({ seed: 7, clock: 'manual' })
  source.add({
    when: 'slow',
    reply: 'One two three four five.',
    timing: { first_token_ms: 10, tokens_per_second: 10 },
  })
  const { folder, recorder } = await recorderFor(source.url)
  const abort = new AbortController()
  const asking = fetch(`${recorder.url}/openai/openai/deployments/gpt-4o/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'slow' }], stream: true }),
    signal: abort.signal,
  })
  await source.clock!.advance('20ms', { waitFor: 1 })
  const reader = (await asking).body!.getReader()
  expect(new TextDecoder().decode((await reader.read()).value)).toContain('"role":"assistant"')
  abort.abort()
  await expect(reader.read()).rejects.toThrow('abort')
  await expect.poll(() => source.journal.at(-1)?.sent?.ended).toBe('client-left')
  await recorder.close()
  expect(await readdir(folder)).toEqual([])
})

test('a target that cannot be reached is a 502 that says so', async () => {
  const { recorder } = await recorderFor('http://127.0.0.1:1')
  const answer = await fetch(`${recorder.url}/health`)
  expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining('cannot be reached')])
  await recorder.close()
})

async function ask(
  url: string,
  gateway: string,
  { text, stream = false }: { text: string; stream?: boolean },
) {
  const path =
    gateway === 'azure'
      ? '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21'
      : '/openai/openai/deployments/gpt-4o/chat/completions'
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'api-key': 'any' },
    body: JSON.stringify({ messages: [{ role: 'user', content: text }], ...(stream ? { stream } : {}) }),
  })
  let body = ''
  try {
    const decoder = new TextDecoder()
    for await (const piece of response.body!) body += decoder.decode(piece as Uint8Array, { stream: true })
  } catch {
    body += '<broken>'
  }
  const { status, headers } = response
  return {
    status,
    type: headers.get('content-type'),
    retry: headers.get('retry-after'),
    region: headers.get('x-ms-region'),
    body,
  }
}
