import { isObject } from '../../json/json-object.ts'
import type { JsonObject } from '../../json/json-object.ts'

/**
 * A list of ordinary messages, compact and without anything that a decoder may read in two ways. What is longer than its values
 * and their escapes are holds more: spaces, or a key twice.
 */
export function readMessages(text: string): readonly JsonObject[] | undefined {
  return plainMessages(text) ?? parsedMessages(text)
}

/** Of few characters and without an escape, each a role and a text behind it: `JSON.parse` would take five times as long. */
function plainMessages(text: string): readonly JsonObject[] | undefined {
  if (text.length > SHORT || ESCAPED.test(text)) return undefined
  const messages: JsonObject[] = []
  let at = 0
  do {
    const role = roleAt(text, at + 1)
    if (role === undefined) return undefined
    const begin = at + 1 + role.opening.length
    const end = text.indexOf('"', begin)
    if (end <= begin || !text.startsWith('"}', end)) return undefined
    messages.push({ role: role.name, content: text.slice(begin, end) })
    at = end + 2
  } while (text[at] === ',')
  return text[0] === '[' && text[at] === ']' && at + 1 === text.length ? messages : undefined
}

const SHORT = 1024
// oxlint-disable-next-line no-control-regex -- JSON has them as escapes alone
const ESCAPED = /[\\\x00-\x1f]/

function roleAt(text: string, at: number) {
  for (const role of OPENINGS) if (text.startsWith(role.opening, at)) return role
  return undefined
}

function parsedMessages(text: string): readonly JsonObject[] | undefined {
  if (text.includes(NUMBERED)) return undefined
  const messages = parsed(text)
  if (!Array.isArray(messages) || messages.length === 0) return undefined
  let length = 1 + messages.length
  for (const message of messages) {
    if (!isOrdinary(message)) return undefined
    length += 1
    for (const name in message) length += MARKS + name.length + (message[name] as string).length
  }
  return length + escapesIn(text) === text.length ? (messages as JsonObject[]) : undefined
}

const ROLES = new Set(['system', 'user', 'assistant'])
const OPENINGS = [...ROLES].map((name) => ({ name, opening: `{"role":"${name}","content":"` }))

/** Begins an escape by number. */
const NUMBERED = String.raw`\u`
/** Quotes, a colon and a comma. */
const MARKS = 6

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Each of two characters. */
function escapesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\\'); at !== -1; at = text.indexOf('\\', at + 2)) count++
  return count
}

/** A role and a text. */
export function isOrdinary(message: unknown): message is JsonObject {
  if (!isObject(message)) return false
  for (const name in message) {
    const value = message[name]
    if (typeof value !== 'string' || value === '') return false
    if (name === 'role' ? !ROLES.has(value) : name !== 'content') return false
  }
  return message['role'] !== undefined && message['content'] !== undefined
}
