import type { JsonObject } from '../../json/json-object.ts'
import { readMessages } from './ordinary-messages.ts'

/** Shorter ones are read as quickly as they are found. Characters. */
const LEAST = 4096
/** So many are kept, and so many characters of them. */
const MOST = 16
const MOST_CHARACTERS = 8 * 1024 * 1024

/** A list of messages that was read. */
interface Conversation {
  /** Its text up to the end of the last message, and of the one before. */
  readonly text: string
  readonly earlier: string
  /** Frozen: they are shared by all requests that repeat them. */
  readonly messages: readonly JsonObject[]
}

/**
 * Long conversations: a client that goes on with one sends all of it again. What begins with the text of one that was read is not
 * read again.
 */
export class Conversations {
  /** The one that was used last comes first. */
  #known: Conversation[] = []

  /** The messages of a JSON list; undefined where they are not ordinary. */
  read(text: string): readonly JsonObject[] | undefined {
    if (text.length < LEAST) return readMessages(text)
    for (const known of this.#known) {
      const all = startsWith(text, known.text)
      if (!all && !startsWith(text, known.earlier)) continue
      const begun = all ? known.messages : known.messages.slice(0, -1)
      const more = readRest(text, all ? known.text.length : known.earlier.length)
      if (more === undefined) continue
      const messages = [...begun, ...more]
      this.#keep(text, messages, known)
      return messages
    }
    const messages = readMessages(text)?.map((message) => Object.freeze(message))
    if (messages !== undefined) this.#keep(text, messages)
    return messages
  }

  #keep(text: string, messages: readonly JsonObject[], instead?: Conversation): void {
    const last = JSON.stringify(messages.at(-1))
    // Written in another way it is not found again.
    if (!text.endsWith(`,${last}]`) || text.length > MOST_CHARACTERS / MOST) return
    const conversation = { text: text.slice(0, -1), earlier: text.slice(0, -last.length - 2), messages }
    const others = this.#known.filter((it) => it !== instead)
    this.#known = [conversation, ...others.slice(0, MOST - 1)]
  }
}

/** Of an empty beginning nothing is known. `===` compares memory; `startsWith` goes from character to character. */
function startsWith(text: string, beginning: string): boolean {
  return beginning.length > 1 && text.slice(0, beginning.length) === beginning
}

/** What follows the messages before `from`, up to the end of the list. */
function readRest(text: string, from: number): readonly JsonObject[] | undefined {
  if (text.length === from + 1 && text.endsWith(']')) return []
  if (text[from] !== ',') return undefined
  return readMessages(`[${text.slice(from + 1)}`)?.map((message) => Object.freeze(message))
}
