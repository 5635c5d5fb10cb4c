import { hash32 } from '../../random/random.ts'
import type { Random } from '../../random/random.ts'
import { isObject } from '../../json/json-object.ts'
import type {
  BlockSpec,
  ChunkSpec,
  ChoiceSpec,
  Generated,
  ReplySpec,
  ToolCallSpec,
} from '../../scenario/outcome.ts'
import type { HeaderList } from '../../message/headers.ts'
import type { Answer, AnswerBlock, AnswerChoice, AnswerToolCall, Piece } from './answer.ts'
import type { Call } from '../call.ts'
import { wholeBody } from '../format/completion.ts'
import type { SharedAnswer } from '../format/completion.ts'
import { answerId, toolCallId } from '../format/response-metadata.ts'
import { generateLogprobs, wantsLogprobs } from './logprobs.ts'
import { generateArguments, generateJson } from './generated-values.ts'
import type { Tokenizer } from '../tokens/tokenizer.ts'
import { mergeUsage, promptTokens, usageOf } from '../format/usage.ts'

/** A scenario's `reply:` as an answer; whatever it does not say is made believable. */
export function scriptedAnswer(reply: ReplySpec, call: Call): Answer {
  const { identity } = call
  const choices = choicesOf(reply, call)
  return {
    id: reply.id ?? idOf(reply, identity.id),
    created: reply.created ?? call.created,
    model: reply.model ?? identity.model,
    systemFingerprint:
      reply.system_fingerprint === undefined ? identity.systemFingerprint : reply.system_fingerprint,
    ...(reply.service_tier === undefined ? {} : { serviceTier: reply.service_tier }),
    choices,
    usage: mergeUsage(usageOf(promptTokens(call, call.tokenizer), choices), reply.usage),
    headers: mergeHeaders(identity.headers, reply.headers),
    ...(reply.merge === undefined ? {} : { patch: reply.merge }),
  }
}

/** What every answer of a reply holds for this deployment; undefined where something of it follows the request. */
export function sharedAnswer(reply: ReplySpec, call: Call): SharedAnswer | undefined {
  const { usage: given, merge, headers } = reply
  if (given !== undefined || merge !== undefined || headers !== undefined || wantsLogprobs(call))
    return undefined
  const { model, systemFingerprint } = call.identity
  const known = answers.get(reply)
  const same = known?.find((it) => it.model === model)
  if (same !== undefined) return same
  const { headers: _headers, ...answer } = scriptedAnswer(reply, call)
  const { choices } = answer
  if (shared.get(reply) !== choices) return undefined
  const body = wholeBody({ ...answer, usage: usageOf(0, choices) })
  const made = { model, systemFingerprint, choices, body, streams: [{}, {}] as const }
  if (known === undefined) answers.set(reply, [made])
  else if (known.length < MOST_MODELS) known.push(made)
  return made
}

/** Names of deployments come from clients. */
const MOST_MODELS = 20
const answers = new WeakMap<ReplySpec, (SharedAnswer & { readonly model: string })[]>()

/** Another answer to the same request has another id, and the same one has the same. */
export function idOf(reply: ReplySpec, id: string): string {
  let hash = hashes.get(reply)
  if (hash === undefined) hashes.set(reply, (hash = hash32(JSON.stringify(reply))))
  return answerId(id, hash)
}

const hashes = new WeakMap<ReplySpec, number>()

/** The choices of a reply. Where nothing in them depends on the request they are made once, and shared by all answers. */
function choicesOf(reply: ReplySpec, call: Call): readonly AnswerChoice[] {
  const wanted = wantsLogprobs(call)
  const known = wanted ? undefined : shared.get(reply)
  if (known !== undefined) return known
  const specs = reply.choices ?? [reply]
  const choices = specs.map((choice, index) =>
    choiceOf(wanted ? { logprobs: true, ...choice } : choice, call, call.random.fork(`choice ${index}`)),
  )
  if (wanted) return choices
  if (Object.isFrozen(reply) && specs.every(isFixed)) shared.set(reply, choices)
  return choices
}

const shared = new WeakMap<ReplySpec, readonly AnswerChoice[]>()

function isFixed(spec: ChoiceSpec): boolean {
  return spec.tool_calls === undefined && spec.logprobs !== true && spec.json?.fake !== true
}

