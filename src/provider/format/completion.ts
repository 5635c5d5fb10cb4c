import type { UpstreamAnswer, UpstreamWhole } from '../../contracts/upstream.ts'
import { joined } from '../answer/answer.ts'
import type { Answer, AnswerChoice } from '../answer/answer.ts'
import { FILTERED_PROMPT, SAFE } from './content-filter.ts'
import { AUDIO_CHUNKS } from './chunks.ts'
import { memoized } from '../memoized.ts'
import type { Pace } from '../timing/pace.ts'

/** An answer as Azure's `chat.completion`, all of it when the last token would have come. */
export function completionReply(answer: Answer, pace: Pace): UpstreamAnswer {
  const at = endOf(answer.choices, pace)
  return {
    kind: 'answer',
    status: 200,
    headers: [JSON_TYPE, ...answer.headers],
    headAt: at,
    body: [{ at, json: completionBody(answer) }],
    ending: 'end',
    endAt: at,
    ...(answer.patch === undefined ? {} : { patch: answer.patch }),
  }
}

const JSON_TYPE = ['content-type', 'application/json'] as const

/** The same of an answer that shares all but its identity with others of its reply. */
export function wholeReply(
  answer: Pick<SharedAnswer, 'choices' | 'body' | 'pieces'>,
  own: OwnPart,
  pace: Pace,
): UpstreamWhole {
  const { id, created, promptTokens, headers } = own
  const { pieces, body } = answer
  return {
    kind: 'whole',
    headers: [JSON_TYPE, ...headers],
    endAt: pieces === undefined ? endOf(answer.choices, pace) : pace.after(pieces),
    body,
    id,
    created,
    promptTokens,
  }
}

/** What all answers of a reply have in common. */
export interface SharedAnswer {
  readonly choices: readonly AnswerChoice[]
  /** How many pieces its streams have; undefined where one of them has a time of its own. */
  readonly pieces: number | undefined
  readonly body: UpstreamWhole['body']
  /** Tells the id of this answer from those of others to the same request. */
  readonly hash: number
  /** Those that are given. */
  readonly id: string | undefined
  readonly created: number | undefined
  /** What stands for its streams, without and with usage. */
  readonly streams: readonly [without: object, withUsage: object]
}

type OwnPart = Pick<UpstreamWhole, 'id' | 'created' | 'promptTokens' | 'headers'>

/** The body without what is an answer's own. */
export function wholeBody(answer: Omit<Answer, 'headers' | 'patch'>): UpstreamWhole['body'] {
  const usage = { completion_tokens: 0, ...answer.usage }
  const body = completionBody(Object.assign({}, answer, { id: '', created: 0 }))
  return Object.freeze(Object.assign(body, { usage }))
}

/** Put together member by member: of literals with another one spread into them each would be a kind of its own to the engine. */
export function completionBody(answer: Omit<Answer, 'headers' | 'patch'>) {
  const body: Record<string, unknown> = {
    choices: wholeChoices(answer.choices),
    created: answer.created,
    id: answer.id,
    model: answer.model,
    object: 'chat.completion',
    prompt_filter_results: FILTERED_PROMPT,
  }
  if (answer.serviceTier !== undefined) body['service_tier'] = answer.serviceTier
  body['system_fingerprint'] = answer.systemFingerprint
  body['usage'] = answer.usage
  return answer.extra === undefined ? body : Object.assign(body, answer.extra)
}

const wholeChoices = memoized((choices: readonly AnswerChoice[]) => choices.map(wholeChoice))

function wholeChoice(choice: AnswerChoice, index: number): object {
  const message: Record<string, unknown> = { annotations: choice.annotations }
  if (choice.audio !== undefined) message['audio'] = choice.audio
  message['content'] = contentOf(choice)
  if (choice.reasoning.length > 0) message['reasoning_content'] = choice.reasoning.join('')
  message['refusal'] = choice.refusal?.join('') ?? null
  message['role'] = 'assistant'
  if (choice.toolCalls.length > 0) {
    message['tool_calls'] = choice.toolCalls.map((call) => ({
      function: { arguments: call.arguments.join(''), name: call.name },
      id: call.id,
      type: call.type,
    }))
  }
  return {
    content_filter_results: choice.contentFilter ?? SAFE,
    finish_reason: choice.finishReason,
    index,
    logprobs: choice.logprobs ?? null,
    message: { ...message, ...choice.extra?.message },
    ...choice.extra?.choice,
  }
}

function contentOf(choice: AnswerChoice): string | null {
  if (choice.whole !== undefined) return choice.whole.text
  return choice.content === undefined ? null : joined(choice.content)
}

/** When the last chunk of the stream would have left: a whole answer takes as long as its stream. */
function endOf(choices: readonly AnswerChoice[], pace: Pace): number {
  let at = pace.firstAt
  for (const choice of choices) {
    at = pace.after(choice.reasoning.length)
    // The pieces of a text known as a whole are made only for those who read `content`.
    if (choice.whole === undefined) for (const { delayMs } of choice.content ?? []) pace.next(delayMs)
    else pace.after(choice.whole.pieces)
    at = pace.after(laterPieces(choice))
  }
  return at
}

/** Those behind the text. */
function laterPieces({ refusal, toolCalls, extra, audio }: AnswerChoice): number {
  let count =
    (refusal?.length ?? 0) + (extra === undefined ? 0 : 1) + (audio === undefined ? 0 : AUDIO_CHUNKS)
  for (const call of toolCalls) count += 1 + call.arguments.length
  return count
}

/** So many times are drawn for the choices; undefined where a piece has a time of its own. */
export function pacedPieces(choices: readonly AnswerChoice[]): number | undefined {
  let count = 0
  for (const choice of choices) {
    if (choice.whole === undefined && choice.content?.some(({ delayMs }) => delayMs !== undefined) === true)
      return undefined
    const text = choice.whole?.pieces ?? choice.content?.length ?? 0
    count += choice.reasoning.length + text + laterPieces(choice)
  }
  return count
}
