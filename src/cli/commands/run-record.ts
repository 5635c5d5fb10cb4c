import path from 'node:path'
import { Redaction } from '../../record/secrets.ts'
import { startRecorder } from '../../record/recorder.ts'
import type { RecordedAs } from '../../record/scenario.ts'
import { CannotStart } from '../../start/failures.ts'
import { EXIT, UsageError } from '../failure.ts'

export interface RecordArguments {
  readonly target?: string
  readonly as?: string
  readonly out?: string
  readonly port?: string
  readonly redact?: readonly string[]
}

const KINDS: readonly RecordedAs[] = ['gateway', 'azure']
const HOST = '127.0.0.1'

/** Records until a signal ends it; everything is on disk then. Returns the exit code. */
export async function runRecord(argv: RecordArguments): Promise<number> {
  const { out = './scenarios/recorded' } = argv
  const port = portOf(argv.port ?? '8080')
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
  const recorder = await startRecorder({
    target: targetOf(argv.target),
    as: recordedAs(argv.as ?? 'gateway'),
    host: HOST,
    port,
    folder: out,
    redaction: redactionOf(argv.redact ?? []),
    onExchange: ({ method, target, status, file }) =>
      process.stdout.write(
        `${method} ${target.split('?', 1)[0]} ${status} ${file === undefined ? 'not kept' : `→ ${path.relative('.', file)}`}\n`,
      ),
  }).catch((error: NodeJS.ErrnoException) => {
    throw new CannotStart(
      error.code === 'EADDRINUSE' ? `port ${port} is taken; choose another with --port` : error.message,
    )
  })
  process.stdout.write(`recording at ${recorder.url}, into ${out}; Ctrl+C ends it\n`)
  await ended
  await recorder.close()
  return EXIT.fine
}

function targetOf(given: string | undefined): URL {
  if (given === undefined)
    throw new UsageError('--target is missing: where requests go, e.g. https://gateway.example')
  if (URL.canParse(given) && /^https?:/.test(given)) return new URL(given)
  throw new UsageError(`--target must be a URL such as https://gateway.example, got ${JSON.stringify(given)}`)
}

/** Reads `--as`. */
export function recordedAs(given: string): RecordedAs {
  const kind = KINDS.find((it) => it === given)
  if (kind !== undefined) return kind
  throw new UsageError(`--as must be gateway or azure, got ${JSON.stringify(given)}`)
}

function portOf(given: string): number {
  if (/^\d{1,5}$/.test(given) && Number(given) < 65_536) return Number(given)
  throw new UsageError(`--port must be a number from 0 to 65535, got ${JSON.stringify(given)}`)
}

function redactionOf(given: readonly string[]): Redaction {
  try {
    return new Redaction(given)
  } catch (error) {
    throw new UsageError(`--redact: ${(error as Error).message}`)
  }
}
