import { spawn } from 'node:child_process'
import { cp, mkdir, readFile, readdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { newFolder, until, writeFiles } from '../disk/support.ts'

const ROOT = new URL('../../', import.meta.url).pathname
const SDK = new URL('../../node_modules/@opentelemetry/sdk-trace-base/', import.meta.url)
const API = new URL('../../node_modules/@opentelemetry/api/', import.meta.url)

/** What a user loads: spans go to a file, many at once and late, as a collector gets them. */
const TELEMETRY = `
import { createRequire } from 'node:module'
import { appendFileSync } from 'node:fs'
const require = createRequire(import.meta.url)
const { trace } = require(${JSON.stringify(API.pathname)})
const { BasicTracerProvider, BatchSpanProcessor } = require(${JSON.stringify(SDK.pathname)})
const exporter = {
  export(spans, done) {
    for (const span of spans) {
      const { traceId, spanId } = span.spanContext()
      const parent = span.parentSpanContext?.spanId
      appendFileSync(process.env.SPANS, JSON.stringify({ name: span.name, kind: span.kind, traceId, spanId, parent, pid: process.pid, exchange: span.attributes['bifrost_emulator.exchange'] }) + '\\n')
    }
    done({ code: 0 })
  },
  shutdown: async () => {},
}
const spanProcessors = [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 600_000 })]
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }))
`

interface Started {
  readonly said: { out: string; err: string }
  readonly url: string
  readonly stop: () => Promise<number | null>
  readonly exit: Promise<number | null>
}

async function start(
  main: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Started> {
  const all = [main, '--port', '0', '--log', 'json', '--seed', '7', ...args]
  const child = spawn(process.execPath, all, { env: { PATH: process.env['PATH'], ...env } })
  const said = { out: '', err: '' }
  child.stdout.on('data', (data) => (said.out += String(data)))
  child.stderr.on('data', (data) => (said.err += String(data)))
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve))
  let isOver = false
  void exit.then(() => (isOver = true))
  await until(
    () => said.out,
    (out) => isOver || out.includes('"event":"ready"'),
  )
  const url = /"url":"([^"]+)"/.exec(said.out)?.[1] ?? ''
  const stop = () => (child.kill('SIGTERM'), exit)
  return { said, url, stop, exit }
}

const lines = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, any>)

test.each([[[]], [['--workers', '2']]])(
  '--otel %j: every exchange is told once, by the trace of its log line',
  async (workers) => {
    const folder = await newFolder()
    await writeFiles(folder, {
      'telemetry.mjs': TELEMETRY,
      'a.yaml':
        'scenarios:\n  - { when: turns, replies: [one, two], then: loop }\n  - { when: plain, reply: plainly }\n',
    })
    const spans = path.join(folder, 'spans.jsonl')
    const started = await start(
      path.join(ROOT, 'dist/cli/main.js'),
      ['--scenarios', folder, '--otel', ...workers],
      { NODE_OPTIONS: `--import file://${folder}/telemetry.mjs`, SPANS: spans },
    )
    const { url, said, stop } = started
    expect(said.out).not.toContain('SDK')
    // Some take place where the state is, others in the workers.
    for (let index = 0; index < 12; index++) {
      const content = index % 2 === 0 ? 'turns' : 'plain'
      const body = JSON.stringify({ messages: [{ role: 'user', content }] })
      const headers = {
        connection: 'close',
        ...(index < 6 && { traceparent: `00-${String(index + 1).padStart(32, 'a')}-${'b'.repeat(16)}-01` }),
      }
      await (
        await fetch(`${url}/openai/openai/deployments/gpt-4o/chat/completions`, {
          method: 'POST',
          headers,
          body,
        })
      ).text()
    }
    const journal = (await (await fetch(`${url}/_emulator/journal`)).json()) as {
      entries: { id: string; trace_id: string }[]
    }
    expect(await stop()).toBe(0)
    const made = lines(await readFile(spans, 'utf8'))
    const gateway = made.filter(({ kind }) => kind === 1)
    const logged = lines(said.out).filter(({ event }) => event === 'exchange')
    const byExchange = (
      list: readonly { exchange?: string; id?: string; traceId?: string; trace_id?: string }[],
    ) => list.map((it) => `${it.exchange ?? it.id} ${it.traceId ?? it.trace_id}`).sort()
    expect(gateway).toHaveLength(12)
    expect(byExchange(logged as never)).toEqual(byExchange(gateway as never))
    expect(byExchange(journal.entries)).toEqual(byExchange(gateway as never))
    expect(gateway.filter(({ parent }) => parent === 'b'.repeat(16))).toHaveLength(6)
    for (const call of made.filter(({ kind }) => kind === 2))
      expect(
        gateway.filter(({ spanId, traceId }) => spanId === call['parent'] && traceId === call['traceId']),
      ).toHaveLength(1)
    expect(made).toHaveLength(24)
    // With workers the exchanges that read state are told where it is, the others in a worker.
    const processes = new Set(made.map(({ pid }) => pid as number)).size
    expect(processes > 1).toBe(workers.length > 0)
  },
)

test('--otel without an SDK says so, and serves', async () => {
  const { said, url, stop } = await start(path.join(ROOT, 'dist/cli/main.js'), ['--otel'])
  expect(said.out).toContain('no SDK of OpenTelemetry is there yet')
  expect((await fetch(`${url}/health`)).status).toBe(200)
  expect(await stop()).toBe(0)
})

test('--otel where the API is not installed says what to install', async () => {
  const folder = await newFolder()
  for (const name of ['dist', 'package.json', 'scenarios', 'spec'])
    await cp(path.join(ROOT, name), path.join(folder, name), { recursive: true })
  await mkdir(path.join(folder, 'node_modules'))
  for (const name of await readdir(path.join(ROOT, 'node_modules')))
    if (!name.startsWith('.') && name !== '@opentelemetry')
      await symlink(path.join(ROOT, 'node_modules', name), path.join(folder, 'node_modules', name))
  const main = path.join(folder, 'dist/cli/main.js')
  const { said, exit } = await start(main, ['--otel'])
  expect(await exit).toBe(3)
  expect(said.out + said.err).toContain('--otel needs the package @opentelemetry/api')
  // Nobody else has to have it.
  const { url, stop } = await start(main, [])
  expect((await fetch(`${url}/health`)).status).toBe(200)
  expect(await stop()).toBe(0)
})
