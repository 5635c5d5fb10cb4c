import type { ChatMessage, ChatRequest } from '../../request/chat-request.ts'
import { isObject } from '../../json/json-object.ts'
import type { AnswerChoice, Usage } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import type { Tokenizer } from '../tokens/tokenizer.ts'

/** Tokens that every message costs beside its text, and that the answer's opening costs. */
const PER_MESSAGE = 3
const PER_REPLY = 3
/** The name of a called tool. */
const PER_NAME = 2
/** An image of low and of high detail, as Azure counts them for gpt-4o. */
const IMAGE_LOW = 85
const IMAGE_HIGH = 765

/** Prompt tokens of a request: texts, tool calls, images, and the tool definitions that the deployment is sent. */
export function promptTokens(
  { request, upstream }: Pick<Call, 'request' | 'upstream'>,
  tokenizer: Tokenizer,
): number {
  // Usage, pace and limits ask for those of one request, one after the other.
  if (last?.request !== request || last.tokenizer !== tokenizer) {
    const tokens = countPrompt(request, upstream.value['tools'], tokenizer)
    last = { request, tokenizer, tokens }
  }
  return last.tokens
}

let last:
  | { readonly request: ChatRequest; readonly tokenizer: Tokenizer; readonly tokens: number }
  | undefined

function countPrompt(request: ChatRequest, tools: unknown, tokenizer: Tokenizer): number {
  let tokens = PER_REPLY
  for (const message of request.messages) tokens += messageTokens(message, tokenizer)
  return tokens + imageTokens(request.body['messages']) + toolTokens(tools, tokenizer)
}

/** Of a message that never changes they are counted once. */
function messageTokens(message: ChatMessage, tokenizer: Tokenizer): number {
  if (!Object.isFrozen(message)) return countMessage(message, tokenizer)
  const known = counted.get(message)
  if (known?.tokenizer === tokenizer) return known.tokens
  const tokens = countMessage(message, tokenizer)
  counted.set(message, { tokenizer, tokens })
  return tokens
}

const counted = new WeakMap<ChatMessage, { readonly tokenizer: Tokenizer; readonly tokens: number }>()

function countMessage({ text, name, toolCalls }: ChatMessage, tokenizer: Tokenizer): number {
  let tokens = PER_MESSAGE + tokenizer.count(text) + (name === undefined ? 0 : 1)
  for (const call of toolCalls)
    tokens += tokenizer.count(call.name) + tokenizer.count(call.arguments) + PER_MESSAGE
  return tokens
}

/** Tokens of one choice as sent: its pieces, with the names and marks of its tool calls. */
function completionTokens(choice: AnswerChoice): { text: number; reasoning: number; audio: number } {
  const pieces = choice.whole?.pieces ?? choice.content?.length ?? 0
  let calls = 0
  for (const call of choice.toolCalls) calls += PER_NAME + call.arguments.length + PER_MESSAGE
  return {
    text: pieces + (choice.refusal?.length ?? 0) + calls,
    reasoning: choice.reasoning.length,
    audio: audioTokens(choice.audio?.['transcript']),
  }
}

/** Speech takes about three tokens a word. */
function audioTokens(transcript: unknown): number {
  return typeof transcript === 'string' ? 3 * transcript.split(' ').length : 0
}

/** How much of a request's `prediction` came true: the words that stand at the same place in the answer. */
export function predicted(
  prediction: unknown,
  choices: readonly AnswerChoice[],
  { tokenizer }: Pick<Call, 'tokenizer'>,
): HiddenTokens {
  const content = isObject(prediction) ? prediction['content'] : undefined
  const text =
    typeof content === 'string' ? content : isText(content) ? content.map((part) => part.text).join('') : ''
  if (text === '') return {}
  const guess = tokenizer.tokenize(text)
  const said = choices[0]?.content ?? []
  let accepted = 0
  while (accepted < guess.length && said[accepted]?.text === guess[accepted]) accepted++
  return { accepted, rejected: guess.length - accepted }
}

function isText(content: unknown): content is { text: string }[] {
  return Array.isArray(content) && content.every((part) => isObject(part) && typeof part['text'] === 'string')
}

/** Tokens that do not show in the answer. */
export interface HiddenTokens {
  readonly reasoning?: number
  /** Of the request's `prediction`: those that came true are in the answer, the others are paid for. */
  readonly accepted?: number
  readonly rejected?: number
}

/** Azure's usage object. Reasoning and rejected tokens count as completion tokens; the total is their sum with the prompt. */
export function usageOf(prompt: number, choices: readonly AnswerChoice[], hidden: HiddenTokens = {}): Usage {
  const { reasoning: thought = 0, accepted = 0, rejected = 0 } = hidden
  let completion = thought + rejected
  let reasoning = thought
  let audio = 0
  for (const choice of choices) {
    const tokens = completionTokens(choice)
    completion += tokens.text + tokens.reasoning + tokens.audio
    reasoning += tokens.reasoning
    audio += tokens.audio
  }
  return {
    completion_tokens: completion,
    completion_tokens_details: {
      accepted_prediction_tokens: accepted,
      audio_tokens: audio,
      reasoning_tokens: reasoning,
      rejected_prediction_tokens: rejected,
    },
    prompt_tokens: prompt,
    prompt_tokens_details: { audio_tokens: 0, cached_tokens: 0 },
    total_tokens: prompt + completion,
  }
}

/** A scenario's usage over the counted one: its numbers win, and the total follows them unless it is given too. */
export function mergeUsage(counted: Usage, given: { readonly [key: string]: unknown } | undefined): Usage {
  if (given === undefined) return counted
  const merged: Record<string, unknown> = { ...counted, ...given }
  if (given['total_tokens'] !== undefined) return merged
  const [prompt, completion] = [merged['prompt_tokens'], merged['completion_tokens']]
  if (typeof prompt !== 'number' || typeof completion !== 'number') return merged
  merged['total_tokens'] = prompt + completion
  return merged
}

function imageTokens(messages: unknown): number {
  if (!Array.isArray(messages)) return 0
  let tokens = 0
  for (const message of messages) {
    const content: unknown = isObject(message) ? message['content'] : undefined
    if (!Array.isArray(content)) continue
    for (const block of content) {
      if (!isObject(block) || block['type'] !== 'image_url') continue
      const image = block['image_url']
      tokens += isObject(image) && image['detail'] === 'low' ? IMAGE_LOW : IMAGE_HIGH
    }
  }
  return tokens
}

function toolTokens(tools: unknown, tokenizer: Tokenizer): number {
  return Array.isArray(tools) && tools.length > 0 ? tokenizer.count(JSON.stringify(tools)) : 0
}
