import { hash32 } from '../../random/random.ts'
import type { Random } from '../../random/random.ts'
import { fakeText, jsonWish } from '../../fake/fake-text.ts'
import { wishedSchema } from '../../fake/wished-schema.ts'
import { lastUserText } from '../../request/chat-request.ts'
import { isObject } from '../../json/json-object.ts'
import type { FakeSpec } from '../../scenario/outcome.ts'
import type { Answer, AnswerChoice } from './answer.ts'
import type { Call } from '../call.ts'
import { forcedCalls } from './tool-choice.ts'
import { fullAnswer } from './full-answer.ts'
import { cutContent, tokenLimit } from './token-limits.ts'
import { isReasoningModel } from '../parameters/models.ts'
import { generateLogprobs, wantsLogprobs } from './logprobs.ts'
import { formatSchema, generateBySchema, generateJson } from './generated-values.ts'
import { promptSchema } from './prompt-schema.ts'
import { pieces } from './scripted-answer.ts'
import { foundOnTheWeb } from './search-results.ts'
import { audioOf, wantsAudio } from './audio.ts'
import { predicted, promptTokens, usageOf } from '../format/usage.ts'

/** A believable answer to any request: text, JSON where a format asks for it, tool calls where the request demands them. */
export function fakeAnswer(spec: FakeSpec, call: Call): Answer {
  const { identity, upstream } = call
  const local = spec.locale === undefined ? call : { ...call, locale: spec.locale }
  const count = typeof upstream.value['n'] === 'number' ? upstream.value['n'] : 1
  const reasoning = hiddenReasoning(call)
  const choices = Array.from({ length: count }, (_, index) =>
    fakeChoice(spec, local, call.random.fork(`choice ${index}`), reasoning),
  )
  const answer = {
    id: Object.keys(spec).length === 0 ? identity.id : identity.idOf(hash32(JSON.stringify(spec))),
    created: call.created,
    model: identity.model,
    systemFingerprint: identity.systemFingerprint,
    choices,
    usage: usageOf(promptTokens(call, call.tokenizer), choices, {
      reasoning,
      ...predicted(upstream.value['prediction'], choices, call),
    }),
    headers: identity.headers,
  }
  return spec.full === true ? fullAnswer(answer, call) : answer
}

function fakeChoice(spec: FakeSpec, call: Call, random: Random, reasoning: number): AnswerChoice {
  const most = tokenLimit(call.upstream.value) - reasoning
  const calls = forcedCalls(spec, call, random, most)
  if (calls !== undefined) return { ...EMPTY_CHOICE, ...calls }
  const text = contentText(spec, call, random)
  if (wantsAudio(call.upstream.value))
    return { ...EMPTY_CHOICE, audio: audioOf(text, call, random.fork('audio')) }
  const { content, finishReason } = cutContent(pieces(text, call.tokenizer), most, call.upstream.value)
  return {
    ...EMPTY_CHOICE,
    content,
    finishReason,
    ...(wantsLogprobs(call) ? { logprobs: generateLogprobs(content, call, random) } : {}),
    annotations: isObject(call.upstream.value['web_search_options'])
      ? foundOnTheWeb(content, call.locale, random.fork('web'))
      : [],
  }
}

const EMPTY_CHOICE: AnswerChoice = {
  content: undefined,
  reasoning: [],
  refusal: undefined,
  toolCalls: [],
  annotations: [],
  finishReason: 'stop',
}

function contentText(spec: FakeSpec, call: Call, random: Random): string {
  const format = call.upstream.value['response_format']
  const type = isObject(format) ? format['type'] : undefined
  const { style, words, full, schema } = spec
  const options = { full: full === true }
  if (schema !== undefined)
    return JSON.stringify(generateBySchema(schema, options, call, random.fork('json')))
  const isPlain = style === undefined && words === undefined
  if (
    type === 'json_object' ||
    formatSchema(format) !== undefined ||
    (isPlain && promptSchema(call.request)?.isDemanded === true)
  )
    return JSON.stringify(generateJson(options, call, random.fork('json')))
  const prompt = lastUserText(call.request)
  if (isPlain && /json/i.test(prompt)) {
    const wish = jsonWish(prompt)
    if (wish !== undefined) return wishedJson(wish, options, call, random.fork('json'))
  }
  return fakeText(random.fork('text'), {
    prompt,
    ...(style === undefined ? {} : { style }),
    ...(words === undefined ? {} : { words }),
  })
}

/** JSON that is asked for in words alone: models put it into a block of code unless they are told not to. */
function wishedJson(
  { keys, count, isBare }: NonNullable<ReturnType<typeof jsonWish>>,
  options: { readonly full: boolean },
  call: Call,
  random: Random,
): string {
  const json = JSON.stringify(generateBySchema(wishedSchema(keys, count), options, call, random), null, 2)
  return isBare ? json : `\`\`\`json\n${json}\n\`\`\``
}

/** Reasoning that shows only in the usage, by the effort asked for, or by that of the model; no more than the limit on tokens lets through. */
function hiddenReasoning(call: Call): number {
  const { value } = call.upstream
  const effort = value['reasoning_effort'] ?? usualEffort(call.identity.model)
  const [least, most] = REASONING[String(effort)] ?? [0, 0]
  const wanted = most === 0 ? 0 : 64 * call.random.fork('reasoning').int(least, most)
  return Math.min(wanted, tokenLimit(value))
}

function usualEffort(model: string): string {
  if (!isReasoningModel(model) || /^gpt-5\.[1-9]/.test(model)) return 'none'
  return 'medium'
}

const REASONING: Readonly<Record<string, readonly [number, number]>> = {
  minimal: [0, 1],
  low: [1, 4],
  medium: [4, 12],
  high: [12, 40],
  xhigh: [40, 80],
}
