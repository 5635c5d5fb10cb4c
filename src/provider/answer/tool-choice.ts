import type { Random } from '../../random/random.ts'
import { isObject } from '../../json/json-object.ts'
import type { FakeSpec } from '../../scenario/outcome.ts'
import type { AnswerToolCall } from './answer.ts'
import type { Call } from '../call.ts'
import { toolCallId } from '../format/response-metadata.ts'
import { generateArguments } from './generated-values.ts'
import { offeredTools } from '../parameters/tool-rules.ts'

export interface DemandedCalls {
  readonly toolCalls: readonly AnswerToolCall[]
  readonly finishReason: string
}

/** The tool calls that `tool_choice` demands, within `most` tokens: in every turn, whatever tools were called before. */
export function forcedCalls(
  spec: FakeSpec,
  call: Call,
  random: Random,
  most: number,
): DemandedCalls | undefined {
  const names = forcedNames(call.upstream.value, random.fork('tool'))
  if (names.length === 0) return undefined
  let left = most
  const toolCalls = names.flatMap((name, index) => {
    if (left <= 0) return []
    const own = random.fork(`tool call ${index}`)
    const value = generateArguments(name, { full: spec.full === true }, call, own.fork('arguments'))
    const pieces = call.tokenizer.tokenize(JSON.stringify(value))
    const kept = pieces.slice(0, left)
    left -= pieces.length
    return [{ id: toolCallId(own), type: 'function', name, arguments: kept }]
  })
  return { toolCalls, finishReason: left < 0 ? 'length' : 'tool_calls' }
}

/**
 * One tool; as many as two where the client says that they may run side by side. Where any will do it is one that was not
 * called yet: agents that take their answer as a tool's arguments come to an end so.
 */
function forcedNames(value: { readonly [key: string]: unknown }, random: Random): readonly string[] {
  const offered = offeredTools(value['tools'])
  const choice = value['tool_choice']
  if (offered.length === 0) return []
  if (choice === 'required') {
    const called = calledTools(value['messages'])
    const fresh = offered.filter((name) => !called.has(name))
    const first = random.pick(fresh.length > 0 ? fresh : offered)
    const others = offered.filter((name) => name !== first)
    if (value['parallel_tool_calls'] !== true || others.length === 0) return [first]
    return [first, random.pick(others)]
  }
  const named = isObject(choice) && isObject(choice['function']) ? choice['function']['name'] : undefined
  return typeof named === 'string' ? [named] : []
}

function calledTools(messages: unknown): ReadonlySet<unknown> {
  const names = new Set<unknown>()
  for (const message of Array.isArray(messages) ? messages : []) {
    const calls: unknown = isObject(message) ? message['tool_calls'] : undefined
    for (const call of Array.isArray(calls) ? calls : [])
      if (isObject(call) && isObject(call['function'])) names.add(call['function']['name'])
  }
  return names
}
