import { projectJson } from './json/decode.ts'
import { Encoded, encodeJson } from './json/encode.ts'
import { CHAT_RESPONSE } from './schemas/chat-response.ts'

/** Choices of an answer or chunk as the client gets them: as values, and as text. */
export interface SharedChoices {
  readonly value: readonly Choice[]
  readonly encoded: Encoded
}

export type Choice = { index?: number; finish_reason?: string; delta?: Record<string, unknown> }

/**
 * A deployment whose reply does not depend on the request gives the same list of choices each time. Such a list is read
 * and written once. Undefined where the gateway cannot read it.
 */
export function sharedChoices(choices: unknown): SharedChoices | undefined {
  if (typeof choices !== 'object' || choices === null) return undefined
  let known = seen.get(choices)
  if (known === undefined) seen.set(choices, (known = read(choices)))
  return known === UNREADABLE ? undefined : known
}

const UNREADABLE: SharedChoices = { value: [], encoded: new Encoded('null') }
const seen = new WeakMap<object, SharedChoices>()

/** What stands around the choices of an otherwise empty answer. */
const [BEFORE = '', AFTER = ''] = encodeJson(CHAT_RESPONSE, { choices: new Encoded('@') }).split('@')

function read(choices: object): SharedChoices {
  const projected = projectJson<{ choices?: Choice[] }>(CHAT_RESPONSE, { choices })
  if (!projected.ok) return UNREADABLE
  const text = encodeJson(CHAT_RESPONSE, projected.value)
  return {
    value: projected.value.choices ?? [],
    encoded: new Encoded(text.slice(BEFORE.length, -AFTER.length)),
  }
}
