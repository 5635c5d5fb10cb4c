import type { UpstreamAnswer, UpstreamPiece, UpstreamStream } from '../../contracts/upstream.ts'
import { joined } from '../answer/answer.ts'
import type { Answer, AnswerChoice } from '../answer/answer.ts'

/** An answer in the form of Anthropic's Messages API, as a Claude deployment of Azure gives it; `reply`: the same as a chat completion. */
export function messageReply(reply: UpstreamAnswer, answer: Answer): UpstreamAnswer {
  const at = reply.endAt
  return Object.assign({}, reply, { body: [{ at, json: messageBody(answer) }] })
}

function messageBody(answer: Answer): object {
  const [choice] = answer.choices
  return Object.assign({}, envelope(answer), {
    content: choice === undefined ? [] : blocksOf(choice),
    stop_reason: stopReason(choice?.finishReason),
    stop_sequence: null,
    usage: usageOf(answer),
  })
}

/** The id of a message in its own style. */
function envelope({ id, model }: Answer): object {
  return { id: id.replace(/^chatcmpl-/, 'msg_'), type: 'message', role: 'assistant', model }
}

function blocksOf({ content, whole, reasoning, refusal, toolCalls }: AnswerChoice): readonly object[] {
  const text = whole?.text ?? (content === undefined ? '' : joined(content))
  const said = text === '' ? (refusal?.join('') ?? '') : text
  return [
    ...(reasoning.length === 0
      ? []
      : [{ type: 'thinking', thinking: reasoning.join(''), signature: SIGNATURE }]),
    ...(said === '' ? [] : [{ type: 'text', text: said }]),
    ...toolCalls.map(({ id, name, arguments: pieces }) => ({
      type: 'tool_use',
      id,
      name,
      input: inputOf(pieces.join('')),
    })),
  ]
}

/** Stands where Anthropic signs what a model thought. */
const SIGNATURE = 'emulated'

function inputOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const REASONS: Readonly<Record<string, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
}

function stopReason(reason: string | null | undefined): string | null {
  return reason === undefined || reason === null ? null : (REASONS[reason] ?? reason)
}

type Counts = { readonly prompt_tokens?: number; readonly completion_tokens?: number }

function usageOf({ usage }: Answer): object {
  const { prompt_tokens: input = 0, completion_tokens: output = 0 } = usage as Counts
  return {
    input_tokens: input,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: output,
  }
}

interface Delta {
  readonly content?: string | null
  readonly refusal?: string | null
  readonly reasoning_content?: string
  readonly tool_calls?: readonly {
    readonly id?: string
    readonly function: { readonly name?: string; readonly arguments: string }
  }[]
}

type Choice = { readonly index: number; readonly delta: Delta; readonly finish_reason?: string | null }

/** The same as a stream, at the same pace; of several choices the first. */
export function messageStream({ steps, times, ...stream }: UpstreamStream, answer: Answer): UpstreamAnswer {
  const writer = new EventWriter()
  const { output_tokens: output, ...rest } = usageOf(answer) as { output_tokens: number }
  const usage = Object.assign({}, rest, { output_tokens: 0 })
  const opening = { content: [], stop_reason: null, stop_sequence: null, usage }
  writer.event(stream.headAt, {
    type: 'message_start',
    message: Object.assign({}, envelope(answer), opening),
  })
  let stop: string | null = null
  for (const [index, { choices }] of steps.entries()) {
    const [choice] = choices as readonly Choice[]
    if (choice === undefined || choice.index !== 0) continue
    writer.delta(times[index]!, choice.delta)
    stop = stopReason(choice.finish_reason) ?? stop
  }
  const { endAt, headers, headAt, patch, hurried } = stream
  writer.close(endAt)
  const delta = { stop_reason: stop, stop_sequence: null }
  writer.event(endAt, { type: 'message_delta', delta, usage: { output_tokens: output } })
  writer.event(endAt, { type: 'message_stop' })
  return {
    kind: 'answer',
    status: 200,
    headers,
    headAt,
    body: writer.pieces,
    ending: 'end',
    endAt,
    ...(patch && { patch }),
    ...(hurried && { hurried }),
  }
}

/** Writes what a model says as blocks, each with a beginning and an end. */
class EventWriter {
  readonly pieces: UpstreamPiece[] = []
  #index = -1
  /** Of the block that is open. */
  #type: string | undefined

  event(at: number, value: { readonly type: string; readonly [key: string]: unknown }): void {
    this.pieces.push({ at, data: `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n` })
  }

  delta(at: number, { content, refusal, reasoning_content: thinking, tool_calls: calls = [] }: Delta): void {
    const text = (content ?? '') || (refusal ?? '')
    if (thinking !== undefined)
      this.#say(at, 'thinking', { thinking: '', signature: '' }, 'thinking_delta', { thinking })
    if (text !== '') this.#say(at, 'text', { text: '' }, 'text_delta', { text })
    for (const { id, function: called } of calls) {
      if (called.name !== undefined) this.#open(at, 'tool_use', { id, name: called.name, input: {} })
      if (called.arguments !== '') this.#add(at, 'input_json_delta', { partial_json: called.arguments })
    }
  }

  close(at: number): void {
    const closed = { type: 'content_block_stop', index: this.#index }
    if (this.#type !== undefined) this.event(at, closed)
    this.#type = undefined
  }

  #say(at: number, type: string, empty: object, delta: string, part: object): void {
    if (this.#type !== type) this.#open(at, type, empty)
    this.#add(at, delta, part)
  }

  #open(at: number, type: string, block: object): void {
    this.close(at)
    this.#type = type
    this.#index++
    const begun = { type: 'content_block_start', index: this.#index, content_block: { type, ...block } }
    this.event(at, begun)
  }

  #add(at: number, type: string, part: object): void {
    const added = { type: 'content_block_delta', index: this.#index, delta: { type, ...part } }
    this.event(at, added)
  }
}
