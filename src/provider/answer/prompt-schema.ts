import { parsed } from '../../json/parsed.ts'
import { isObject } from '../../json/json-object.ts'
import type { ChatRequest } from '../../request/chat-request.ts'

export interface PromptSchema {
  readonly schema: object
  /** The text around it wants nothing but JSON. */
  readonly isDemanded: boolean
}

/** Longer messages are documents, and are not searched. */
const LONGEST = 50_000
/** Tries to read an object, in one message. */
const MOST_TRIES = 100

/** Words that ask for JSON, beside the word itself. */
const DEMANDS =
  /\b(?:only|alone|nothing else|respond|reply|answer|output|return|conforms?|adhere|compl(?:y|iant)|formatted)\b/i

/** The last JSON Schema of an object in a request's messages: how models without structured outputs are told what to write. */
export function promptSchema({ messages }: ChatRequest): PromptSchema | undefined {
  for (const { role, text } of messages.toReversed()) {
    if (role === 'assistant' || role === 'tool' || !mayHoldSchema(text)) continue
    const found = lastSchema(text)
    if (found === undefined) continue
    const around = text.slice(0, found.from) + text.slice(found.to)
    const isDemanded = '$schema' in found.schema || (/\bjson\b/i.test(around) && DEMANDS.test(around))
    return { schema: found.schema, isDemanded }
  }
  return undefined
}

function mayHoldSchema(text: string): boolean {
  return text.length <= LONGEST && text.includes('"properties"')
}

function lastSchema(text: string): { schema: object; from: number; to: number } | undefined {
  let found: { schema: object; from: number; to: number } | undefined
  let from = text.indexOf('{')
  for (let tries = 0; from !== -1 && tries < MOST_TRIES; tries++) {
    const to = endOfObject(text, from)
    const value = to === undefined ? undefined : parsed(text.slice(from, to))
    if (isObjectSchema(value)) found = { schema: value, from, to: to! }
    from = text.indexOf('{', value === undefined ? from + 1 : to)
  }
  return found
}

/** Behind the brace that closes the one at `from`; braces in texts do not count. */
function endOfObject(text: string, from: number): number | undefined {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const letter = text[at]
    if (letter === '"') {
      at = endOfText(text, at)
      if (at === -1) return undefined
    } else if (letter === '{') depth++
    else if (letter === '}' && --depth === 0) return at + 1
  }
  return undefined
}

function endOfText(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  return -1
}

/** The type may be missing: some libraries leave it out. */
function isObjectSchema(value: unknown): value is object {
  if (!isObject(value) || !isObject(value['properties'])) return false
  const { type = 'object', properties } = value
  return type === 'object' && Object.values(properties as object).every((it) => isObject(it) || it === true)
}
