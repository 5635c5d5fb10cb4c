import { TextHash } from '../random/random.ts'
import type { FrontCall } from '../contracts/front-end.ts'
import { writeObject } from '../json/canonical.ts'
import type { JsonObject } from '../json/json-object.ts'

/** What the answers to requests follow: the same request has the same seed, however its keys were ordered and whether or not it is streamed. */
export class RequestSeeds {
  readonly #base: number
  /** Of sessions that do not follow the base. */
  readonly #own = new Map<string, number>()

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
    return seedFrom(value, call, this.#own.get(session) ?? this.#base)
  }
}

function seedFrom(value: JsonObject, { provider }: FrontCall, base: number): number {
  const hash = new TextHash(base).add(provider).add(' ')
  writeObject(value, hash, HOW)
  return hash.end()
}

/** Whether an answer is streamed, and how, is no part of what it says. */
const HOW = new Set(['stream', 'stream_options'])
