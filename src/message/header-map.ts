import type { HeaderList } from './headers.ts'

/** The headers of a request: the list as sent, and look-ups by lower-case name. */
export class HeaderMap {
  /** Names and values by turns, as they were sent. */
  readonly raw: readonly string[]
  /** Lower-case names. A list: a request has few headers, and a map of them costs more than all look-ups. */
  readonly #lower: readonly string[]
  #list: HeaderList | undefined
  /** Who has found last that they are those it knows. A client sends the same ones again and again. */
  knownBy: object | undefined

  constructor(list: HeaderList | { readonly raw: readonly string[] }) {
    const raw = 'raw' in list ? list.raw : list.flat()
    const lower: string[] = []
    for (let index = 0; index < raw.length; index += 2) lower.push(lowerCase(raw[index]!))
    this.raw = raw
    this.#lower = lower
  }

  /** As they were sent. */
  get list(): HeaderList {
    return (this.#list ??= this.#lower.map((_lower, index) => this.#pair(index)))
  }

  /** The value of a header; of repeated ones the first. `name` in lower case. */
  get(name: string): string | undefined {
    const index = this.#lower.indexOf(name)
    return index === -1 ? undefined : this.raw[2 * index + 1]
  }

  /** The same, of repeated ones the last. */
  last(name: string): string | undefined {
    const index = this.#lower.lastIndexOf(name)
    return index === -1 ? undefined : this.raw[2 * index + 1]
  }

  /** All values of a header, in the order of the request. `name` in lower case. */
  all(name: string): readonly string[] {
    return this.list.filter((_pair, index) => this.#lower[index] === name).map(([, value]) => value)
  }

  has(name: string): boolean {
    return this.#lower.includes(name)
  }

  /** Lower-case names that were sent, in their order. */
  names(): readonly string[] {
    return this.#lower
  }

  #pair(index: number): readonly [string, string] {
    return [this.raw[2 * index]!, this.raw[2 * index + 1]!]
  }
}

/** Names repeat from request to request. */
const known = new Map<string, string>()

function lowerCase(name: string): string {
  let lower = known.get(name)
  if (lower !== undefined) return lower
  lower = name.toLowerCase()
  if (known.size < 1000) known.set(name, lower)
  return lower
}
