import type { LoadReport } from '../../disk/library/load-report.ts'
import { countErrors } from '../../disk/library/load-report.ts'
import { faultText } from '../../faults/fault-order.ts'
import { splitTarget } from '../../gateway/gateway.ts'
import type { JournalEntry } from '../../journal/entry.ts'
import type { TakenOrder } from '../../injection/taken-order.ts'
import { firstDiagnostics, formatDiagnostic, MOST_TOLD } from '../../scenario/diagnostic.ts'
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

/** What is worth telling of one exchange. `now`: ms since 1970. */
export function exchangeFacts(entry: JournalEntry, now: number) {
  const { planned } = entry
  const [path] = splitTarget(entry.request.target)
  const type = headerValue(planned?.headers ?? [], 'content-type') ?? ''
  const { limited, hurried } = entry.calls.at(-1) ?? {}
  return {
    method: entry.request.method,
    path,
    status: planned?.status ?? null,
    stream: type.startsWith('text/event-stream'),
    frames: entry.sent?.frames ?? 0,
    ended: entry.sent?.ended ?? null,
    ms: now - entry.at,
    gateway: entry.line ?? null,
    scenario: entry.calls.at(-1)?.rule ?? null,
    calls: entry.calls.length,
    ...(entry.ordered === undefined ? {} : { ordered: orderText(entry.ordered) }),
    ...(limited === undefined ? {} : { limited: limited.by }),
    ...(hurried === undefined ? {} : { hurried: hurriedText(hurried) }),
    exchange: entry.id,
  }
}

/** `POST /openai/… 200 stream 12 frames 843 ms scenario=hello` */
export function exchangeLine(entry: JournalEntry, now: number): string {
  const facts = exchangeFacts(entry, now)
  const { method, path, status, stream, frames, ended, ms, scenario, calls } = facts
  const parts = [method, printable(path), status ?? 'no answer']
  if (stream) parts.push(`stream ${count(frames, 'frame')}`)
  parts.push(`${ms} ms`)
  if (scenario !== null) parts.push(`scenario=${printable(scenario)}`)
  else if (calls > 0 && status === 200) parts.push('fake')
  if (facts.ordered !== undefined) parts.push(printable(facts.ordered))
  if (facts.limited !== undefined) parts.push(`limit=${facts.limited}`)
  if (facts.hurried !== undefined) parts.push(facts.hurried)
  if (calls > 1) parts.push(`calls=${calls}`)
  if (ended !== null && ended !== 'end') parts.push(`ended=${ended}`)
  return parts.join(' ')
}

/** `chaos=azure.rate_limit`, `next=cut:after=3`, `chaos(evening)=reset`. */
export function orderText({ by, name, error, faults }: TakenOrder): string {
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

/** A client's text must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?')
}
