import type { ChunkStep, UpstreamStream } from '../../contracts/upstream.ts'
import type { Answer, AnswerChoice } from '../answer/answer.ts'
import { FILTERED_PROMPT } from './content-filter.ts'
import { callDeltas } from './call-deltas.ts'
import { memoized } from '../memoized.ts'
import type { Pace } from '../timing/pace.ts'

/** An answer as Azure's stream of `chat.completion.chunk` events. Choices take turns one after the other. */
export function streamReply(
  answer: Answer,
  pace: Pace,
  includeUsage: boolean,
  shared?: object,
): UpstreamStream {
  const { created, id, model, serviceTier, systemFingerprint: fingerprint, extra, patch } = answer
  const object = 'chat.completion.chunk'
  const steps = chunkSteps(answer.choices)
  // oxlint-disable-next-line unicorn/no-new-array -- of the right length from the beginning, which `Array.from` takes ten times as long for
  const times = new Array<number>(steps.length)
  let at = pace.firstAt
  for (let index = 0; index < steps.length; index++) {
    const { paced, delayMs } = steps[index]!
    if (paced) at = pace.next(delayMs)
    times[index] = at
  }
  return {
    kind: 'stream',
    shared,
    headers: [EVENT_STREAM, ...answer.headers],
    headAt: pace.firstAt,
    opening: PROMPT_FILTER,
    envelope:
      serviceTier === undefined
        ? { created, id, model, object, system_fingerprint: fingerprint }
        : { created, id, model, object, service_tier: serviceTier, system_fingerprint: fingerprint },
    steps,
    times,
    extra: extra && { step: lastForwarded(steps), members: extra },
    usage: includeUsage ? answer.usage : undefined,
    endAt: at,
    patch,
  }
}

const EVENT_STREAM = ['content-type', 'text/event-stream; charset=utf-8'] as const

/** The gateway drops a chunk that brings nothing but the end. */
function lastForwarded(steps: readonly PacedStep[]): number {
  return Math.max(
    0,
    steps.findLastIndex(({ paced }) => paced),
  )
}

const PROMPT_FILTER = {
  choices: [],
  created: 0,
  id: '',
  model: '',
  object: '',
  prompt_filter_results: FILTERED_PROMPT,
}

/** The `choices` of one chunk. `paced`: it waits for its turn; otherwise it comes together with the one before. */
interface PacedStep extends ChunkStep {
  readonly paced: boolean
  readonly delayMs?: number
}

const chunkSteps = memoized((choices: readonly AnswerChoice[]): readonly PacedStep[] =>
  choices.flatMap(stepsOf),
)

function stepsOf(choice: AnswerChoice, index: number): readonly PacedStep[] {
  const steps: PacedStep[] = []
  const delta = (
    it: object,
    options: { logprobs?: object | null; delayMs?: number; paced?: boolean } = {},
  ) => {
    const { logprobs = null, delayMs, paced = true } = options
    const choices = [{ content_filter_results: {}, delta: it, finish_reason: null, index, logprobs }]
    steps.push(delayMs === undefined ? { choices, paced } : { choices, paced, delayMs })
  }
  const callsOnly = choice.toolCalls.length > 0 && choice.content === undefined
  // Who speaks is said together with the first thing said.
  if (!callsOnly) delta({ content: '', refusal: null, role: 'assistant' }, { paced: false })
  for (const text of choice.reasoning) delta({ reasoning_content: text })
  const content = choice.content ?? []
  const say = (from: number, to: number) => {
    for (let at = from; at < to; at++) {
      const { text, delayMs } = content[at]!
      delta(
        { content: text },
        { logprobs: logprobsOf(choice, at), ...(delayMs === undefined ? {} : { delayMs }) },
      )
    }
  }
  let opening: object = callsOnly ? { content: null, refusal: null, role: 'assistant' } : {}
  const callTools = (from: number, to: number) => {
    for (const calls of callDeltas(choice.toolCalls.slice(from, to), from, choice.callStream)) {
      delta(Object.assign({}, opening, { tool_calls: calls }))
      opening = {}
    }
  }
  if (choice.blocks === undefined) say(0, content.length)
  for (const text of choice.refusal ?? []) delta({ refusal: text })
  if (choice.blocks === undefined) callTools(0, choice.toolCalls.length)
  let said = 0
  for (const block of choice.blocks ?? []) {
    if ('pieces' in block) say(said, (said += block.pieces))
    else callTools(block.call, block.call + 1)
  }
  if (choice.extra !== undefined)
    delta(
      { refusal: choice.refusal?.join(''), ...choice.extra.message },
      { logprobs: choice.logprobs ?? null },
    )
  if (choice.audio !== undefined) for (const part of audioParts(choice.audio)) delta({ audio: part })
  if (choice.annotations.length > 0) delta({ annotations: choice.annotations }, { paced: false })
  const last = { delta: {}, finish_reason: choice.finishReason, index, logprobs: null }
  const filter = choice.contentFilter ?? {}
  steps.push({
    choices: [{ content_filter_results: filter, ...last, ...choice.extra?.choice }],
    paced: false,
  })
  return steps
}

/** The log probabilities that belong to the n-th piece of the text. */
function logprobsOf(choice: AnswerChoice, at: number): object | null {
  const content = choice.logprobs?.['content']
  const entry: unknown = Array.isArray(content) ? content[at] : undefined
  return entry === undefined ? null : { content: [entry], refusal: null }
}

/** Audio comes as its id and transcript, its data, and when it expires. */
export const AUDIO_CHUNKS = 3
function audioParts(audio: { readonly [key: string]: unknown }): readonly object[] {
  const { id, transcript, data, expires_at: expires } = audio
  return [{ id, transcript }, { data }, { expires_at: expires }]
}