function choiceOf(spec: ChoiceSpec, call: Call, random: Random): AnswerChoice {
  const toolCalls = (spec.tool_calls ?? []).map((it, index) =>
    toolCallOf(it, call, random.fork(`tool call ${index}`)),
  )
  const { tokenize } = call.tokenizer
  const rest = {
    reasoning: spec.reasoning === undefined ? [] : tokenize(spec.reasoning),
    refusal: spec.refusal === undefined ? undefined : tokenize(spec.refusal),
    toolCalls,
    ...(spec.stream === undefined ? {} : { callStream: spec.stream }),
    annotations: spec.annotations ?? [],
    ...(spec.audio === undefined ? {} : { audio: spec.audio }),
    ...(spec.content_filter === undefined ? {} : { contentFilter: spec.content_filter }),
    finishReason: spec.finish_reason === undefined ? defaultReason(toolCalls) : spec.finish_reason,
  }
  if (spec.blocks !== undefined) return inBlocks(rest, spec, spec.blocks, call, random)
  if (spec.chunks === undefined && spec.text !== undefined && spec.logprobs === undefined)
    return withText(rest, spec.text, call.tokenizer)
  const content = contentOf(spec, call, random)
  return { content, ...rest, ...logprobsFor(spec, content, call, random) }
}

/** The text in the parts in which it comes between the calls. */
function inBlocks(
  rest: Omit<AnswerChoice, 'content'>,
  spec: ChoiceSpec,
  given: readonly BlockSpec[],
  call: Call,
  random: Random,
): AnswerChoice {
  const texts: Piece[] = []
  const blocks = given.map((block): AnswerBlock => {
    if ('call' in block) return block
    const cut = pieces(block.text, call.tokenizer)
    texts.push(...cut)
    return { pieces: cut.length }
  })
  const content = spec.text === undefined ? undefined : texts
  return { content, ...rest, blocks, ...logprobsFor(spec, content, call, random) }
}

/** Pieces are many small things: they are kept only for those who stream them. */
function withText(rest: Omit<AnswerChoice, 'content'>, text: string, tokenizer: Tokenizer): AnswerChoice {
  let content: readonly Piece[] | undefined
  return {
    ...rest,
    whole: { text, pieces: tokenizer.tokenize(text).length },
    get content() {
      return (content ??= pieces(text, tokenizer))
    },
  }
}

function contentOf(spec: ChoiceSpec, call: Call, random: Random): readonly Piece[] | undefined {
  if (spec.chunks !== undefined) return spec.chunks.map(chunkPiece)
  if (spec.text !== undefined) return pieces(spec.text, call.tokenizer)
  if (spec.json !== undefined) return pieces(jsonText(spec.json, call, random), call.tokenizer)
  return undefined
}

function chunkPiece(chunk: ChunkSpec): Piece {
  return chunk.delay_ms === undefined ? { text: chunk.text } : { text: chunk.text, delayMs: chunk.delay_ms }
}

function jsonText(json: Generated<unknown>, call: Call, random: Random): string {
  return JSON.stringify(
    json.fake ? generateJson({ given: json.given }, call, random.fork('json')) : json.value,
  )
}

function toolCallOf(spec: ToolCallSpec, call: Call, random: Random): AnswerToolCall {
  const given = spec.arguments
  const value = given.fake
    ? generateArguments(spec.name, { given: given.given }, call, random.fork('arguments'))
    : given.value
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? {})
  return {
    id: spec.id ?? toolCallId(random),
    type: spec.type ?? 'function',
    name: spec.name,
    arguments: call.tokenizer.tokenize(text),
  }
}

function logprobsFor(
  spec: ChoiceSpec,
  content: readonly Piece[] | undefined,
  call: Call,
  random: Random,
): { logprobs?: AnswerChoice['logprobs'] & object } {
  if (isObject(spec.logprobs)) return { logprobs: spec.logprobs }
  if (spec.logprobs !== true || content === undefined) return {}
  return { logprobs: generateLogprobs(content, call, random) }
}

function defaultReason(toolCalls: readonly AnswerToolCall[]): string {
  return toolCalls.length > 0 ? 'tool_calls' : 'stop'
}

export function pieces(text: string, tokenizer: Tokenizer): readonly Piece[] {
  return tokenizer.tokenize(text).map((piece) => ({ text: piece }))
}

/** A scenario's headers over Azure's own: the same name replaces them, a repeated one repeats. */
function mergeHeaders(own: HeaderList, given: HeaderList | undefined): HeaderList {
  if (given === undefined) return own
  const names = new Set(given.map(([name]) => name.toLowerCase()))
  return [...own.filter(([name]) => !names.has(name)), ...given]
}
