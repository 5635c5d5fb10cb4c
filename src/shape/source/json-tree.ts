import type { Entry, MapNode, Node, Range, ScalarNode } from './tree.ts'
import { checkDepth, scalarOf } from './value-tree.ts'

/** The tree of a text that is valid JSON. Of equal keys the last counts, as for who parses the text. Throws `TooDeep`. */
export function jsonTree(text: string): Node {
  return new Reader(text).value(0)
}

/** Where a part stands. One that is not there has the place of the nearest one around it. */
export function rangeAt(tree: Node, path: readonly (string | number)[]): Range {
  const [step, ...rest] = path
  const inner =
    tree.kind === 'list'
      ? tree.items[step as number]
      : tree.kind === 'map'
        ? tree.entries.find(({ key }) => key === step)?.value
        : undefined
  return inner === undefined ? tree : rangeAt(inner, rest)
}

const STRING = /"(?:[^"\\]|\\.)*"/y
const SCALAR = /[^\s,\]}]+/y
const SPACE = /[\s,:]*/y

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(depth: number): Node {
    checkDepth(depth)
    this.#match(SPACE)
    const start = this.#at
    const open = this.#text[start]
    if (open === '[')
      return { kind: 'list', items: this.#until(']', () => this.value(depth + 1)), start, end: this.#at }
    if (open === '{') return { kind: 'map', entries: this.#entries(depth), start, end: this.#at }
    const written = this.#match(open === '"' ? STRING : SCALAR)
    const value = JSON.parse(written) as ScalarNode['value']
    return { ...scalarOf(value), written, start, end: this.#at }
  }

  #entries(depth: number): MapNode['entries'] {
    const all = new Map<string, Entry>()
    this.#until('}', () => {
      const start = this.#at
      const key = JSON.parse(this.#match(STRING)) as string
      all.set(key, { key, keyRange: { start, end: this.#at }, value: this.value(depth + 1) })
    })
    return [...all.values()]
  }

  /** Reads parts up to a closing bracket. */
  #until<T>(close: string, read: () => T): T[] {
    const parts: T[] = []
    this.#at++
    for (this.#match(SPACE); this.#text[this.#at] !== close; this.#match(SPACE)) parts.push(read())
    this.#at++
    return parts
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += match.length
    return match
  }
}
