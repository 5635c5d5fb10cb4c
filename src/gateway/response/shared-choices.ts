import { projectJson } from '../go-json/decode.ts'
import { Encoded, encodeJson } from '../go-json/encode.ts'
import type { StructType } from '../go-json/types.ts'

/** Choices of an answer or chunk as the client gets them: as values, and as text. */
export interface SharedChoices {
  readonly value: readonly Choice[]
  readonly encoded: Encoded
}

export type Choice = { index?: number; finish_reason?: string; delta?: Record<string, unknown> }

/**
 * A deployment whose reply does not depend on the request gives the same list of choices each time. Such a list is read
 * and written once.
 */
export class ChoiceReader {
  readonly #response: StructType
  readonly #seen = new WeakMap<object, SharedChoices>()
  /** What stands around the choices of an otherwise empty answer. */
  readonly #before: string
  readonly #after: string

  constructor(response: StructType) {
    this.#response = response
    const [before = '', after = ''] = encodeJson(response, { choices: new Encoded('@') }).split('@')
    this.#before = before
    this.#after = after
  }

  /** Undefined where the gateway cannot read them. */
  read(choices: unknown): SharedChoices | undefined {
    if (typeof choices !== 'object' || choices === null) return undefined
    let known = this.#seen.get(choices)
    if (known === undefined) this.#seen.set(choices, (known = this.#make(choices)))
    return known === UNREADABLE ? undefined : known
  }

  #make(choices: object): SharedChoices {
    const projected = projectJson<{ choices?: Choice[] }>(this.#response, { choices })
    if (!projected.ok) return UNREADABLE
    const text = encodeJson(this.#response, projected.value)
    return {
      value: projected.value.choices ?? [],
      encoded: new Encoded(text.slice(this.#before.length, -this.#after.length)),
    }
  }
}

const UNREADABLE: SharedChoices = { value: [], encoded: new Encoded('null') }
