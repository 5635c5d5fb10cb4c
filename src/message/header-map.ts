import type { HeaderList } from './headers.ts'

/** The headers of a request: the list as sent, and look-ups by lower-case name. */
export class HeaderMap {
  readonly list: HeaderList
  readonly #first = new Map<string, string>()

  constructor(list: HeaderList) {
    this.list = list
    for (const [name, value] of list) {
      const lower = lowerCase(name)
      if (!this.#first.has(lower)) this.#first.set(lower, value)
    }
  }

  /** The value of a header; of repeated ones the first. `name` in lower case. */
  get(name: string): string | undefined {
    return this.#first.get(name)
  }

  /** All values of a header, in the order of the request. `name` in lower case. */
  all(name: string): readonly string[] {
    return this.list.filter(([sent]) => lowerCase(sent) === name).map(([, value]) => value)
  }

  has(name: string): boolean {
    return this.#first.has(name)
  }

  /** Lower-case names that were sent, once each. */
  names(): Iterable<string> {
    return this.#first.keys()
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
