import { goQuote } from '../../message/go-quote.ts'
import type { Arrivals } from './arrivals.ts'
import { parseHead } from './head-lines.ts'
import type { Head } from './head-lines.ts'
import { EOF, TIMEOUT, malformed, readEnd, wrapped } from './read-failure.ts'
import type { ReadFailure } from './read-failure.ts'

/** A head that does not fit is refused, bytes. */
export const BUFFER_BYTES = 4096

export type ReadHead =
  | { readonly ok: true; readonly head: Head; readonly at: number }
  | { readonly ok: false; readonly failure: ReadFailure; readonly at: number }

/** Reads a head from this place on. After every piece that arrives the client looks at all that its buffer holds. */
export function readHead(arrivals: Arrivals, from: number): ReadHead {
  const { bytes, ending, endAt } = arrivals
  let held = bytes.subarray(0, 0)
  for (const fill of arrivals.fills) {
    if (fill <= from) continue
    held = bytes.subarray(from, Math.min(fill, from + BUFFER_BYTES))
    const at = arrivals.at(fill - 1)
    const head = parseHead(held)
    if (typeof head === 'string') return { ok: false, failure: malformed(headError(head, held)), at }
    if (head !== undefined) return { ok: true, head, at }
    if (held.length === BUFFER_BYTES) return { ok: false, failure: tooLarge(held), at }
  }
  return { ok: false, failure: cutOff(held, readEnd(ending, true)), at: endAt }
}

/** The head does not end within the buffer. */
export function tooLarge(held: Buffer): ReadFailure {
  return malformed(headError('small read buffer. Increase ReadBufferSize', held))
}

/** Before the first byte every error counts as the end of the connection; blank lines alone do, too. */
function cutOff(held: Buffer, end: ReadFailure): ReadFailure {
  if (held.length === 0) return end.kind === 'timeout' ? TIMEOUT : EOF
  if (held.every((byte) => byte === 13 || byte === 10)) return EOF
  return wrapped(end, end.kind, (what) => headError(what, held))
}

function headError(what: string, held: Buffer): string {
  return `error when reading response headers: ${what}. Buffer size=${held.length}, contents: ${snippet(held)}`
}

/** The first and the last 200 bytes of what is longer. */
function snippet(bytes: Buffer): string {
  const end = bytes.length - SNIPPET
  if (end <= SNIPPET) return goQuote(bytes)
  return `${goQuote(bytes.subarray(0, SNIPPET))}...${goQuote(bytes.subarray(end))}`
}

const SNIPPET = 200
