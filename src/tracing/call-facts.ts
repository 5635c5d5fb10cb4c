import { createParser } from 'eventsource-parser'
import { writtenOut } from '../contracts/upstream.ts'
import type { ProviderTurn, UpstreamAnswer, UpstreamReply, UpstreamRequest } from '../contracts/upstream.ts'
import { isObject } from '../json/json-object.ts'
import type { JsonObject } from '../json/json-object.ts'
import type { Bytes } from '../message/bytes.ts'
import { headerValue } from '../message/headers.ts'

/** What became of a call to a deployment. Times are ms since the call, as planned. */
export interface CallFacts {
  readonly status?: number
  /** What went wrong, in a word: `reset`, `timeout`, `503`. */
  readonly problem?: string
  /** When the first piece of the reply itself arrived, of a stream alone. */
  readonly firstMs?: number | undefined
  readonly endMs: number
  readonly said: Said
}

/** What an answer says of itself. */
export interface Said {
  id?: string
  model?: string
  fingerprint?: string
  /** By the choice's index. */
  readonly finishReasons: string[]
  usage?: JsonObject
}

export function callFacts(turn: ProviderTurn, { patienceMs = Infinity, stream }: UpstreamRequest): CallFacts {
  const facts = factsOf(turn, stream)
  if (facts.endMs <= patienceMs && facts.problem !== 'hang') return facts
  const endMs = Number.isFinite(patienceMs) ? patienceMs : facts.endMs
  return { ...facts, endMs, problem: 'timeout' }
}

function factsOf(turn: ProviderTurn, stream: boolean): CallFacts {
  switch (turn.kind) {
    case 'gateway-error': {
      const { status, type } = turn.spec
      return { endMs: 0, problem: String(status ?? type ?? 'error'), said: { finishReasons: [] } }
    }
    case 'wire':
      return replyFacts(turn.answer, stream)
    default:
      return replyFacts(writtenOut(turn) as UpstreamReply, stream)
  }
}

function replyFacts(reply: UpstreamReply, stream: boolean): CallFacts {
  if (reply.kind === 'none') return { endMs: reply.at, problem: reply.why, said: { finishReasons: [] } }
  const { status, ending, endAt } = reply
  const said: Said = { finishReasons: [] }
  let firstMs: number | undefined
  for (const { at, value } of valuesOf(reply)) {
    if (stream && firstMs === undefined && holdsReply(value)) firstMs = at
    take(value, said)
  }
  const problem = status >= 400 ? String(status) : ending === 'end' ? undefined : ending
  return {
    status,
    endMs: endAt,
    said,
    ...(firstMs === undefined ? {} : { firstMs }),
    ...(problem === undefined ? {} : { problem }),
  }
}

/** The JSON objects of a body, each with its time. */
function valuesOf({ body, headers }: UpstreamAnswer): readonly { at: number; value: JsonObject }[] {
  const values: { at: number; value: JsonObject }[] = []
  const add = (at: number, value: unknown) => isObject(value) && values.push({ at, value })
  const isStream = headerValue(headers, 'content-type')?.startsWith('text/event-stream') === true
  let at = 0
  let text = ''
  const parser = createParser({ onEvent: ({ data }) => add(at, parsed(data)) })
  for (const piece of body) {
    at = piece.at
    if ('json' in piece) add(at, piece.json)
    else if ('event' in piece) add(at, piece.event)
    else if (isStream) parser.feed(textOf(piece.data))
    else text += textOf(piece.data)
  }
  if (text !== '') add(at, parsed(text))
  return values
}

function textOf(data: Bytes): string {
  return typeof data === 'string' ? data : new TextDecoder().decode(data)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether an event of a stream holds a part of the reply, in either protocol: a role alone is none. */
function holdsReply({ choices, type }: JsonObject): boolean {
  if (type === 'content_block_delta') return true
  return objects(choices).some(({ delta }) =>
    ['content', 'reasoning', 'refusal', 'tool_calls'].some((key) => {
      const part = isObject(delta) ? delta[key] : undefined
      return (typeof part === 'string' && part !== '') || Array.isArray(part)
    }),
  )
}

/** What one object of an answer adds: of chat completions, or of the Messages API, where a stream tells it in parts. */
function take(value: JsonObject, said: Said): void {
  const { id, model, system_fingerprint: fingerprint } = isObject(value['message']) ? value['message'] : value
  if (typeof id === 'string' && id !== '') said.id = id
  if (typeof model === 'string' && model !== '') said.model = model
  if (typeof fingerprint === 'string') said.fingerprint = fingerprint
  for (const [place, choice] of objects(value['choices']).entries()) {
    const { index, finish_reason: reason } = choice
    if (typeof reason === 'string') said.finishReasons[typeof index === 'number' ? index : place] = reason
  }
  const stopped =
    value['stop_reason'] ?? (isObject(value['delta']) ? value['delta']['stop_reason'] : undefined)
  if (typeof stopped === 'string') said.finishReasons[0] = stopped
  const usage = value['usage'] ?? (isObject(value['message']) ? value['message']['usage'] : undefined)
  if (isObject(usage)) said.usage = { ...said.usage, ...usage }
}

function objects(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}
