import { monitorEventLoopDelay } from 'node:perf_hooks'
import { LLMock } from '@copilotkit/aimock'
import Fastify from 'fastify'
import type * as Package from '../../src/index.ts'
import { makeObjectsYoung } from '../../src/start/young-objects.ts'
import { parseResponses } from '../support/raw-response.ts'

/** A server in a process of its own: it listens as told by its first message, and answers each later one with what it used. */
export type Job =
  | {
      /** The package as it is built, with its default options. */
      readonly kind: 'emulator'
      /** Files and folders. */
      readonly scenarios: readonly string[]
      /** 0 unless said. */
      readonly speed?: number
    }
  /** A bare Fastify that sends these bytes: a JSON body, or a stream with one write per event, or with one for all. */
  | { readonly kind: 'bare'; readonly answer: string; readonly writes?: 'each' | 'one' }
  /** The rival. */
  | { readonly kind: 'aimock'; readonly fixtures: readonly Fixture[]; readonly latency?: number }

export interface Fixture {
  /** A part of the last message. */
  readonly message: string
  readonly content: string
  /** Characters in an event of a stream. */
  readonly chunkSize: number
}

/** `work`: what it used, without the garbage collection that a figure of memory needs. `underWay`: how many answers have not left entirely. */
export type Question = 'usage' | 'work' | 'underWay'

interface Started {
  readonly port: number
  /** Answers that have not left entirely. */
  readonly underWay: () => number | Promise<number>
}

process.once('message', (job: Job) => {
  void start(job).then(({ port, underWay }) => {
    process.send!({ port })
    const lag = monitorEventLoopDelay({ resolution: 5 })
    lag.enable()
    process.on('message', async (question: Question) => {
      // It costs a request, which is none of the work that is measured.
      if (question === 'underWay') return void process.send!(await underWay())
      const { user, system } = process.cpuUsage()
      // Twice: buffers are given back after a collection, while the program goes on.
      if (question === 'usage') for (const _ of [1, 2]) global.gc?.()
      const { heapUsed, external, rss } = process.memoryUsage()
      const ms = (nanoseconds: number) => nanoseconds / 1e6
      const lagMs = { p50: ms(lag.percentile(50)), p99: ms(lag.percentile(99)), max: ms(lag.max) }
      const bytes = heapUsed + external
      process.send!({ cpu: user + system, bytes, rss, lagMs })
      lag.reset()
    })
  })
})

function start(job: Job): Promise<Started> {
  switch (job.kind) {
    case 'emulator':
      return startEmulator(job.scenarios, job.speed)
    case 'bare':
      return startBare(job.answer, job.writes ?? 'each')
    case 'aimock':
      return startRival(job.fixtures, job.latency ?? 0)
  }
}

async function startEmulator(scenarios: readonly string[], speed = 0): Promise<Started> {
  // Beside these tools there is only the source of the package.
  const built = new URL('../../../index.js', import.meta.url).href
  const { createEmulator } = (await import(built)) as typeof Package
  const emulator = await createEmulator({ scenarios, speed })
  // As the command does.
  makeObjectsYoung()
  // The journal would read every answer again.
  const underWay = async () => {
    const metrics = await (await fetch(new URL('/_emulator/metrics', emulator.url))).text()
    return Number(/^bifrost_emulator_requests_active (\d+)$/m.exec(metrics)![1])
  }
  return { port: Number(new URL(emulator.url).port), underWay }
}

async function startBare(answer: string, writes: 'each' | 'one'): Promise<Started> {
  const [response] = parseResponses(Buffer.from(answer, 'latin1'))
  const body = Buffer.from(response!.body).toString('utf8')
  const own = /^(transfer-encoding|content-length|connection|date)$/i
  const headers = Object.fromEntries(response!.headers.filter(([name]) => !own.test(name)))
  const events = writes === 'one' ? [body] : body.split(/(?<=\n\n)/)
  const app = Fastify({ logger: false })
  app.post('*', (_request, reply) => {
    if (!response!.chunked) return reply.headers(headers).send(body)
    reply.hijack()
    reply.raw.writeHead(200, headers)
    for (const event of events.slice(0, -1)) reply.raw.write(event)
    reply.raw.end(events.at(-1))
    return undefined
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return { port: (app.server.address() as { port: number }).port, underWay: () => 0 }
}

async function startRival(fixtures: readonly Fixture[], latency: number): Promise<Started> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', latency })
  for (const { message, content, chunkSize } of fixtures) mock.onMessage(message, { content }, { chunkSize })
  await mock.start()
  return { port: mock.port, underWay: () => 0 }
}
