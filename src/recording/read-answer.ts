import { parsed } from '../json/parsed.ts'
import { isObject } from '../json/json-object.ts'
import type { JsonObject } from '../json/json-object.ts'

/** What the model said in an answer, put together from its body. */
export interface ReadAnswer {
  readonly text: string
  readonly reasoning: string
  readonly refusal: string
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[]
  readonly finishReason: string | undefined
  /** A stream that ended with `data: [DONE]`, or a whole body. */
  readonly isWhole: boolean
}

/** Reads the body of an answer, whole or a stream of events; `undefined` for anything else, an error among it. */
export function readAnswer(body: string): ReadAnswer | undefined {
  const frames = framesIn(body)
  const values = frames === undefined ? [parsed(body)] : frames.map(parsed)
  const bodies = values.filter(isObject)
  const parts = bodies.flatMap(firstChoice)
  if (parts.length === 0 || bodies.some((it) => it['error'] !== undefined && it['error'] !== null))
    return undefined
  const messages = parts.map((choice) => choice['delta'] ?? choice['message']).filter(isObject)
  const all = (key: string) => messages.map((message) => textOf(message[key])).join('')
  return {
    text: all('content'),
    reasoning: all('reasoning_content') || all('reasoning'),
    refusal: all('refusal'),
    toolCalls: toolCallsIn(messages, frames !== undefined),
    finishReason: parts.map((choice) => textOf(choice['finish_reason'])).findLast((it) => it !== ''),
    isWhole: frames === undefined || frames.includes('[DONE]'),
  }
}

/** The data of each event of a stream; `undefined` for a body that is none. */
function framesIn(body: string): readonly string[] | undefined {
  if (!/^(?:data|event|id|retry|:)/.test(body)) return undefined
  return body.split(/\r?\n\r?\n/).flatMap((event) => {
    const data = event.split(/\r?\n/).filter((line) => line.startsWith('data:'))
    return data.length === 0 ? [] : [data.map((line) => line.slice(5).replace(/^ /, '')).join('\n')]
  })
}

function firstChoice({ choices }: JsonObject): JsonObject[] {
  const list = Array.isArray(choices) ? choices.filter(isObject) : []
  return list.filter(({ index = 0 }) => index === 0)
}

/** Pieces of a stream say which call they are of; in a whole answer some releases say 0 of each. */
function toolCallsIn(messages: readonly JsonObject[], isStream: boolean): ReadAnswer['toolCalls'] {
  const calls = new Map<number, { id: string; name: string; arguments: string }>()
  for (const { tool_calls: pieces } of messages) {
    for (const [at, piece] of (Array.isArray(pieces) ? pieces.filter(isObject) : []).entries()) {
      const index = isStream && typeof piece['index'] === 'number' ? piece['index'] : at
      const made = isObject(piece['function']) ? piece['function'] : {}
      const known = calls.get(index) ?? { id: '', name: '', arguments: '' }
      calls.set(index, {
        id: known.id || textOf(piece['id']),
        name: known.name + textOf(made['name']),
        arguments: known.arguments + textOf(made['arguments']),
      })
    }
  }
  return [...calls.values()]
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
