import { isObject } from '../../json/json-object.ts'
import type { JsonObject } from '../../json/json-object.ts'

/**
 * A list of ordinary messages, compact and without anything that a decoder may read in two ways. What is longer than its values
 * and their escapes are holds more: spaces, or a key twice.
 */
export function readMessages(text: string): readonly JsonObject[] | undefined {
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

const ROLES = new Set(['system', 'user', 'assistant'])
