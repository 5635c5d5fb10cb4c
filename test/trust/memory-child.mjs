/**
 * `KIND FIRST ALL`: asks for so many of a kind, each another, and tells the live bytes after some plain requests, after the
 * first ones and after all.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmulator } from '../../dist/index.js'

const [kind, first, all] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
const folder = await mkdtemp(join(tmpdir(), 'memory-'))
const config = join(folder, 'config.json')
await writeFile(config, JSON.stringify(gatewayConfig(0)))
const LONG = 500_000
const long = join(folder, 'long.json')
await writeFile(
  long,
  JSON.stringify({ scenarios: [{ when: 'a long answer', reply: { text: 'word '.repeat(LONG / 50) } }] }),
)
const emulator = await createEmulator({
  seed: 7,
  scenarios: long,
  speed: 0,
  ...(kind === 'configurations' && { bifrostConfig: config }),
})
const PATH = (deployment = 'gpt-4o') =>
  `${emulator.url}/openai/openai/deployments/${deployment}/chat/completions`

function gatewayConfig(n) {
  const azure = { endpoint: 'https://a.example', deployments: { 'gpt-4o': 'gpt-4o' } }
  return {
    client: { allowed_origins: [`https://*.c${n}.example`] },
    providers: {
      azure: { keys: [{ name: 'k', value: 'x', models: ['gpt-4o'], weight: 1, azure_key_config: azure }] },
    },
  }
}

async function post(body, headers = {}, url = PATH()) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'hi' }], ...body }),
  })
  const text = await response.text()
  if (response.status >= 500) throw new Error(text)
}

const format = (schema) => ({ response_format: { type: 'json_schema', json_schema: { name: 'a', schema } } })
const member = (name, schema) => ({ type: 'object', properties: { [name]: schema }, required: [name] })
const conversation = (n) =>
  Array.from({ length: 100 }, (_, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content: `${n} ${i} ${'x'.repeat(LONG / 100)}`,
  }))
const ASK = {
  schemas: (n) => post(format(member(`key${n}`, { type: 'integer', minimum: n }))),
  patterns: (n) => post(format(member('a', { type: 'string', pattern: `^x${n}[a-z]{2}(?=y)y$` }))),
  tools: (n) =>
    post({
      tools: [
        { type: 'function', function: { name: `f${n}`, parameters: member(`p${n}`, { type: 'string' }) } },
      ],
      tool_choice: 'required',
    }),
  formats: (n) => post(format(member('a', { type: 'string', format: `own-${n}` }))),
  sessions: (n) => post({}, { 'x-emulator-session': `s${n}` }),
  deployments: (n) => post({}, {}, PATH(`d${n}`)),
  headers: (n) => post({}, { [`x-own-${n}`]: `${n}` }),
  seeds: (n) => post({}, { 'x-emulator-seed': `${n}` }),
  members: (n) => post({ [`own_${n}`]: n }),
  'long members': (n) => post({ own: `${n}${'x'.repeat(LONG)}` }),
  'long heads': (n) => post({}, { [`x-own-${n % 64}`]: `${n}${'x'.repeat(12_000)}` }),
  'long members under other heads': (n) =>
    post({ own: `${n}${'x'.repeat(LONG)}` }, { 'x-one-of-some': 'y', [`x-own-${n % 15}`]: 'z' }),
  'long conversations': (n) => post({ messages: conversation(n) }),
  'long conversations with a member': (n) => post({ messages: conversation(n), user: `u${n}` }),
  'long streams': (n) =>
    post({ messages: [{ role: 'user', content: 'a long answer' }], stream: true, user: `u${n >> 2}` }),
  origins: (n) => post({}, { origin: `https://o${n}.example` }),
  configurations: async (n) => {
    await writeFile(config, JSON.stringify(gatewayConfig(n)))
    await fetch(`${emulator.url}/_emulator/reload`, { method: 'POST' })
    await post({}, { origin: `https://a.c${n}.example` })
  },
  scenarios: async (n) => {
    const url = `${emulator.url}/_emulator/scenarios`
    const rule = {
      name: `r${n}`,
      when: { message: `/a${n}(b|c)/`, header: { [`x-${n}`]: 'y' } },
      reply: `x${n}`,
    }
    await post(rule, {}, url)
    await fetch(url, { method: 'DELETE' })
  },
}[kind]

/** The journal holds so many exchanges; what it holds is not what is asked here. */
async function bytes() {
  await fetch(`${emulator.url}/_emulator/journal`, { method: 'DELETE' })
  await new Promise((resolve) => setImmediate(resolve))
  global.gc()
  global.gc()
  return process.memoryUsage().heapUsed + process.memoryUsage().external
}

async function many(from, to) {
  let next = from
  const one = async () => {
    while (next < to) await ASK(next++)
  }
  await Promise.all(Array.from({ length: 8 }, one))
}

try {
  for (let n = 0; n < 100; n++) await post({})
  const start = await bytes()
  await many(0, first)
  const before = await bytes()
  await many(first, all)
  process.send({ start, before, after: await bytes() })
} catch (error) {
  process.send({ start: 0, before: 0, after: 0, wrong: String(error) })
}
await rm(folder, { recursive: true })
