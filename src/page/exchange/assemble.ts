import { createParser } from 'eventsource-parser'
import { parsed } from '../read-exchange.ts'

/** An answer put together from its body: what a client's user sees. */
export interface Assembled {
  readonly text: string
  readonly reasoning: string
  readonly refusal: string
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string; readonly id: string }[]
  readonly finishReason: string | undefined
  readonly usage: Readonly<Record<string, unknown>> | undefined
  readonly error: unknown
  /** It ended with `data: [DONE]`. */
  readonly isDone: boolean
}

interface Part {
  readonly content?: unknown
  readonly reasoning?: unknown
  readonly reasoning_content?: unknown
  readonly refusal?: unknown
  readonly tool_calls?: readonly {
    readonly index?: number
    readonly id?: string
    readonly function?: { readonly name?: string; readonly arguments?: string }
  }[]
}

interface Body {
  readonly error?: unknown
  readonly usage?: Readonly<Record<string, unknown>> | null
  readonly choices?: readonly {
    readonly index?: number
    readonly finish_reason?: string | null
    readonly delta?: Part
    readonly message?: Part
  }[]
}

/** The frames of a stream as they were sent; undefined for a body that is no stream. */
export function framesOf(body: string): readonly string[] | undefined {
  if (!/^(?:data|event|id|:)/.test(body)) return undefined
  return body.split(/\r?\n\r?\n/).filter((frame) => frame !== '')
}

export function assemble(body: string): Assembled {
  const frames = framesOf(body)
  const events = frames === undefined ? [] : eventsOf(body)
  const bodies = frames === undefined ? [parsed(body)] : events.map(parsed)
  let text = ''
  let reasoning = ''
  let refusal = ''
  let finishReason: string | undefined
  let usage: Assembled['usage']
  let error: unknown
  const calls = new Map<number, { name: string; arguments: string; id: string }>()
  for (const value of bodies) {
    if (typeof value !== 'object' || value === null) continue
    const { choices, ...rest } = value as Body
    usage = rest.usage ?? usage
    error = rest.error ?? error
    const choice = choices?.find(({ index = 0 }) => index === 0)
    const part = choice?.delta ?? choice?.message
    finishReason = choice?.finish_reason ?? finishReason
    text += asText(part?.content)
    reasoning += asText(part?.reasoning_content ?? part?.reasoning)
    refusal += asText(part?.refusal)
    for (const [at, piece] of (part?.tool_calls ?? []).entries()) {
      const index = piece.index ?? at
      const known = calls.get(index) ?? { name: '', arguments: '', id: '' }
      calls.set(index, {
        name: known.name + asText(piece.function?.name),
        arguments: known.arguments + asText(piece.function?.arguments),
        id: known.id === '' ? asText(piece.id) : known.id,
      })
    }
  }
  const isDone = events.includes('[DONE]')
  return { text, reasoning, refusal, toolCalls: [...calls.values()], finishReason, usage, error, isDone }
}

/** The data of each event that a client sees: a block may begin with a comment, and one that was cut off is none. */
function eventsOf(body: string): readonly string[] {
  const found: string[] = []
  createParser({ onEvent: ({ data }) => found.push(data) }).feed(body)
  return found
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
