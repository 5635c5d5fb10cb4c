import type { HeaderList } from './headers.ts'

/** The headers of a request: the list as sent, and look-ups by lower-case name. */
export class HeaderMap {
  readonly list: HeaderList
  /** Lower-case names, in the order of the list. A list: a request has few headers, and a map of them costs more than all look-ups. */
  readonly #lower: readonly string[]

  constructor(list: HeaderList) {
    this.list = list
    const lower: string[] = []
    for (const pair of list) lower.push(lowerCase(pair[0]))
    this.#lower = lower
  }

  /** The value of a header; of repeated ones the first. `name` in lower case. */
  get(name: string): string | undefined {
    const index = this.#lower.indexOf(name)
    return index === -1 ? undefined : this.list[index]![1]
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
