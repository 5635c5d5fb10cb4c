import { printable } from '../output/printable.ts'
import { isObject } from '../../json/json-object.ts'
import { parsed } from '../../json/parsed.ts'

/** An exchange as the control routes give it: in a list, whole, or in brief on the feed. */
export interface RemoteExchange {
  readonly id: string
  readonly at: string
  readonly session: string
  readonly deployment: string | null
  readonly scenario: string | null
  readonly answered_by: string
  readonly request: { readonly method: string; readonly path: string; readonly body: string }
  readonly faults: readonly { readonly fault: string; readonly hit: boolean }[]
  readonly planned: {
    readonly status?: number
    readonly headers: readonly (readonly [string, string])[]
  } | null
  readonly sent: {
    readonly ended: string
    readonly head_ms: number | null
    readonly last_ms: number | null
  } | null
  readonly summary?: string
}

/** What only the whole one has. */
export interface WholeRemoteExchange extends RemoteExchange {
  readonly upstream: readonly {
    readonly method: string
    readonly url: string
    readonly dropped: readonly string[]
  }[]
  readonly why?: {
    readonly at: string
    readonly conditions: readonly {
      readonly path: string
      readonly expected: string
      readonly actual: string
    }[]
  }
  readonly near_misses?: readonly {
    readonly scenario: string
    readonly at: string
    readonly path: string
    readonly expected: string
    readonly actual: string
  }[]
  readonly frames: readonly {
    readonly planned_ms: number | null
    readonly sent_ms: number | null
    readonly bytes: number | null
  }[]
  readonly answer: { readonly status: number | null; readonly body: string | null }
}

export const ROW_HEAD = [
  'time',
  'id',
  'status',
  'deployment',
  'question',
  'answered by',
  'first',
  'total',
  '',
]

/** The cells of the page's list, and how it ended where that is worth a word. */
export function rowOf(exchange: RemoteExchange): readonly string[] {
  const { sent, planned, scenario } = exchange
  return [
    new Date(exchange.at).toTimeString().slice(0, 8),
    exchange.id,
    planned?.status === undefined ? 'none' : String(planned.status),
    exchange.deployment ?? '',
    questionOf(exchange),
    scenario ?? exchange.answered_by,
    ms(sent?.head_ms),
    sent === null ? '…' : ms(sent.last_ms),
    endOf(exchange),
  ].map(printable)
}

/** All that is known of one exchange, as the page shows it. */
export function wholeText(exchange: WholeRemoteExchange): string {
  const { request, upstream, answer, frames } = exchange
  const why =
    exchange.why?.conditions.map(({ path, expected, actual }) => `  ${path} ${expected}: ${actual}`) ?? []
  const misses = exchange.near_misses?.map(
    ({ scenario, at, path, expected, actual }) =>
      `  "${scenario}" (${at}): ${path}: expected ${expected}, got ${actual}`,
  )
  const sections = [
    rowOf(exchange)
      .filter((cell) => cell !== '')
      .join('  '),
    section('asked', [`  ${request.method} ${request.path}`, indented(request.body)]),
    section(
      'Azure got',
      upstream.map(
        ({ method, url, dropped }) =>
          `  ${method} ${url}${dropped.length === 0 ? '' : `, without ${dropped.join(', ')}`}`,
      ),
    ),
    section(
      exchange.why === undefined
        ? 'answered by'
        : `answered by ${exchange.scenario} (${exchange.why.at}), since`,
      [...(exchange.why === undefined ? [`  ${exchange.scenario ?? exchange.answered_by}`] : why)],
    ),
    section('came near', misses ?? []),
    section('frames: planned, sent, bytes', textOfFrames(frames)),
    section(`answer ${answer.status ?? ''}`.trimEnd(), answer.body === null ? [] : [indented(answer.body)]),
  ]
  return sections.filter((text) => text !== '').join('\n\n')
}

const MOST_FRAMES = 40

function textOfFrames(frames: WholeRemoteExchange['frames']): readonly string[] {
  const lines = frames
    .slice(0, MOST_FRAMES)
    .map(
      ({ planned_ms, sent_ms, bytes }) =>
        `  ${ms(planned_ms).padStart(9)} ${ms(sent_ms).padStart(9)} ${String(bytes ?? '').padStart(6)}`,
    )
  return frames.length > MOST_FRAMES ? [...lines, `  and ${frames.length - MOST_FRAMES} more`] : lines
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [printable(title), ...lines].join('\n')
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${printable(line)}`)
    .join('\n')
}

function endOf({ sent, planned, faults, session }: RemoteExchange): string {
  const isStream = planned?.headers.some(
    ([name, value]) => name.toLowerCase() === 'content-type' && value.startsWith('text/event-stream'),
  )
  const hits = [...new Set(faults.filter(({ hit }) => hit).map(({ fault }) => fault))]
  const parts = [
    ...(isStream === true ? ['stream'] : []),
    ...(sent === null ? ['running'] : sent.ended === 'end' ? [] : [sent.ended]),
    ...(hits.length === 0 ? [] : [`fault ${hits.join(', ')}`]),
    ...(session === '' ? [] : [`session ${session}`]),
  ]
  return parts.join(', ')
}

const MOST_QUESTION = 60

/** The last thing that a user said, from the body or, where that is cut, from the line about it. */
function questionOf({ request, summary }: RemoteExchange): string {
  const said = lastUserText(parsed(request.body)) ?? quotedIn(summary)
  if (said === undefined) return `${request.method} ${request.path}`
  const line = said.replace(/\s+/g, ' ')
  return JSON.stringify(line.length > MOST_QUESTION ? `${line.slice(0, MOST_QUESTION - 1)}…` : line)
}

function lastUserText(body: unknown): string | undefined {
  const messages = isObject(body) && Array.isArray(body['messages']) ? body['messages'].filter(isObject) : []
  const content = messages.findLast(({ role }) => role === 'user')?.['content']
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return undefined
  return content
    .filter(isObject)
    .flatMap(({ text }) => (typeof text === 'string' ? [text] : []))
    .join(' ')
}

function quotedIn(summary: string | undefined): string | undefined {
  const quoted = /^\S+ ("(?:[^"\\]|\\.)*") →/.exec(summary ?? '')?.[1]
  const text = quoted === undefined ? undefined : parsed(quoted)
  return typeof text === 'string' ? text : undefined
}

/** `843 ms`, `12.4 s`, '' for what is not known. */
export function ms(time: number | null | undefined): string {
  if (time === null || time === undefined) return ''
  return time < 10_000 ? `${Math.round(time)} ms` : `${(time / 1000).toFixed(1)} s`
}
