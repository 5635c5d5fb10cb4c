import { parsedObject } from '../../json/parsed.ts'
import { isObject } from '../../json/json-object.ts'
import type { JsonObject } from '../../json/json-object.ts'
import type { Importer } from '../imported.ts'
import { textIn } from './read-json.ts'

/** Fixtures of aimock 1.43: `{"fixtures": [{"match": {…}, "response": {…}}]}`. */
export const aimock: Importer = (text, name) => {
  const fixtures = parsedObject(text)?.['fixtures']
  if (!Array.isArray(fixtures)) return undefined
  const left: string[] = []
  const scenarios = fixtures.flatMap((fixture: unknown, index): JsonObject[] => {
    const leave = (why: string) => void left.push(`fixture ${index + 1}: ${why}`)
    const scenario = isObject(fixture) ? scenarioOf(fixture, `${name} ${index + 1}`, leave) : undefined
    return scenario === undefined ? [] : [scenario]
  })
  return { format: 'aimock fixtures', exchanges: [], scenarios, left }
}

type Leave = (why: string) => void

/** Keys of a match that a condition stands for. */
const CONDITIONS: Readonly<Record<string, (value: unknown) => JsonObject>> = {
  userMessage: (value) => ({ message: value }),
  systemMessage: (value) =>
    Array.isArray(value) ? { all: value.map((part) => ({ system: part as unknown })) } : { system: value },
  toolName: (value) => ({ tools: value }),
  model: (value) => ({ deployment: value }),
  responseFormat: (value) => ({ response_format: value }),
  toolResultContains: (value) => ({ tool_result: { content: value } }),
  turnIndex: (value) => ({ turn: Number(value) + 1 }),
}
const WITHOUT_MEANING = new Set(['endpoint', 'sequenceIndex'])

function scenarioOf(fixture: Record<string, unknown>, name: string, leave: Leave): JsonObject | undefined {
  const match = isObject(fixture['match']) ? fixture['match'] : {}
  const { endpoint = 'chat' } = match
  if (endpoint !== 'chat') return void leave(`it answers ${String(endpoint)}, not chat`)
  const outcome = outcomeOf(fixture['response'], leave)
  if (outcome === undefined) return undefined
  const unknown = Object.keys(match).filter((key) => !(key in CONDITIONS) && !WITHOUT_MEANING.has(key))
  if (unknown.length > 0) leave(`no condition says ${unknown.join(', ')}`)
  const when = Object.assign(
    {},
    ...Object.entries(match).map(([key, value]) => CONDITIONS[key]?.(value) ?? {}),
  ) as JsonObject
  const isFirst = match['sequenceIndex'] === undefined
  if (!isFirst)
    leave(
      `it was answer ${Number(match['sequenceIndex']) + 1} of its match; here it answers call ${Number(match['sequenceIndex']) + 1}`,
    )
  return {
    name: `imported ${name}`,
    ...(isFirst && Object.keys(when).length === 0
      ? {}
      : { when: isFirst ? when : { ...when, call: Number(match['sequenceIndex']) + 1 } }),
    ...outcome,
    ...(typeof fixture['latency'] === 'number' ? { timing: { first_token_ms: fixture['latency'] } } : {}),
  }
}

function outcomeOf(response: unknown, leave: Leave): JsonObject | undefined {
  if (!isObject(response)) return void leave('its response is no map')
  const { content, toolCalls, error, status = 200, reasoning, retryAfter } = response
  if (isObject(error)) {
    const headers = retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }
    return { upstream: { status, ...headers, body: { error } } }
  }
  const calls = Array.isArray(toolCalls) ? toolCalls.filter(isObject).map(toolCallOf) : []
  if (typeof content !== 'string' && calls.length === 0)
    return void leave('its response is neither text, tool calls nor an error')
  return {
    reply: {
      ...(typeof reasoning === 'string' ? { reasoning } : {}),
      ...(typeof content === 'string' ? { text: content } : {}),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    },
  }
}

function toolCallOf(call: Record<string, unknown>): JsonObject {
  const written = call['arguments']
  const value = typeof written === 'string' ? (parsedObject(written) ?? written) : written
  const id = textIn(call, 'id')
  return { name: textIn(call, 'name'), arguments: value, ...(id === '' ? {} : { id }) }
}
