import { hash32 } from '../random/random.ts'
import type { FrontCall } from '../contracts/front-end.ts'
import { canonicalJson } from '../json/canonical.ts'
import type { JsonObject } from '../json/json-object.ts'

/** What the answers to requests follow: the same request has the same seed, however its keys were ordered and whether or not it is streamed. */
export class RequestSeeds {
  readonly #base: number
  /** Of sessions that do not follow the base. */
  readonly #own = new Map<string, number>()
  readonly #known = new WeakMap<object, number>()

  constructor(base: number) {
    this.#base = base
  }

  /** Gives a session a base of its own, or with `undefined` takes it away. */
  setOwn(session: string, seed: number | undefined): void {
    if (seed === undefined) this.#own.delete(session)
    else this.#own.set(session, seed)
  }

  of(call: FrontCall, session: string): number {
    const value = call.body.upstream(call.model, call.stream)
    const own = this.#own.get(session)
    if (own !== undefined) return seedFrom(value, call, own)
    let seed = this.#known.get(value)
    if (seed === undefined) {
      seed = seedFrom(value, call, this.#base)
      this.#known.set(value, seed)
    }
    return seed
  }
}

function seedFrom(value: JsonObject, call: FrontCall, base: number): number {
  const { stream: _stream, stream_options: _options, ...rest } = value
  return hash32(`${call.provider} ${canonicalJson(rest)}`, base)
}
