import type { UpstreamAnswer, UpstreamPiece } from '../upstream.ts'
import { joined } from './answer.ts'
import type { Answer, AnswerChoice } from './answer.ts'
import { FILTERED_PROMPT, SAFE } from './content-filter.ts'
import type { Pace } from './pace.ts'

/** An answer as Azure's `chat.completion`, all of it when the last token would have come. */
export function completionReply(answer: Answer, pace: Pace): UpstreamAnswer {
  const at = endOf(answer, pace)
  return {
    kind: 'answer',
    status: 200,
    headers: [['content-type', 'application/json'], ...answer.headers],
    headAt: at,
    body: [{ at, json: completionBody(answer) }],
    ending: 'end',
    endAt: at,
    ...(answer.patch === undefined ? {} : { patch: answer.patch }),
  }
}

function completionBody(answer: Answer): object {
  return {
    choices: answer.choices.map(wholeChoice),
    created: answer.created,
    id: answer.id,
    model: answer.model,
    object: 'chat.completion',
    prompt_filter_results: FILTERED_PROMPT,
    ...serviceTier(answer),
    system_fingerprint: answer.systemFingerprint,
    usage: answer.usage,
  }
}

function wholeChoice(choice: AnswerChoice, index: number): object {
  const message: Record<string, unknown> = { annotations: choice.annotations }
  if (choice.audio !== undefined) message['audio'] = choice.audio
  message['content'] = choice.content === undefined ? null : joined(choice.content)
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
    message,
  }
}

/** An answer as Azure's stream of `chat.completion.chunk` events. Choices take turns one after the other. */
export function streamReply(answer: Answer, pace: Pace, includeUsage: boolean): UpstreamAnswer {
  const chunks = new ChunkList(answer)
  chunks.add(pace.firstAt, {
    choices: [],
    created: 0,
    id: '',
    model: '',
    object: '',
    prompt_filter_results: FILTERED_PROMPT,
  })
  for (const [index, choice] of answer.choices.entries()) chunks.addChoice(choice, index, pace)
  if (includeUsage) chunks.add(chunks.lastAt, { ...chunks.envelope, choices: [], usage: answer.usage })
  return {
    kind: 'answer',
    status: 200,
    headers: [['content-type', 'text/event-stream; charset=utf-8'], ...answer.headers],
    headAt: pace.firstAt,
    body: [...chunks.pieces, { at: chunks.lastAt, data: 'data: [DONE]\n\n' }],
    ending: 'end',
    endAt: chunks.lastAt,
    ...(answer.patch === undefined ? {} : { patch: answer.patch }),
  }
}

class ChunkList {
  readonly pieces: UpstreamPiece[] = []
  readonly envelope: object
  lastAt = 0

  constructor(answer: Answer) {
    const { created, id, model } = answer
    this.envelope = {
      created,
      id,
      model,
      object: 'chat.completion.chunk',
      ...serviceTier(answer),
      system_fingerprint: answer.systemFingerprint,
    }
  }

  add(at: number, event: object): void {
    this.lastAt = at
    this.pieces.push({ at, event })
  }

  addChoice(choice: AnswerChoice, index: number, pace: Pace): void {
    const delta = (at: number, it: object, logprobs: object | null = null) =>
      this.add(at, {
        ...this.envelope,
        choices: [{ content_filter_results: {}, delta: it, finish_reason: null, index, logprobs }],
      })
    const [firstCall] = choice.toolCalls
    const opening = { content: firstCall === undefined ? '' : null, refusal: null, role: 'assistant' }
    if (firstCall === undefined || choice.content !== undefined)
      delta(pace.next(), { ...opening, content: '' })
    for (const text of choice.reasoning) delta(pace.next(), { reasoning_content: text })
    for (const [at, piece] of (choice.content ?? []).entries()) {
      delta(pace.next(piece.delayMs), { content: piece.text }, logprobsOf(choice, at))
    }
    for (const text of choice.refusal ?? []) delta(pace.next(), { refusal: text })
    for (const [at, call] of choice.toolCalls.entries()) {
      const begin = { function: { arguments: '', name: call.name }, id: call.id, index: at, type: call.type }
      delta(
        pace.next(),
        at === 0 && choice.content === undefined
          ? { ...opening, tool_calls: [begin] }
          : { tool_calls: [begin] },
      )
      for (const text of call.arguments)
        delta(pace.next(), { tool_calls: [{ function: { arguments: text }, index: at }] })
    }
    if (choice.audio !== undefined)
      for (const part of audioParts(choice.audio)) delta(pace.next(), { audio: part })
    if (choice.annotations.length > 0) delta(this.lastAt, { annotations: choice.annotations })
    this.add(Math.max(this.lastAt, pace.firstAt), {
      ...this.envelope,
      choices: [
        {
          content_filter_results: choice.contentFilter ?? {},
          delta: {},
          finish_reason: choice.finishReason,
          index,
          logprobs: null,
        },
      ],
    })
  }
}

/** The log probabilities that belong to the n-th piece of the text. */
function logprobsOf(choice: AnswerChoice, at: number): object | null {
  const content = choice.logprobs?.['content']
  const entry: unknown = Array.isArray(content) ? content[at] : undefined
  return entry === undefined ? null : { content: [entry], refusal: null }
}

/** Audio comes as its id and transcript, its data, and when it expires. */
function audioParts(audio: { readonly [key: string]: unknown }): readonly object[] {
  const { id, transcript, data, expires_at: expires } = audio
  return [{ id, transcript }, { data }, { expires_at: expires }]
}

function serviceTier(answer: Answer): object {
  return answer.serviceTier === undefined ? {} : { service_tier: answer.serviceTier }
}

/** When the last piece of a whole answer would have been ready. */
function endOf(answer: Answer, pace: Pace): number {
  let at = pace.next()
  for (const choice of answer.choices) {
    for (const piece of choice.content ?? []) at = pace.next(piece.delayMs)
    const others =
      choice.reasoning.length +
      (choice.refusal?.length ?? 0) +
      choice.toolCalls.reduce((sum, call) => sum + 1 + call.arguments.length, 0)
    for (let i = 0; i < others; i++) at = pace.next()
  }
  return at
}
