import { isIdentical } from '../../json/identical.ts'
import { isObject } from '../../json/json-object.ts'
import type { JsonObject } from '../../json/json-object.ts'

/**
 * A request's body but for the words of its conversation: every member beside `messages`, and messages that are a role and a
 * text. Of these the gateway reads no more than that.
 */
export class KnownBody {
  readonly #names: readonly string[]
  readonly #values: readonly unknown[]

  constructor(body: JsonObject) {
    this.#names = Object.keys(body)
    this.#values = this.#names.map((name) => (name === 'messages' ? undefined : body[name]))
  }

  /** Whether a body is of the kind that can be told without its words. `body`: all of it, as the client sent it. */
  static isOrdinary(body: unknown): body is JsonObject {
    return isObject(body) && hasOrdinaryMessages(body)
  }

  /** Whether an ordinary body differs in its words alone. */
  fits(body: JsonObject): boolean {
    const names = this.#names
    let at = 0
    for (const name in body) {
      if (name !== names[at]) return false
      if (name !== 'messages' && !isIdentical(body[name], this.#values[at])) return false
      at++
    }
    return at === names.length
  }
}

function hasOrdinaryMessages({ messages }: JsonObject): boolean {
  if (!Array.isArray(messages) || messages.length === 0) return false
  for (const message of messages) if (!isObject(message) || !isOrdinaryMessage(message)) return false
  return true
}

function isOrdinaryMessage(message: JsonObject): boolean {
  for (const name in message) {
    const value = message[name]
    if (typeof value !== 'string' || value === '') return false
    if (name === 'role' ? !ROLES.has(value) : name !== 'content') return false
  }
  return message['role'] !== undefined && message['content'] !== undefined
}

const ROLES = new Set(['system', 'user', 'assistant'])
