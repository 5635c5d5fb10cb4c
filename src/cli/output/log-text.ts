import { printable } from './printable.ts'
import { isObject } from '../../json/json-object.ts'
import { parsedObject } from '../../json/parsed.ts'
import type { LoadReport } from '../../disk/library/load-report.ts'
import { countErrors } from '../../disk/library/load-report.ts'
import { faultText } from '../../faults/fault-order.ts'
import { splitTarget } from '../../message/target.ts'
import { sentBody } from '../../journal/answer.ts'
import { howEnded } from '../../journal/how-ended.ts'
import type { JournalEntry } from '../../journal/entry.ts'
import { outcomeOf } from '../../journal/outcome.ts'
import { hideKeys } from '../../journal/secrets.ts'
import { askedOf } from '../../journal/summary.ts'
import { traceIdOf } from '../../journal/trace-id.ts'
import type { AppliedOrder } from '../../injection/applied-order.ts'
import { firstDiagnostics, formatDiagnostic, MOST_TOLD } from '../../shape/diagnostic.ts'
import { formatProblem } from '../../start/failures.ts'
import type { Hurried } from '../../contracts/upstream.ts'
import { headerValue } from '../../message/headers.ts'

export interface ReadyFacts {
  readonly url: string
  /** One line, or several with commas between. */
  readonly gateway: string
  /** Where the deployments of the first line are; the gateway's route unless given. */
  readonly base?: string
  readonly seed: number
  readonly scenarios: number
  readonly files: number
  readonly from: string
}

/** The line that says where it listens; `withCurl`: and a command to try it. */
export function readyText(
  { url, gateway, base = '/openai/openai', seed, scenarios, files, from }: ReadyFacts,
  withCurl: boolean,
): string {
  const set = `${count(scenarios, 'scenario')} from ${count(files, 'file')} in ${from}`
  const line = `bifrost-emulator ready at ${url} · gateway ${gateway} · seed ${seed} · ${set}`
  const others = linePaths(url, gateway)
  return [line, ...others, ...(withCurl ? [`\n${curl(`${url}${base}`, base)}\n`] : [])].join('\n')
}

/** Where each line is, when there are several. */
function linePaths(url: string, gateway: string): readonly string[] {
  const [first, ...others] = gateway.split(',')
  if (others.length === 0) return []
  return [`  ${first}: ${url}/ and ${url}/${first}/`, ...others.map((line) => `  ${line}: ${url}/${line}/`)]
}

function curl(at: string, base: string): string {
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'Hello!' }], stream: true })
  const key = base === '/openai' ? " -H 'api-key: any'" : ''
  return `  curl -N '${at}/deployments/gpt-4o/chat/completions?api-version=2024-10-21' \\
    -H 'content-type: application/json'${key} -d '${body}'`
}

/** What is worth telling of one exchange; undefined: nothing is. `now`: ms since 1970. */
export function exchangeFacts(entry: JournalEntry, now: number) {
  const { planned } = entry
  const [path] = splitTarget(entry.request.target)
  const type = headerValue(planned?.headers ?? [], 'content-type') ?? ''
  const { limited, hurried } = entry.calls.at(-1) ?? {}
  const { deployment, by } = outcomeOf(entry)
  return {
    method: entry.request.method,
    path,
    deployment: deployment ?? null,
    asked: askedOf(entry),
    status: planned?.status ?? null,
    stream: type.startsWith('text/event-stream'),
    frames: entry.sent?.frames ?? 0,
    ended: entry.sent?.ended ?? null,
    how: howEnded(entry) ?? null,
    ms: now - entry.at,
    gateway: entry.line ?? null,
    scenario: entry.calls.at(-1)?.rule ?? null,
    answered_by: by,
    calls: entry.calls.length,
    ordered: entry.ordered && orderText(entry.ordered),
    faults: faultsThatHit(entry),
    limited: limited?.by,
    hurried: hurried && hurriedText(hurried),
    reason: reasonOf(entry),
    hint: entry.hint,
    trace_id: traceIdOf(entry),
    exchange: entry.id,
  }
}

function faultsThatHit({ faults = [] }: JournalEntry): readonly string[] | undefined {
  const hits = faults.filter(({ hit }) => hit)
  return hits.length === 0 ? undefined : hits.map(({ fault }) => fault)
}

const MOST_REASON = 160

/** What an error says: its message, of a server's the whole text where it has none. */
function reasonOf(entry: JournalEntry): string | undefined {
  const status = entry.planned?.status ?? 0
  if (status < 400) return undefined
  const text = sentBody(entry)?.toString('utf8') ?? ''
  const said = errorMessage(text) ?? (status < 500 ? '' : text)
  const line = hideKeys(said.slice(0, 2 * MOST_REASON))
    .replace(/\s+/g, ' ')
    .trim()
  if (line === '') return undefined
  return line.length > MOST_REASON ? `${line.slice(0, MOST_REASON - 1)}…` : line
}

