import { monitorEventLoopDelay } from 'node:perf_hooks'
import Fastify from 'fastify'
import { parseResponses } from '../support/raw-response.ts'
import { startServer } from '../support/start-service.ts'

/** A server in a process of its own: it listens as told by its first message, and answers each later one with its CPU time. */
export type Job =
  | {
      readonly kind: 'emulator'
      readonly scenarios: unknown
      readonly emulatorHeaders: boolean
      /** 0 unless said. */
      readonly speed?: number
    }
  /** A bare Fastify that sends these bytes: a JSON body, or one write per event. */
  | { readonly kind: 'bare'; readonly answer: string }

process.once('message', (job: Job) => {
  void start(job).then(({ port, underWay }) => {
    process.send!({ port })
    const lag = monitorEventLoopDelay({ resolution: 5 })
    lag.enable()
    process.on('message', () => {
      const { user, system } = process.cpuUsage()
      global.gc?.()
      const { heapUsed, external, rss } = process.memoryUsage()
      const ms = (nanoseconds: number) => nanoseconds / 1e6
      const lagMs = { p50: ms(lag.percentile(50)), p99: ms(lag.percentile(99)), max: ms(lag.max) }
      process.send!({ cpu: user + system, bytes: heapUsed + external, rss, lagMs, underWay: underWay() })
      lag.reset()
    })
  })
})

async function start(job: Job): Promise<{ readonly port: number; readonly underWay: () => number }> {
  if (job.kind === 'emulator') {
    const { port, emulator } = await startServer(job)
    const underWay = () => emulator.journal.list().filter(({ planned, sent }) => planned && !sent).length
    return { port, underWay }
  }
  const [response] = parseResponses(Buffer.from(job.answer, 'latin1'))
  const body = Buffer.from(response!.body).toString('utf8')
  const app = Fastify({ logger: false })
  if (response!.chunked) {
    const events = body.split(/(?<=\n\n)/)
    app.post('*', (_request, reply) => {
      reply.hijack()
      const { raw } = reply
      raw.writeHead(
        200,
        Object.fromEntries(
          response!.headers.filter(([name]) => !/^(transfer-encoding|connection|date)$/i.test(name)),
        ),
      )
      for (const event of events) raw.write(event)
      raw.end()
    })
  } else {
    app.post('*', (_request, reply) => {
      for (const [name, value] of response!.headers)
        if (!/^(content-length|connection|date)$/i.test(name)) reply.header(name, value)
      return reply.send(body)
    })
  }
  await app.listen({ host: '127.0.0.1', port: 0 })
  return { port: (app.server.address() as { port: number }).port, underWay: () => 0 }
}
