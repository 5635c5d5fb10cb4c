import type { UpstreamWhole } from '../../contracts/upstream.ts'
import type { HeaderList } from '../../message/headers.ts'

/** Whole answers of one reply that differ in their values alone. */
export class WholeKind {
  readonly #headers: HeaderList
  readonly #differs: readonly boolean[]

  /** `other`: of the same reply. */
  constructor({ headers }: UpstreamWhole, other: UpstreamWhole) {
    this.#headers = headers
    this.#differs = headers.map(([name, value], index) => {
      const [otherName, otherValue] = other.headers[index] ?? ['', '']
      return name === otherName && value !== otherValue
    })
  }

  /** Of the same reply. */
  fits({ headers, id, created, promptTokens }: UpstreamWhole): boolean {
    // What is empty or 0 may be left out where it is written.
    if (created === 0 || promptTokens === 0 || !PLAIN.test(id) || headers.length !== this.#headers.length)
      return false
    for (let index = 0; index < headers.length; index++) {
      const [name, value] = headers[index]!
      const known = this.#headers[index]!
      if (name !== known[0]) return false
      if (this.#differs[index]! ? !PLAIN.test(value) : value !== known[1]) return false
    }
    return true
  }

  /** What differs; '' for a header that does not. */
  valuesOf({ id, created, promptTokens, body, endAt, headers }: UpstreamWhole): readonly string[] {
    const values = [
      id,
      String(created),
      String(promptTokens),
      String(promptTokens + body.usage.completion_tokens),
      String(Math.round(endAt)),
    ]
    for (let index = 0; index < headers.length; index++)
      values.push(this.#differs[index]! ? headers[index]![1] : '')
    return values
  }

  /** One of this kind whose values stand nowhere else. */
  sampleOf({ kind, body, headers }: UpstreamWhole): UpstreamWhole {
    return {
      kind,
      headers: headers.map(([name, value], index) => [
        name,
        this.#differs[index]! ? `sample of header ${index}` : value,
      ]),
      endAt: SAMPLE_MS,
      body,
      id: 'sample of an id',
      created: 98_765_000_303,
      promptTokens: 98_765_000_101,
    }
  }
}

/** Within every line's patience. */
const SAMPLE_MS = 17_931

/** Stands as it is in every text and header. */
const PLAIN = /^[\w .,:;=+/()@-]+$/
