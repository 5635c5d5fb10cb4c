import type { ChatRequest } from '../request/chat-request.ts'
import { isObject } from '../request/chat-request.ts'
import type { AnswerChoice, Usage } from './answer.ts'
import { memoized } from './memoized.ts'
import { countTokens } from './tokens.ts'

/** Tokens that every message costs beside its text, and that the answer's opening costs. */
const PER_MESSAGE = 3
const PER_REPLY = 3
/** An image of low and of high detail, as Azure counts them for gpt-4o. */
const IMAGE_LOW = 85
const IMAGE_HIGH = 765

/** Prompt tokens of a request: texts, tool calls, images and tool definitions. */
export function promptTokens(request: ChatRequest): number {
  const { body } = request
  let tokens = counted.get(body)
  if (tokens === undefined) counted.set(body, (tokens = countPrompt(request)))
  return tokens
}

const counted = new WeakMap<object, number>()

function countPrompt(request: ChatRequest): number {
  let tokens = PER_REPLY
  for (const message of request.messages) {
    tokens += PER_MESSAGE + countTokens(message.text) + (message.name === undefined ? 0 : 1)
    for (const call of message.toolCalls)
      tokens += countTokens(call.name) + countTokens(call.arguments) + PER_MESSAGE
  }
  return tokens + imageTokens(request.body['messages']) + toolTokens(request.body['tools'])
}

/** Tokens of one choice as sent: its pieces, with the names and marks of its tool calls. */
const completionTokens = memoized((choice: AnswerChoice): { text: number; reasoning: number } => {
  const calls = choice.toolCalls.reduce(
    (sum, call) => sum + countTokens(call.name) + call.arguments.length + PER_MESSAGE,
    0,
  )
  return {
    text: (choice.content?.length ?? 0) + (choice.refusal?.length ?? 0) + calls,
    reasoning: choice.reasoning.length,
  }
})

/** Azure's usage object. Reasoning tokens count as completion tokens; the total is their sum with the prompt. */
export function usageOf(prompt: number, choices: readonly AnswerChoice[], hiddenReasoning: number): Usage {
  let completion = hiddenReasoning
  let reasoning = hiddenReasoning
  for (const choice of choices) {
    const tokens = completionTokens(choice)
    completion += tokens.text + tokens.reasoning
    reasoning += tokens.reasoning
  }
  return {
    completion_tokens: completion,
    completion_tokens_details: {
      accepted_prediction_tokens: 0,
      audio_tokens: 0,
      reasoning_tokens: reasoning,
      rejected_prediction_tokens: 0,
    },
    prompt_tokens: prompt,
    prompt_tokens_details: { audio_tokens: 0, cached_tokens: 0 },
    total_tokens: prompt + completion,
  }
}

/** A scenario's usage over the counted one: its numbers win, and the total follows them unless it is given too. */
export function mergeUsage(counted: Usage, given: { readonly [key: string]: unknown } | undefined): Usage {
  if (given === undefined) return counted
  const merged = { ...counted, ...given }
  if (given['total_tokens'] !== undefined) return merged
  const [prompt, completion] = [merged['prompt_tokens'], merged['completion_tokens']]
  if (typeof prompt !== 'number' || typeof completion !== 'number') return merged
  return { ...merged, total_tokens: prompt + completion }
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

function toolTokens(tools: unknown): number {
  return Array.isArray(tools) && tools.length > 0 ? countTokens(JSON.stringify(tools)) : 0
}