/** `error.message` of a JSON body. */
function errorMessage(text: string): string | undefined {
  const error = parsedObject(text)?.['error']
  const message = isObject(error) ? error['message'] : undefined
  return typeof message === 'string' ? message : undefined
}

/** How parts of a line stand out; plain text unless the terminal has colours. */
export interface Paint {
  readonly weak: (text: string) => string
  readonly status: (status: number | null) => string
  readonly bad: (text: string) => string
}

export const PLAIN: Paint = {
  weak: (text) => text,
  status: (status) => String(status ?? 'no answer'),
  bad: (text) => text,
}

/** `14:03:22 200 gpt-4o "Tell me a joke" stream 12 frames 843 ms scenario=hello x7` */
export function exchangeLine(entry: JournalEntry, now: number, paint: Paint = PLAIN): string {
  const facts = exchangeFacts(entry, now)
  const { asked, status, stream, frames, ended, ms, scenario, calls, faults = [] } = facts
  // What reached no deployment may have missed it by its path.
  const what = calls === 0 ? `${facts.method} ${facts.path}` : asked
  const parts = [paint.weak(timeOfDay(now)), paint.status(status), printable(what)]
  if (stream) parts.push(`stream ${count(frames, 'frame')}${ended === 'end' ? ' sent whole' : ''}`)
  parts.push(`${ms} ms`)
  if (scenario !== null) parts.push(`scenario=${printable(scenario)}`)
  else if (facts.answered_by === 'fake') parts.push('fake')
  if (facts.ordered !== undefined) parts.push(paint.bad(printable(facts.ordered)))
  // What was ordered is told already.
  const others = faults.filter((fault) => facts.ordered?.includes(fault) !== true)
  if (others.length > 0) parts.push(paint.bad(`fault=${printable(others.join('; '))}`))
  if (facts.limited !== undefined) parts.push(`limit=${facts.limited}`)
  if (facts.hurried !== undefined) parts.push(facts.hurried)
  if (calls > 1) parts.push(`calls=${calls}`)
  if (ended !== null && ended !== 'end')
    parts.push(paint.bad(`ended=${ended}${stream ? ` (${facts.how})` : ''}`))
  parts.push(paint.weak(facts.exchange))
  if (facts.reason !== undefined) parts.push(paint.bad(`(${printable(facts.reason)})`))
  return parts.join(' ')
}

let knownSecond = -1
let knownTime = ''

/** `14:03:22`, where the emulator runs. Made once a second: it costs more than the rest of a line. */
function timeOfDay(at: number): string {
  const second = Math.floor(at / 1000)
  if (second !== knownSecond) {
    knownSecond = second
    knownTime = new Date(at).toTimeString().slice(0, 8)
  }
  return knownTime
}

/** `chaos=azure.rate_limit`, `next=cut:after=3`, `chaos(evening)=reset`. */
export function orderText({ by, name, error, faults }: AppliedOrder): string {
  const what = [...(error === undefined ? [] : [error]), ...faults.map(faultText)].join('; ')
  return `${by}${name === undefined ? '' : `(${name})`}=${what}`
}

/** `pace=41s→27s`: the model's own pace would outlast the gateway's timeout. */
export function hurriedText({ fromMs, toMs }: Hurried): string {
  return `pace=${Math.round(fromMs / 1000)}s→${Math.round(toMs / 1000)}s`
}

/** What a reading of the gateway's configuration came to. */
export function configReloadText(report: LoadReport): string {
  const { ok, ms } = report
  if (ok) return `gateway configuration reloaded in ${Math.round(ms)} ms; what was counted stays`
  const errors = countErrors(report)
  return `gateway configuration not reloaded (${count(errors, 'error')}; the one before stays)`
}

/** What a reading of the files came to, and which of them changed. */
export function reloadText(report: LoadReport): string {
  const { ok, changes, ms } = report
  const names = [
    ...changes.added.map((file) => `+${file}`),
    ...changes.changed.map((file) => `~${file}`),
    ...changes.removed.map((file) => `-${file}`),
  ]
  const shown =
    names.length > 8
      ? `${names.slice(0, 8).join(' ')} and ${names.length - 8} more`
      : names.join(' ') || 'nothing changed'
  if (ok) return `reloaded in ${Math.round(ms)} ms: ${shown}`
  const errors = countErrors(report)
  return `not reloaded (${count(errors, 'error')}; the scenarios before keep answering): ${shown}`
}

/** All that is wrong with the files, '' when nothing is. */
export function filesText({ problems, diagnostics }: LoadReport): string {
  const told = firstDiagnostics(diagnostics, MOST_TOLD).map(formatDiagnostic)
  return [...problems.slice(0, MOST_TOLD).map(formatProblem), ...told].join('\n')
}

export function bugText(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `this is a bug of the emulator; the request got a 500:\n${stack}`
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
