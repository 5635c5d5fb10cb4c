import type { Entry, ListNode, MapNode, Node, ScalarNode } from '../tree.ts'
import { LineValues } from './line-values.ts'
import { MAX_DEPTH, NOT_PLAIN } from './not-plain.ts'

/**
 * The tree of a text that is written in the plain part of YAML, as most files are: maps and lists by indentation, values in one
 * line or behind `|`, keys without quotes, comments in line with what follows. It is the same tree that the YAML reader gives,
 * in a small part of its time and without loading it. Undefined for all other texts, those with mistakes among them.
 */
export function plainTree(text: string): Node | undefined {
  if (text.length > MAX_LENGTH || STRANGE.test(text)) return undefined
  try {
    return new Reader(text).file()
  } catch (error) {
    if (error === NOT_PLAIN) return undefined
    throw error
  }
}

/** Longer texts are read in steps. UTF-16 code units. */
const MAX_LENGTH = 64 * 1024
/** Tabs, carriage returns and other characters with rules of their own; spaces where a line ends; very deep indentation. */
const STRANGE = /[^\n\x20-\x7e\xa0-\ufefe\uff00-\uffff]| (?:\n|$)| {100}/

/** Dash and key of a line, with the spaces behind them. */
const HEAD = /(- +)?(?:([A-Za-z_$][\w$.-]{0,99}):(?= |\n|$) *)?/y

/** `|` with the text behind it. */
const LITERAL = /\|(-?)\n/y

class Reader {
  readonly #text: string
  readonly #values: LineValues
  // The line that is being read: where it and its parts begin, and its line break.
  #line = 0
  #indent = 0
  #hasDash = false
  #key: string | undefined
  #keyStart = 0
  #value = 0
  #lineEnd = -1
  #isOver = false
  /** A comment stands right before it. */
  #isCommented = false
  /** Behind the line break of the last value. */
  #end = 0

  constructor(text: string) {
    this.#text = text
    this.#values = new LineValues(text)
  }

  file(): Node {
    this.#nextLine()
    if (this.#isOver || this.#indent > 0) throw NOT_PLAIN
    const node = this.#block(0)
    if (!this.#isOver) throw NOT_PLAIN
    return node
  }

  /** Goes to the next line that holds more than a comment, and reads its beginning. */
  #nextLine(): void {
    const text = this.#text
    let comment: number | undefined
    let at = Math.min(this.#lineEnd + 1, text.length)
    for (; ; at = Math.min(endOfLine(text, at) + 1, text.length)) {
      this.#line = at
      this.#indent = indentOf(text, at)
      at += this.#indent
      if (text[at] === '#') {
        // What comments in several columns belong to has rules of its own.
        if (comment !== undefined && comment !== this.#indent) throw NOT_PLAIN
        comment = this.#indent
      } else if (text[at] !== '\n') break
    }
    this.#isOver = at >= text.length
    this.#isCommented = comment !== undefined
    if (this.#isCommented && comment !== this.#indent) throw NOT_PLAIN
    HEAD.lastIndex = at
    const [, dash = '', key] = HEAD.exec(text)!
    this.#hasDash = dash !== ''
    this.#key = key
    this.#keyStart = at + dash.length
    this.#value = HEAD.lastIndex
    this.#lineEnd = endOfLine(text, at)
  }

  #block(depth: number): Node {
    if (depth > MAX_DEPTH) throw NOT_PLAIN
    return this.#hasDash ? this.#list(depth) : this.#map(depth)
  }

  #list(depth: number): ListNode {
    const indent = this.#indent
    const start = this.#line + indent
    const items: Node[] = []
    do items.push(this.#key === undefined ? this.#inLine(indent) : this.#map(depth + 1))
    while (!this.#isOver && this.#hasDash && this.#indent === indent)
    return { kind: 'list', items, start, end: this.#end }
  }

  #map(depth: number): MapNode {
    const start = this.#keyStart
    const column = start - this.#line
    const entries = new Map<string, Entry>()
    do {
      const key = this.#key
      if (key === undefined || entries.has(key)) throw NOT_PLAIN
      const keyRange = { start: this.#keyStart, end: this.#keyStart + key.length }
      entries.set(key, { key, keyRange, value: this.#valueOf(column, depth) })
    } while (!this.#isOver && !this.#hasDash && this.#indent === column)
    return { kind: 'map', entries: [...entries.values()], start, end: this.#end }
  }

  /** The value of the key in this line. `column`: of the key. */
  #valueOf(column: number, depth: number): Node {
    const first = this.#text[this.#value]
    if (this.#value < this.#lineEnd && first !== '#') return this.#inLine(column)
    this.#nextLine()
    if (this.#isOver) throw NOT_PLAIN
    if (this.#indent > column) return this.#block(depth + 1)
    if (this.#indent < column || !this.#hasDash) throw NOT_PLAIN
    const list = this.#list(depth + 1)
    // The comment would be part of a list that stands in the column of its key.
    if (this.#isCommented && !this.#isOver && this.#indent === column) throw NOT_PLAIN
    return list
  }

  /** The value that begins in this line and does not go on in one that is not indented deeper than `column`. */
  #inLine(column: number): Node {
    const at = this.#value
    if (at >= this.#lineEnd) throw NOT_PLAIN
    const isLiteral = this.#text[at] === '|'
    const node = isLiteral ? this.#literal(column) : this.#values.lastOfLine(at, this.#lineEnd)
    this.#end = Math.min(this.#lineEnd + 1, this.#text.length)
    this.#nextLine()
    if (!this.#isOver && this.#indent > column) throw NOT_PLAIN
    return node
  }

  /** The text behind `|`, without the blank lines after it. The last of its lines becomes the current one. */
  #literal(column: number): ScalarNode {
    const text = this.#text
    const start = this.#value
    LITERAL.lastIndex = start
    const header = LITERAL.exec(text)
    const from = LITERAL.lastIndex
    const indent = indentOf(text, from)
    if (header === null || text[from + indent] === '\n' || indent <= column) throw NOT_PLAIN
    let end = from
    for (let at = from; at < text.length; at = endOfLine(text, at) + 1) {
      const own = indentOf(text, at)
      if (text[at + own] === '\n') continue
      if (own < indent) break
      end = endOfLine(text, at)
    }
    if (end === text.length) throw NOT_PLAIN
    this.#lineEnd = end
    const lines = text.slice(from, end).split('\n')
    const value = lines.map((line) => line.slice(indent)).join('\n') + (header[1] === '' ? '\n' : '')
    return { kind: 'text', value, written: value, start, end: end + 1 }
  }
}

function indentOf(text: string, at: number): number {
  let first = at
  while (text[first] === ' ') first++
  return first - at
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}
