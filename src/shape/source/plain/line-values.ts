import type { Entry, Node } from '../tree.ts'
import { MAX_DEPTH, NOT_PLAIN } from './not-plain.ts'
import { plainScalar, quotedScalar } from './plain-scalar.ts'

/** Reads values that stand in one line: scalars, and lists and maps in brackets. */
export class LineValues {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** The value at this place, with which the line ends but for a comment. `lineEnd`: where its line break is. */
  lastOfLine(at: number, lineEnd: number): Node {
    const first = this.#text[at]!
    if (!'{["\''.includes(first)) return plainScalar(withoutComment(this.#text.slice(at, lineEnd)), at)
    this.#at = at
    const node = this.#value(0)
    REST_OF_LINE.lastIndex = this.#at
    if (!REST_OF_LINE.test(this.#text)) throw NOT_PLAIN
    return node
  }

  #value(depth: number): Node {
    if (depth > MAX_DEPTH) throw NOT_PLAIN
    const start = this.#at
    switch (this.#text[start]) {
      case '{': {
        const entries = this.#until('}', (all: readonly Entry[]) => this.#entry(all, depth))
        return { kind: 'map', entries, start, end: this.#at }
      }
      case '[':
        return { kind: 'list', items: this.#until(']', () => this.#value(depth + 1)), start, end: this.#at }
      case '"':
      case "'": {
        const node = quotedScalar(this.#text, start)
        this.#at = node.end
        return node
      }
      default: {
        const written = this.#match(PLAIN).trimEnd()
        return plainScalar(written, start)
      }
    }
  }

  #entry(before: readonly Entry[], depth: number): Entry {
    const start = this.#at
    const key = this.#match(KEY)
    const keyRange = { start, end: this.#at }
    if (key === '' || before.some((it) => it.key === key) || this.#match(COLON) === '') throw NOT_PLAIN
    return { key, keyRange, value: this.#value(depth + 1) }
  }

  /** Reads parts up to a closing bracket. */
  #until<T>(close: string, read: (before: readonly T[]) => T): readonly T[] {
    const parts: T[] = []
    this.#at++
    this.#match(SPACES)
    if (this.#take(close)) return parts
    do {
      this.#match(SPACES)
      parts.push(read(parts))
      this.#match(SPACES)
    } while (this.#take(','))
    if (!this.#take(close)) throw NOT_PLAIN
    return parts
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += match.length
    return match
  }
}

function withoutComment(written: string): string {
  const comment = written.indexOf(' #')
  return comment === -1 ? written : written.slice(0, comment).trimEnd()
}

const KEY = /[A-Za-z_$][\w$.-]{0,99}/y
const COLON = /: +/y
const SPACES = / */y
const PLAIN = /[^,[\]{}\n]*/y
const REST_OF_LINE = /(?: +#[^\n]*)?(?:\n|$)/y
