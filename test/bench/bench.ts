import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Job } from './child.ts'
import { firstAnswer, load } from './load.ts'

/**
 * `npm run bench`: the emulator against a bare Fastify that sends the same bytes, in turns, each in a process of its own.
 * Prints ratios: throughput, and CPU time per request of the server.
 */
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7)
const MS = Number(process.env['BENCH_MS'] ?? 700)
const CONNECTIONS = 24

interface Server {
  readonly port: number
  cpu(): Promise<number>
  stop(): void
}

async function server(job: Job): Promise<Server> {
  const child: ChildProcess = fork(new URL('child.js', import.meta.url), { execArgv: process.execArgv })
  child.send(job)
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return {
    port,
    cpu: async () => {
      child.send('cpu')
      const [{ cpu }] = (await once(child, 'message')) as [{ cpu: number }]
      return cpu
    },
    stop: () => child.kill(),
  }
}

function post(body: object, deployment = 'gpt-4o'): Buffer {
  const text = JSON.stringify(body)
  return Buffer.from(
    `POST /openai/openai/deployments/${deployment}/chat/completions?api-version=2024-10-21 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json\r\napi-key: any\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  )
}

async function measure(it: Server, request: Buffer): Promise<{ rate: number; cpu: number }> {
  const before = await it.cpu()
  const { requests, ms } = await load(it.port, request, CONNECTIONS, MS)
  return { rate: requests / ms, cpu: ((await it.cpu()) - before) / requests }
}

async function compare(
  name: string,
  a: Server,
  aRequest: Buffer,
  b: Server,
  bRequest: Buffer,
): Promise<void> {
  await measure(a, aRequest)
  await measure(b, bRequest)
  const rates: number[] = []
  const cpus: number[] = []
  const seen = { a: [] as number[], b: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    const first = round % 2 === 0
    const x = await measure(first ? a : b, first ? aRequest : bRequest)
    const y = await measure(first ? b : a, first ? bRequest : aRequest)
    const [mine, other] = first ? [x, y] : [y, x]
    rates.push(mine.rate / other.rate)
    cpus.push(other.cpu / mine.cpu)
    seen.a.push(mine.cpu)
    seen.b.push(other.cpu)
  }
  const line = `throughput ${show(rates)}   cpu ${show(cpus)}   (${median(seen.a).toFixed(1)} µs against ${median(seen.b).toFixed(1)} µs a request)`
  process.stdout.write(`${name.padEnd(44)} ${line}\n`)
}

function show(values: readonly number[]): string {
  const sorted = [...values].sort((x, y) => x - y)
  return `${median(values).toFixed(2)} [${sorted[0]!.toFixed(2)}…${sorted.at(-1)!.toFixed(2)}]`
}

function median(values: readonly number[]): number {
  return [...values].sort((x, y) => x - y)[Math.floor(values.length / 2)]!
}

const hello = { messages: [{ role: 'user', content: 'Hello!' }] }
const text = 'The quick brown fox jumps over the lazy dog and runs away. '.repeat(4).trim()
const chunks = Array.from({ length: 51 }, (_, index) => (index === 0 ? 'token' : ` token${index}`))
const few = [
  { when: 'never asked', reply: 'x' },
  { when: { message: 'Hello', stream: true }, reply: { chunks } },
  { when: 'Hello', reply: text },
  { when: 'nor this', reply: 'x' },
]
const many = [
  ...Array.from({ length: 9996 }, (_, index) => ({
    when: `question number ${index} of many`,
    reply: `answer ${index}`,
  })),
  ...few,
]

async function against(name: string, scenarios: unknown, request: Buffer): Promise<void> {
  const own = await server({ kind: 'emulator', scenarios: { scenarios }, emulatorHeaders: false })
  const answer = (await firstAnswer(own.port, request)).toString('latin1')
  const bare = await server({ kind: 'bare', answer })
  await compare(name, own, request, bare, request)
  own.stop()
  bare.stop()
}

await against('JSON against bare Fastify', few, post(hello))
await against('stream of 53 events against bare Fastify', few, post({ ...hello, stream: true }))
const small = await server({ kind: 'emulator', scenarios: { scenarios: few }, emulatorHeaders: false })
const large = await server({ kind: 'emulator', scenarios: { scenarios: many }, emulatorHeaders: false })
await compare('10,000 scenarios against 4', large, post(hello), small, post(hello))
const last = post({ messages: [{ role: 'user', content: 'question number 9995 of many' }] })
await compare('10,000 scenarios, one of them, against 4', large, last, small, post(hello))
small.stop()
large.stop()
