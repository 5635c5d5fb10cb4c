import type { JsonObject } from '../../json/json-object.ts'
import { isObject } from '../../json/json-object.ts'
import {
  emptyArray,
  longArray,
  longString,
  missing,
  nameProblem,
  otherPattern,
  problem,
  wrongType,
} from './broken-rule.ts'
import type { BrokenRule } from './broken-rule.ts'

const ROLES = ['system', 'assistant', 'user', 'function', 'tool', 'developer']
const SPEAKER = '^[^\\s<|\\\\/>]+$'
const LONGEST_ID = 40
const MOST_CALLS = 128

/** What Azure has against the messages of a request. */
export function messagesProblem(given: unknown): BrokenRule | undefined {
  if (given === undefined) return missing('messages')
  if (!Array.isArray(given)) return wrongType('messages', 'an array of objects', given)
  if (given.length === 0) return emptyArray('messages')
  for (const [index, message] of given.entries()) {
    const broken = messageProblem(message, index)
    if (broken !== undefined) return broken
  }
  return turnsProblem(given as readonly JsonObject[])
}

function messageProblem(message: unknown, index: number): BrokenRule | undefined {
  const at = `messages[${index}]`
  if (!isObject(message)) return wrongType(at, 'an object', message)
  const { role, content, name } = message
  if (role === undefined) return missing(`${at}.role`)
  if (typeof role !== 'string') return wrongType(`${at}.role`, 'one of the known roles', role)
  if (!ROLES.includes(role)) {
    const known = ROLES.map((it) => `'${it}'`)
    return problem(
      `Invalid value: '${role}'. Supported values are: ${known.slice(0, -1).join(', ')}, and ${known.at(-1)}.`,
      `${at}.role`,
      'invalid_value',
    )
  }
  const isContent = isNone(content) || typeof content === 'string' || Array.isArray(content)
  if (!isContent) return wrongType(`${at}.content`, 'one of a string or array of objects', content)
  if (typeof name === 'string' && role !== 'function' && !new RegExp(SPEAKER).test(name))
    return otherPattern(`${at}.name`, SPEAKER)
  return callsProblem(message['tool_calls'], `${at}.tool_calls`) ?? idProblem(message, at)
}

function callsProblem(calls: unknown, at: string): BrokenRule | undefined {
  if (!Array.isArray(calls)) return undefined
  if (calls.length === 0) return emptyArray(at)
  if (calls.length > MOST_CALLS) return longArray(at, MOST_CALLS, calls.length)
  for (const [index, call] of calls.entries()) {
    if (!isObject(call)) return wrongType(`${at}[${index}]`, 'an object', call)
    const { id, function: called } = call
    if (typeof id === 'string' && id.length > LONGEST_ID)
      return longString(`${at}[${index}].id`, LONGEST_ID, id.length)
    const broken = isObject(called) ? nameProblem(called['name'], `${at}[${index}].function.name`) : undefined
    if (broken !== undefined) return broken
  }
  return undefined
}

function idProblem(message: JsonObject, at: string): BrokenRule | undefined {
  const id = message['tool_call_id']
  if (typeof id !== 'string' || id.length <= LONGEST_ID) return undefined
  return longString(`${at}.tool_call_id`, LONGEST_ID, id.length)
}

/** What no message breaks by itself: who answers which call, and content that only an assistant with calls may leave out. */
function turnsProblem(messages: readonly JsonObject[]): BrokenRule | undefined {
  const open = new Set<unknown>()
  let called = false
  for (const [index, message] of messages.entries()) {
    const isTool = message['role'] === 'tool'
    if (!isTool && open.size > 0) return unanswered(open, `messages.[${index}].role`)
    if (isTool && !called)
      return problem(
        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
        `messages.[${index}].role`,
        null,
      )
    if (isTool) {
      const id = message['tool_call_id']
      if (isNone(id)) return missing(`messages[${index}].tool_call_id`)
      if (!open.delete(id))
        return problem(
          `Invalid parameter: 'tool_call_id' of '${String(id)}' not found in 'tool_calls' of previous message.`,
          `messages.[${index}].tool_call_id`,
          null,
        )
    } else {
      const calls = message['role'] === 'assistant' ? message['tool_calls'] : undefined
      called = Array.isArray(calls)
      for (const call of called ? (calls as readonly JsonObject[]) : []) open.add(call['id'])
    }
    if (isNone(message['content']) && !mayBeSilent(message))
      return problem(
        "Invalid value for 'content': expected a string, got null.",
        `messages.[${index}].content`,
        null,
      )
  }
  return open.size > 0 ? unanswered(open, 'messages') : undefined
}

function unanswered(ids: ReadonlySet<unknown>, param: string): BrokenRule {
  return problem(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...ids].join(', ')}`,
    param,
    null,
  )
}

/** An assistant that calls, refuses or speaks needs no text. */
function mayBeSilent(message: JsonObject): boolean {
  if (message['role'] !== 'assistant') return false
  return ['tool_calls', 'function_call', 'refusal', 'audio'].some((key) => !isNone(message[key]))
}

function isNone(value: unknown): boolean {
  return value === undefined || value === null
}
