import { sortMembers } from '../../json/sort-members.ts'
import type { HeaderList } from '../../message/headers.ts'
import { isFraming } from '../framing.ts'
import type { Recorded } from '../recorded.ts'
import type { Rehearsed } from './rehearsal.ts'

/** How far a time may be from the recorded one, ms. */
export const TOLERANCE = 10

/**
 * What tells two answers apart, in a few words; undefined: a client gets the same bytes at the same times. What a real
 * gateway does not give the same twice is left out, as where its recordings are compared (spec/captures/README.md).
 */
export function difference(recorded: Recorded, played: Rehearsed, line: string): string | undefined {
  if (recorded.status !== played.status) return `status ${played.status}`
  if (recorded.ended !== played.ended) return 'how it ends'
  const wanted = masked(recorded, line)
  const given = masked(played, line)
  if (wanted.body !== given.body) return 'the body'
  return headerDifference(wanted.headers, given.headers) ?? timeDifference(recorded, played)
}

function masked({ headers, pieces, status }: Rehearsed, line: string) {
  const text = Buffer.concat(pieces.map(({ data }) => data)).toString('latin1')
  const date = headers.find(([name]) => /^date$/i.test(name))?.[1]
  return {
    body: maskedBody(text, status === 200 && line !== '1.3.60', date),
    headers: maskedHeaders(headers),
  }
}

function maskedBody(text: string, keepsRaw: boolean, date: string | undefined): string {
  const numbers = maskedCreated(text, date)
    // Some errors tell it only where it is not 0.
    .replace(/(?<!\\),"(?:upstream_)?latency":\d+/g, '')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
  try {
    const sorted = sortMembers(numbers, 'provider_response_headers')
    return keepsRaw ? sorted : sortMembers(sortMembers(sorted, 'raw_response'), 'raw_request')
  } catch {
    return numbers
  }
}

/** The second of the answer, where Azure sent none. */
function maskedCreated(text: string, date: string | undefined): string {
  if (date === undefined) return text
  const second = Date.parse(date) / 1000
  return text.replace(/(?<!\\)"created":(\d+)/g, (whole, created: string) =>
    Math.abs(Number(created) - second) <= 1 ? '"created":<now>' : whole,
  )
}

/** Times, and ids that a gateway draws by itself. */
const VOLATILE = /^(?:date|x-request-id|x-bifrost-trace-id|x-bifrost-upstream-latency-ms)$/i

/** The order of those that come from Azure is chance. */
function maskedHeaders(headers: HeaderList): readonly string[] {
  return headers
    .filter(([name]) => !isFraming(name))
    .map(([name, value]) => `${name}: ${VOLATILE.test(name) ? '<any>' : value}`)
    .sort()
}

function headerDifference(wanted: readonly string[], given: readonly string[]): string | undefined {
  const other = wanted.find((line) => !given.includes(line)) ?? given.find((line) => !wanted.includes(line))
  return other === undefined ? undefined : `the header ${other.split(':', 1)[0]!}`
}

/** Each byte must come when it came. */
function timeDifference(recorded: Recorded, played: Rehearsed): string | undefined {
  if (Math.abs(recorded.headAt - played.headAt) > TOLERANCE) return 'when it begins'
  const times = arrivals(played.pieces)
  let next = 0
  for (const { end, at } of arrivals(recorded.pieces)) {
    while (next + 1 < times.length && times[next]!.end < end) next++
    if (Math.abs((times[next]?.at ?? 0) - at) > TOLERANCE) return 'its pace'
  }
  return undefined
}

/** How many bytes have come when. */
function arrivals(pieces: Recorded['pieces']): readonly { readonly end: number; readonly at: number }[] {
  let end = 0
  return pieces.map(({ at, data }) => ({ end: (end += data.length), at }))
}
