import type { ChunkStep } from '../../contracts/upstream.ts'
import { EventParts } from '../../plan/event-run.ts'
import type { Codec } from '../codec.ts'
import { wireBytes } from '../go-json/bytes.ts'
import type { StreamRules } from '../profiles/profile.ts'
import { carriesContent, hasReason } from './carried.ts'

/** A list of chunks as a release reads it, whoever's stream they are in. */
export interface ReadSteps {
  /** Those that go on, by their index. */
  readonly kept: readonly number[]
  /** The choices of each of them as the client gets them. */
  readonly parts: EventParts
  /** The last finish reason; undefined where there was none. */
  readonly finishReason: string | undefined
  /** A chunk with a finish reason went on. */
  readonly finishForwarded: boolean
}

/** Reads a list of chunks; undefined where one of them has to be read by itself. Done once for each list and release. */
export function readSteps(
  steps: readonly ChunkStep[],
  codec: Codec,
  rules: StreamRules,
): ReadSteps | undefined {
  let known = read.get(codec)
  if (known === undefined) read.set(codec, (known = new WeakMap()))
  let result = known.get(steps)
  if (result === undefined) known.set(steps, (result = make(steps, codec, rules) ?? UNREADABLE))
  return result === UNREADABLE ? undefined : result
}

const read = new WeakMap<Codec, WeakMap<readonly ChunkStep[], ReadSteps>>()

const UNREADABLE: ReadSteps = {
  kept: [],
  parts: new EventParts([]),
  finishReason: undefined,
  finishForwarded: false,
}

function make(steps: readonly ChunkStep[], codec: Codec, rules: StreamRules): ReadSteps | undefined {
  const kept: number[] = []
  const texts: string[] = []
  let finishReason: string | undefined
  let finishForwarded = false
  for (const [index, step] of steps.entries()) {
    const choices = codec.chunkChoices.read(step.choices)
    if (choices === undefined) return undefined
    const [choice] = choices.value
    if (choice === undefined) return undefined
    if (hasReason(choice)) finishReason = choice.finish_reason
    if (!carriesContent(choice.delta, rules)) continue
    const { text } = choices.encoded
    // A reason that stays behind while its chunk goes on, or bytes that are no text.
    if ((hasReason(choice) && !rules.finishStaysWithContent) || typeof wireBytes(text) !== 'string')
      return undefined
    if (hasReason(choice)) finishForwarded = true
    kept.push(index)
    texts.push(text)
  }
  return { kept, parts: new EventParts(texts), finishReason, finishForwarded }
}
