import type { Arrivals } from './arrivals.ts'
import { EOF, malformed, readEnd, wrapped } from './read-failure.ts'
import type { ReadFailure } from './read-failure.ts'

/** What tells where a body ends: its length, HTTP chunks, or the end of the connection. */
export type Framing =
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunks' | 'close' }

export interface ReadBody {
  readonly pieces: readonly { readonly at: number; readonly data: Buffer }[]
  /** When it is known that it has ended. */
  readonly endAt: number
  /** Why it is not whole. */
  readonly failure?: ReadFailure
}

/** Reads a body from this place on. `asItComes`: the caller reads pieces of chunks; otherwise whole ones. */
export function readBody(arrivals: Arrivals, from: number, framing: Framing, asItComes: boolean): ReadBody {
  switch (framing.kind) {
    case 'length':
      return ofLength(arrivals, from, framing.length)
    case 'close':
      return untilClosed(arrivals, from)
    case 'chunks':
      return new ChunkReader(arrivals, from, asItComes).read()
  }
}

function ofLength(arrivals: Arrivals, from: number, length: number): ReadBody {
  const { bytes, ending, endAt } = arrivals
  const to = from + length
  const pieces = arrivals.pieces(from, to)
  if (to <= bytes.length) return { pieces, endAt: arrivals.at(Math.max(to - 1, 0)) }
  return { pieces, endAt, failure: readEnd(ending, false) }
}

function untilClosed(arrivals: Arrivals, from: number): ReadBody {
  const { bytes, ending, endAt } = arrivals
  const pieces = arrivals.pieces(from, bytes.length)
  const end = readEnd(ending, true)
  return end === EOF ? { pieces, endAt } : { pieces, endAt, failure: end }
}

/** Walks over the chunks of a body until the last one, or to where they go wrong. */
class ChunkReader {
  readonly #arrivals: Arrivals
  readonly #asItComes: boolean
  readonly #pieces: { at: number; data: Buffer }[] = []
  #at: number

  constructor(arrivals: Arrivals, from: number, asItComes: boolean) {
    this.#arrivals = arrivals
    this.#at = from
    this.#asItComes = asItComes
  }

  read(): ReadBody {
    for (;;) {
      const size = this.#size()
      if (typeof size !== 'number') return this.#stop(size)
      // What follows the last chunk may be missing.
      if (size === 0) return { pieces: this.#pieces, endAt: this.#arrivals.at(this.#at - 1) }
      const failure = this.#chunk(size)
      if (failure !== undefined) return this.#stop(failure)
    }
  }

  #stop(failure: ReadFailure): ReadBody {
    const isEnd = failure.kind !== 'malformed' || this.#at >= this.#arrivals.bytes.length
    const endAt = isEnd ? this.#arrivals.endAt : this.#arrivals.at(this.#at)
    return { pieces: this.#pieces, endAt, failure }
  }

  /** A number in hexadecimal digits, and what may follow it on its line. */
  #size(): number | ReadFailure {
    const { bytes } = this.#arrivals
    let digits = ''
    while (this.#at < bytes.length && isHex(bytes[this.#at]!))
      digits += String.fromCharCode(bytes[this.#at++]!)
    if (digits === '') return this.#at < bytes.length ? malformed('empty hex number') : this.#end(true)
    if (digits.length > MOST_DIGITS) return malformed('too large hex number')
    while (bytes[this.#at] !== CR) {
      if (this.#at >= bytes.length) return this.#cut(SIZE_CR)
      if (bytes[this.#at] === LF) return malformed(String.raw`invalid character '\n' after chunk size`)
      this.#at++
    }
    return this.#lineEnd() ?? Number.parseInt(digits, 16)
  }

  #chunk(size: number): ReadFailure | undefined {
    const { bytes } = this.#arrivals
    const to = this.#at + size
    this.#pieces.push(...this.#arrivals.pieces(this.#at, to))
    if (bytes.length < to + (this.#asItComes ? 0 : 2)) {
      this.#at = bytes.length
      return this.#end(false)
    }
    this.#at = to
    if (this.#asItComes) return this.#lineEnd()
    if (bytes[to] !== CR || bytes[to + 1] !== LF) return malformed('cannot find crlf at the end of chunk')
    this.#at += 2
    return undefined
  }

  #lineEnd(): ReadFailure | undefined {
    const { bytes } = this.#arrivals
    for (const wanted of [CR, LF]) {
      if (this.#at >= bytes.length) return this.#cut(wanted === CR ? SIZE_CR : SIZE_LF)
      const byte = bytes[this.#at]!
      if (byte !== wanted)
        return malformed(
          `unexpected char ${quoted(byte)} at the end of chunk size. Expected ${quoted(wanted)}`,
        )
      this.#at++
    }
    return undefined
  }

  #end(atBoundary: boolean): ReadFailure {
    return readEnd(this.#arrivals.ending, atBoundary)
  }

  #cut(words: string): ReadFailure {
    return wrapped(this.#end(true), 'malformed', (what) => `${words}: ${what}`)
  }
}

const CR = 13
const LF = 10
/** More would not fit in 64 bits. */
const MOST_DIGITS = 15
const SIZE_CR = String.raw`cannot read '\r' char at the end of chunk size`
const SIZE_LF = String.raw`cannot read '\n' char at the end of chunk size`

function isHex(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102)
}

/** A byte as Go prints it with `%q`. */
function quoted(byte: number): string {
  const named: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 39: "\\'", 92: '\\\\' }
  if (named[byte] !== undefined) return `'${named[byte]}'`
  if (byte < 32 || byte === 127) return `'\\x${byte.toString(16).padStart(2, '0')}'`
  return `'${String.fromCharCode(byte)}'`
}
