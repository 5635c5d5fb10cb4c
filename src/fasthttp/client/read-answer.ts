import type { HeaderList } from '../../message/headers.ts'
import { Arrivals } from './arrivals.ts'
import type { Written } from './arrivals.ts'
import { readBody } from './read-body.ts'
import type { Framing, ReadBody } from './read-body.ts'
import { readHead } from './read-head.ts'
import type { ReadFailure } from './read-failure.ts'

export type ReadAnswer =
  | {
      readonly ok: true
      readonly status: number
      readonly headers: HeaderList
      readonly headAt: number
      readonly framing: Framing['kind']
      readonly body: ReadBody
    }
  | { readonly ok: false; readonly failure: ReadFailure; readonly at: number }

/**
 * An answer as fasthttp's client (1.68.0) reads it from a connection. `asItComes`: the caller takes the body piece by piece,
 * unless its length is told, which the client always reads to its end first.
 */
export function readAnswer(written: Written, asItComes: boolean): ReadAnswer {
  const arrivals = new Arrivals(written)
  let read = readHead(arrivals, 0)
  let from = read.ok ? read.head.size : 0
  if (read.ok && read.head.status === CONTINUE) {
    read = readHead(arrivals, from)
    from += read.ok ? read.head.size : 0
  }
  if (!read.ok) return read
  const { status, headers } = read.head
  const headAt = read.at
  if (isBodyless(status))
    return { ok: true, status, headers, headAt, framing: 'length', body: { pieces: [], endAt: headAt } }
  const framing = framingOf(headers)
  return {
    ok: true,
    status,
    headers,
    headAt,
    framing: framing.kind,
    body: readBody(arrivals, from, framing, asItComes && framing.kind !== 'length'),
  }
}

const CONTINUE = 100

function isBodyless(status: number): boolean {
  return status === 204 || status === 304 || (status >= 100 && status < 200)
}

/** Whatever coding is named counts as chunks, and outweighs a length. */
function framingOf(headers: HeaderList): Framing {
  let framing: Framing = { kind: 'close' }
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    if (key === 'transfer-encoding' && value !== '' && value !== 'identity') return { kind: 'chunks' }
    if (key === 'content-length') framing = { kind: 'length', length: Number(value) }
  }
  return framing
}
