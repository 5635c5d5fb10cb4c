import { isObject } from '../../json/json-object.ts'
import type { JsonObject } from '../../json/json-object.ts'
import type { ParsedBody } from '../routing/parsed-body.ts'
import type { Conversations } from './conversations.ts'
import { isOrdinary } from './ordinary-messages.ts'

/**
 * A request's body but for the words of its conversation: every byte around the list of messages. The messages are a role and a
 * text each; of these the gateway reads no more than that.
 */
export class KnownBody {
  readonly #sample: ParsedBody
  readonly #before: string
  readonly #after: string
  readonly #plain: Members
  readonly #value: Members

  private constructor(sample: ParsedBody, plain: JsonObject, value: JsonObject) {
    this.#sample = sample
    const [before, after] = around(plain)
    this.#before = before
    this.#after = after
    this.#plain = new Members(plain)
    this.#value = new Members(value)
  }

  /** Undefined for a body of another kind. */
  static of(sample: ParsedBody): KnownBody | undefined {
    const { decoded } = sample
    if (!decoded.ok || !isObject(decoded.plain)) return undefined
    const { messages } = decoded.plain
    return Array.isArray(messages) && messages.length > 0 && messages.every(isOrdinary)
      ? new KnownBody(sample, decoded.plain, decoded.value)
      : undefined
  }

  /** A body that differs from this one in its words alone; undefined for another one. `text`: its bytes, if those are a text. */
  read(bytes: Uint8Array, text: string, conversations: Conversations): ParsedBody | undefined {
    const before = this.#before
    const after = this.#after
    if (text.length < before.length + after.length) return undefined
    if (!text.startsWith(before) || !text.endsWith(after)) return undefined
    const messages = conversations.read(text.slice(before.length, text.length - after.length))
    if (messages === undefined) return undefined
    return this.#sample.again(bytes, this.#value.with(messages), this.#plain.with(messages))
  }
}

/** The members of an object, in their order, of which `messages` changes. */
class Members {
  readonly #names: readonly string[]
  readonly #values: readonly unknown[]

  constructor(object: JsonObject) {
    this.#names = Object.keys(object)
    this.#values = Object.values(object)
  }

  with(messages: readonly unknown[]): JsonObject {
    const object: Record<string, unknown> = {}
    for (let index = 0; index < this.#names.length; index++) {
      const name = this.#names[index]!
      object[name] = name === 'messages' ? messages : this.#values[index]
    }
    return object
  }
}

/** The compact text before and behind the list of messages. */
function around(body: JsonObject): readonly [before: string, after: string] {
  const names = Object.keys(body)
  const place = names.indexOf('messages')
  const textOf = (some: readonly string[]) =>
    some.map((name) => `${JSON.stringify(name)}:${JSON.stringify(body[name])}`)
  const before = [...textOf(names.slice(0, place)), '"messages":'].join(',')
  const after = textOf(names.slice(place + 1)).map((member) => `,${member}`)
  return [`{${before}`, `${after.join('')}}`]
}
