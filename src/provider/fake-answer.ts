import type { Dice } from '../dice.ts'
import { fakeText } from '../fake/fake-text.ts'
import { isObject, lastUserText, toolResults } from '../request/chat-request.ts'
import type { FakeSpec } from '../scenario/outcome.ts'
import type { Answer, AnswerChoice, AnswerToolCall, Piece } from './answer.ts'
import type { Call } from './call.ts'
import { toolCallId } from './identity.ts'
import { cutContent } from './limits.ts'
import { formatSchema, madeArguments, madeJson } from './made.ts'
import { offeredTools } from './parameters.ts'
import { pieces, tokenLogprobs } from './scripted.ts'
import { tokenize } from './tokens.ts'
import { promptTokens, usageOf } from './usage.ts'

/** A believable answer to any request: text, JSON where a format asks for it, tool calls where the request demands them. */
export function fakeAnswer(spec: FakeSpec, call: Call): Answer {
  const { identity, upstream } = call
  const count = typeof upstream.value['n'] === 'number' ? upstream.value['n'] : 1
  const choices = Array.from({ length: count }, (_, index) =>
    fakeChoice(spec, call, call.dice.fork(`choice ${index}`)),
  )
  return {
    id: identity.id,
    created: call.created,
    model: identity.model,
    systemFingerprint: identity.systemFingerprint,
    choices,
    usage: usageOf(promptTokens(call.request), choices, hiddenReasoning(call)),
    headers: identity.headers,
  }
}

function fakeChoice(spec: FakeSpec, call: Call, dice: Dice): AnswerChoice {
  const calls = demandedCalls(call, dice)
  if (calls.length > 0) return { ...EMPTY_CHOICE, toolCalls: calls, finishReason: 'tool_calls' }
  const { content, finishReason } = cutContent(pieces(contentText(spec, call, dice)), call.upstream.value)
  return { ...EMPTY_CHOICE, content, finishReason, ...wantedLogprobs(call, content, dice) }
}

const EMPTY_CHOICE: AnswerChoice = {
  content: undefined,
  reasoning: [],
  refusal: undefined,
  toolCalls: [],
  annotations: [],
  finishReason: 'stop',
}

/** The tool calls that `tool_choice` demands; none once the conversation ends with their results, so that a loop ends. */
function demandedCalls(call: Call, dice: Dice): readonly AnswerToolCall[] {
  const { value } = call.upstream
  const offered = offeredTools(value['tools'])
  const choice = value['tool_choice']
  if (offered.length === 0 || toolResults(call.request).length > 0) return []
  const named = isObject(choice) && isObject(choice['function']) ? choice['function']['name'] : undefined
  const name =
    typeof named === 'string' ? named : choice === 'required' ? dice.fork('tool').pick(offered) : undefined
  if (name === undefined) return []
  const args = madeArguments(name, {}, call, dice.fork('arguments'))
  return [{ id: toolCallId(dice), type: 'function', name, arguments: tokenize(JSON.stringify(args)) }]
}

function contentText(spec: FakeSpec, call: Call, dice: Dice): string {
  const format = call.upstream.value['response_format']
  const type = isObject(format) ? format['type'] : undefined
  if (type === 'json_object' || formatSchema(format) !== undefined)
    return JSON.stringify(madeJson({}, call, dice.fork('json')))
  const { style, words } = spec
  return fakeText(dice.fork('text'), {
    prompt: lastUserText(call.request),
    ...(style === undefined ? {} : { style }),
    ...(words === undefined ? {} : { words }),
  })
}

function wantedLogprobs(
  call: Call,
  content: readonly Piece[],
  dice: Dice,
): { logprobs?: { readonly [key: string]: unknown } } {
  const { value } = call.upstream
  if (value['logprobs'] !== true) return {}
  const top = typeof value['top_logprobs'] === 'number' ? value['top_logprobs'] : 0
  return { logprobs: { content: tokenLogprobs(content, top, dice.fork('logprobs')), refusal: null } }
}

/** Reasoning that shows only in the usage, by the effort asked for. */
function hiddenReasoning(call: Call): number {
  const effort = call.upstream.value['reasoning_effort']
  const [least, most] = REASONING[String(effort)] ?? [0, 0]
  return most === 0 ? 0 : 64 * call.dice.fork('reasoning').int(least, most)
}

const REASONING: Readonly<Record<string, readonly [number, number]>> = {
  minimal: [0, 1],
  low: [1, 4],
  medium: [4, 12],
  high: [12, 40],
}
