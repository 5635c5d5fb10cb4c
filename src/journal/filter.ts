import { suggest } from '../shape/shape.ts'
import { sentBody } from './answer.ts'
import type { JournalEntry } from './entry.ts'
import { ANSWERERS, ENDINGS, isStatus, outcomeOf, STATUS_WORD } from './outcome.ts'
import { traceIdOf } from './trace-id.ts'

/** Which entries are wanted: all that is said must hold. */
export interface JournalFilter {
  readonly fits: (entry: JournalEntry) => boolean
  /** Only the newest so many. */
  readonly limit: number | undefined
}

const READERS: Readonly<Record<string, (value: string) => JournalFilter['fits'] | string>> = {
  session: (value) => (entry) => entry.session === value,
  trace: (value) => (entry) => traceIdOf(entry) === value,
  scenario: byScenario,
  rule: byScenario,
  deployment: (value) => (entry) => outcomeOf(entry).deployment === value,
  outcome: byOutcome,
  text: byText,
  since: bySince,
  after: byAfter,
}

export const FILTER_KEYS = [...Object.keys(READERS), 'limit']

/** Reads the query of `GET /journal`; a text says what is wrong with it. A key may be given several times. */
export function readFilter(
  query: URLSearchParams,
  otherKeys: readonly string[] = [],
): JournalFilter | string {
  const tests: JournalFilter['fits'][] = []
  let limit: number | undefined
  for (const [key, value] of query) {
    if (otherKeys.includes(key)) continue
    if (key === 'limit') {
      if (!/^[1-9]\d{0,8}$/.test(value))
        return `limit must be a whole number of at least 1, got ${JSON.stringify(value)}`
      limit = Number(value)
      continue
    }
    const reader = Object.hasOwn(READERS, key) ? READERS[key] : undefined
    if (reader === undefined)
      return `the journal has no filter ${JSON.stringify(key)}; ${suggest(key, [...FILTER_KEYS, ...otherKeys])}`
    const read = reader(value)
    if (typeof read === 'string') return `${key}: ${read}`
    tests.push(read)
  }
  return { fits: (entry) => tests.every((test) => test(entry)), limit }
}

/** The entries that fit, in the order of the list; with a limit the newest of them. */
export function filtered(
  entries: readonly JournalEntry[],
  { fits, limit }: JournalFilter,
): readonly JournalEntry[] {
  const found = entries.filter(fits)
  return limit === undefined ? found : found.slice(-limit)
}

function byScenario(name: string): JournalFilter['fits'] {
  return (entry) => entry.calls.some(({ rule }) => rule === name)
}

const MARKS = ['faulted', 'clean']
export const OUTCOMES = ['429', '5xx', ...ENDINGS, ...ANSWERERS, ...MARKS]

function byOutcome(word: string): JournalFilter['fits'] | string {
  if (STATUS_WORD.test(word)) return (entry) => isStatus(outcomeOf(entry).status, word)
  if (MARKS.includes(word)) return (entry) => outcomeOf(entry).faulted === (word === 'faulted')
  if (ENDINGS.some((it) => it === word)) return (entry) => outcomeOf(entry).ended === word
  if (ANSWERERS.some((it) => it === word)) return (entry) => outcomeOf(entry).by === word
  return `no outcome is called ${JSON.stringify(word)}; ${suggest(word, OUTCOMES)}`
}

/** Case does not matter. */
function byText(text: string): JournalFilter['fits'] {
  const wanted = text.toLowerCase()
  const holds = (bytes: Uint8Array | undefined) =>
    bytes !== undefined && Buffer.from(bytes).toString('utf8').toLowerCase().includes(wanted)
  return (entry) => holds(entry.request.body) || holds(sentBody(entry))
}

/** Accepted at or after a time: ISO, or milliseconds since 1970. */
function bySince(value: string): JournalFilter['fits'] | string {
  const at = /^\d+$/.test(value) ? Number(value) : Date.parse(value)
  return Number.isNaN(at)
    ? `must be a time such as 2025-01-31T12:00:00Z or milliseconds since 1970, got ${JSON.stringify(value)}`
    : (entry) => entry.at >= at
}

/** Later than the exchange of an id, whether or not that one is still there. */
function byAfter(value: string): JournalFilter['fits'] | string {
  const number = numberOf(value)
  return number === undefined
    ? `must be the id of an exchange such as x12, got ${JSON.stringify(value)}`
    : (entry) => (numberOf(entry.id) ?? 0) > number
}

function numberOf(id: string): number | undefined {
  const digits = /^x(\d+)$/.exec(id)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
