import Fastify from 'fastify'
import { parseResponses } from '../support/raw-response.ts'
import { startServer } from '../support/start-service.ts'

/** A server in a process of its own: it listens as told by its first message, and answers each later one with its CPU time. */
export type Job =
  | { readonly kind: 'emulator'; readonly scenarios: unknown; readonly emulatorHeaders: boolean }
  /** A bare Fastify that sends these bytes: a JSON body, or one write per event. */
  | { readonly kind: 'bare'; readonly answer: string }

process.once('message', (job: Job) => {
  void start(job).then((port) => {
    process.send!({ port })
    process.on('message', () => {
      const { user, system } = process.cpuUsage()
      process.send!({ cpu: user + system })
    })
  })
})

async function start(job: Job): Promise<number> {
  if (job.kind === 'emulator')
    return (await startServer({ scenarios: job.scenarios, emulatorHeaders: job.emulatorHeaders })).port
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
  return (app.server.address() as { port: number }).port
}
