import { isObject } from '../json/json-object.ts'
import type { JsonObject } from '../json/json-object.ts'
import { lastUserText, systemText, toolResults, turnOf } from '../request/chat-request.ts'
import type { ChatRequest } from '../request/chat-request.ts'
import { parsePath, valueAt } from '../scenario/match/body-path.ts'
import { suggest } from '../shape/shape.ts'
import { MATCH_KEYS } from './match-keys.ts'
import type { MatchKey } from './match-keys.ts'
import type { Redaction } from './secrets.ts'

type Condition = (request: ChatRequest, redaction: Redaction) => JsonObject

const CONDITIONS: Readonly<Record<MatchKey, Condition>> = {
  session: ({ session }) => (session === '' ? {} : { session }),
  deployment: ({ deployment }) => (deployment === '' ? {} : { deployment }),
  model: ({ model }) => (model === '' ? {} : { model: { equals: model } }),
  message: (request, redaction) => {
    const text = lastUserText(request)
    return text === '' ? {} : { message: redaction.matcher(text) }
  },
  messages: (request, redaction) => ({ body: wholeMessages(request, redaction) }),
  system: (request, redaction) => {
    const text = systemText(request)
    return text === '' ? {} : { system: redaction.matcher(text) }
  },
  turn: (request) => (turnOf(request) > 1 ? { turn: turnOf(request) } : {}),
  stream: ({ stream }) => ({ stream }),
  tools: ({ tools }) => ({ tools: tools.length > 0 && tools }),
  tool_choice: ({ body: { tool_choice: choice } }) => {
    const made = isObject(choice) ? choice['function'] : undefined
    const name = isObject(made) ? made['name'] : choice
    return typeof name === 'string' ? { tool_choice: { equals: name } } : {}
  },
  tool_result: (request, redaction) => {
    const last = toolResults(request).at(-1)
    return last === undefined
      ? {}
      : { tool_result: { name: last.name, content: redaction.matcher(last.content) } }
  },
  response_format: ({ body: { response_format: format } }) =>
    isObject(format) && typeof format['type'] === 'string'
      ? { response_format: { equals: format['type'] } }
      : {},
}

/** Before a path in the body. */
const BODY = 'body.'

/** Why a name is nothing that can be compared, and what could be; undefined where it is. */
export function matchProblem(key: string): string | undefined {
  if (
    Object.hasOwn(CONDITIONS, key) ||
    (key.startsWith(BODY) && parsePath(key.slice(BODY.length)) !== undefined)
  )
    return undefined
  return `${JSON.stringify(key)} is nothing that can be compared; ${suggest(key, [...MATCH_KEYS, 'body.PATH'])}`
}

/** The conditions that a request like this one fits. */
export function whenOf(request: ChatRequest, keys: readonly string[], redaction: Redaction): JsonObject {
  const found: Record<string, unknown> = {}
  for (const key of keys) {
    const made = key.startsWith(BODY)
      ? { body: { [key.slice(BODY.length)]: bodyTest(request, key.slice(BODY.length), redaction) } }
      : CONDITIONS[key as MatchKey](request, redaction)
    for (const [name, condition] of Object.entries(made))
      found[name] = name === 'body' ? { ...(found[name] as object), ...(condition as object) } : condition
  }
  return found
}

/** Each message is compared as a whole; without its secrets by what stands around them. */
function wholeMessages({ body, messages }: ChatRequest, redaction: Redaction): JsonObject {
  const text = JSON.stringify(body['messages'])
  if (redaction.text(text) === text) return { messages: { equals: body['messages'] } }
  const tests = messages.flatMap((message, at) => [
    [`messages[${at}].role`, { equals: message.role }],
    ...(message.text === '' ? [] : [[`messages[${at}].content`, redaction.matcher(message.text)]]),
  ])
  return {
    ...(Object.fromEntries(tests) as JsonObject),
    [`messages[${messages.length}]`]: { exists: false },
  }
}

function bodyTest({ body }: ChatRequest, path: string, redaction: Redaction): JsonObject {
  const value = valueAt(body, parsePath(path)!)
  if (value === undefined) return { exists: false }
  return typeof value === 'string' ? redaction.matcher(value) : { equals: value }
}
