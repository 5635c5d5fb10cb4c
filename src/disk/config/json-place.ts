import type { Range } from '../../shape/source/tree.ts'

/** Where a part of a valid JSON text stands. A part that is not there has the place of the nearest one around it. */
export function jsonPlace(text: string, path: readonly (string | number)[]): Range {
  const reader = new Reader(text)
  let range = reader.value(path)
  for (let length = path.length - 1; range === undefined && length >= 0; length--)
    range = new Reader(text).value(path.slice(0, length))
  return range ?? { start: 0, end: text.length }
}

const STRING = /"(?:[^"\\]|\\.)*"/y
const SCALAR = /[^\s,\]}]+/y
const SPACE = /[\s]*/y

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Reads one value; gives the range of what `path` leads to in it. */
  value(path: readonly (string | number)[] | undefined): Range | undefined {
    this.#match(SPACE)
    const start = this.#at
    const inner = this.#container(path)
    return path?.length === 0 ? { start, end: this.#at } : inner
  }

  #container(path: readonly (string | number)[] | undefined): Range | undefined {
    const open = this.#text[this.#at]
    if (open !== '{' && open !== '[') {
      this.#match(open === '"' ? STRING : SCALAR)
      return undefined
    }
    const close = open === '{' ? '}' : ']'
    this.#at++
    let found: Range | undefined
    for (let index = 0; ; index++) {
      this.#match(SPACE)
      if (this.#text[this.#at] === close || this.#at >= this.#text.length) break
      if (this.#text[this.#at] === ',') {
        this.#at++
        this.#match(SPACE)
      }
      const step = open === '{' ? this.#key() : index
      // Of equal keys the last counts, as it does for who reads the value.
      found = this.value(path?.[0] === step && path !== undefined ? path.slice(1) : undefined) ?? found
    }
    this.#at++
    return found
  }

  #key(): string {
    const key = JSON.parse(this.#match(STRING)) as string
    this.#match(SPACE)
    this.#at++
    return key
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += match.length
    return match
  }
}
