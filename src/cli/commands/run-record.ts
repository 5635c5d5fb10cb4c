import path from 'node:path'
import { USUAL_MATCH } from '../../record/match-keys.ts'
import { matchProblem } from '../../record/match.ts'
import { RECORD_MODES } from '../../record/recorder.ts'
import type { Passed, RecordMode } from '../../record/recorder.ts'
import type { RecordedAs } from '../../record/scenario.ts'
import { Redaction } from '../../record/secrets.ts'
import { startRecording } from '../../record/start-recording.ts'
import { CannotStart } from '../../start/failures.ts'
import { nameProblem, chosenLines } from '../../start/front-ends.ts'
import { EXIT, UsageError } from '../failure.ts'

export interface RecordArguments {
  readonly target?: string
  readonly as?: string
  readonly mode?: string
  readonly gateway?: string
  readonly 'bifrost-config'?: string
  readonly match?: readonly string[]
  readonly out?: string
  readonly port?: string
  readonly redact?: readonly string[]
}

const KINDS: readonly RecordedAs[] = ['gateway', 'azure']
const HOST = '127.0.0.1'

/** Records until a signal ends it; everything is on disk then. Returns the exit code: 1 where a replay missed an answer. */
export async function runRecord(argv: RecordArguments): Promise<number> {
  const { out = './scenarios/recorded' } = argv
  const port = portOf(argv.port ?? '8080')
  const mode = modeOf(argv.mode ?? 'record')
  let missed = 0
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
  const recording = await startRecording({
    target: targetOf(argv.target, mode),
    mode,
    as: recordedAs(argv.as ?? 'gateway'),
    gateway: gatewayOf(argv.gateway),
    bifrostConfig: argv['bifrost-config'],
    match: matchOf(argv.match),
    host: HOST,
    port,
    folder: out,
    redaction: redactionOf(argv.redact ?? []),
    onExchange: (passed) => {
      if (passed.local === 'missed') missed++
      process.stdout.write(`${lineOf(passed)}\n`)
    },
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.syscall === undefined) throw error
    throw new CannotStart(
      error.code === 'EADDRINUSE' ? `port ${port} is taken; choose another with --port` : error.message,
    )
  })
  const what = mode === 'replay' ? 'replaying' : 'recording'
  process.stdout.write(
    `${what} at ${recording.url}, ${mode === 'replay' ? 'from' : 'into'} ${out}; Ctrl+C ends it\n`,
  )
  await ended
  await recording.close()
  const lines = recording.lines()
  if (mode !== 'replay' && lines.length > 0)
    process.stdout.write(`what Azure said is played as it was recorded by --gateway ${lines.join(' or ')}\n`)
  if (missed === 0) return EXIT.fine
  process.stderr.write(`${missed} ${missed === 1 ? 'request was' : 'requests were'} not in the recording\n`)
  return EXIT.wrongFiles
}

function lineOf({ method, target, status, file, why, local }: Passed): string {
  const asked = `${method} ${target.split('?', 1)[0]} ${status}`
  if (local === 'missed') return `${asked} MISSED: no scenario matches`
  if (local === 'known') return `${asked} from a scenario`
  if (file === undefined) return `${asked} not kept: ${why ?? ''}`
  return `${asked} → ${path.relative('.', file)}${why === undefined ? '' : ` (word for word: ${why})`}`
}

function targetOf(given: string | undefined, mode: RecordMode): URL {
  if (given === undefined && mode === 'replay') return new URL('http://127.0.0.1:9')
  if (given === undefined)
    throw new UsageError('--target is missing: where requests go, e.g. https://gateway.example')
  if (URL.canParse(given) && /^https?:/.test(given)) return new URL(given)
  throw new UsageError(`--target must be a URL such as https://gateway.example, got ${JSON.stringify(given)}`)
}

function modeOf(given: string): RecordMode {
  const mode = RECORD_MODES.find((it) => it === given)
  if (mode !== undefined) return mode
  throw new UsageError(`--mode must be ${RECORD_MODES.join(', ')}, got ${JSON.stringify(given)}`)
}

function gatewayOf(given: string | undefined): string | undefined {
  const chosen = given === undefined ? undefined : chosenLines(given)
  if (chosen !== undefined && 'unknown' in chosen)
    throw new UsageError(`--gateway: ${nameProblem(chosen.unknown)}`)
  return given
}

function matchOf(given: readonly string[] | undefined): readonly string[] {
  if (given === undefined) return USUAL_MATCH
  const keys = given.flatMap((part) => part.split(',')).map((part) => part.trim())
  const problem = keys.map(matchProblem).find((it) => it !== undefined)
  if (problem !== undefined) throw new UsageError(`--match: ${problem}`)
  return keys
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
