import { isObject } from '../../json/json-object.ts'
import { codecOf } from '../codec.ts'
import { wireBytes } from '../go-json/bytes.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import { readSteps } from '../stream/read-steps.ts'
import type { ReadSteps } from '../stream/read-steps.ts'
import type { MadeTurn } from './turn-kind.ts'

/** What the gateway reads in every answer of a reply: worked out once for each reply. */
export interface ReplyFacts {
  /** Replies with the same key are written in the same way, but for what follows. */
  readonly key: string
  /** The choices of a whole answer as they are written; '' in a stream. */
  readonly choices: string
  /** So many bytes more than characters. */
  readonly more: number
  /** The chunks of a stream. */
  readonly steps: ReadSteps | undefined
}

/** Undefined where the answers have to be read one by one. */
export function replyFacts(turn: MadeTurn, profile: GatewayProfile): ReplyFacts | undefined {
  const codec = codecOf(profile)
  if (turn.kind === 'whole') {
    const { choices: list, usage, ...rest } = turn.body
    const read = codec.choices.read(list)
    if (read === undefined) return undefined
    const { text } = read.encoded
    if (typeof wireBytes(text) !== 'string') return undefined
    const key = JSON.stringify(['whole', rest, detailsOf(usage)])
    return { key, choices: text, more: Buffer.byteLength(text) - text.length, steps: undefined }
  }
  const { envelope, usage, opening, patch, extra } = turn
  const steps = readSteps(turn.steps, codec, profile.streams)
  if (steps === undefined || patch !== undefined || extra !== undefined) return undefined
  const { id: _id, created: _created, ...rest } = envelope
  const { finishReason, finishForwarded, kept } = steps
  const ends = [finishReason, finishForwarded, kept.length, turn.steps.length]
  const key = JSON.stringify(['stream', rest, opening, detailsOf(usage), ends])
  return { key, choices: '', more: 0, steps }
}

/** Beside the three counts. One that is 0 may be left out where it is written. */
function detailsOf(usage: unknown): unknown {
  if (!isObject(usage)) return null
  const { prompt_tokens: _prompt, completion_tokens: completion, total_tokens: _total, ...details } = usage
  return [completion === 0, details]
}
