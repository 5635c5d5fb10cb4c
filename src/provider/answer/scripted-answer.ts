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
import { pacedPieces, wholeBody } from '../format/completion.ts'
import type { SharedAnswer } from '../format/completion.ts'
import { toolCallId } from '../format/response-metadata.ts'
import { generateLogprobs, wantsLogprobs } from './logprobs.ts'
import { generateArguments, generateJson } from './generated-values.ts'
import type { Tokenizer } from '../tokens/tokenizer.ts'
import { mergeUsage, promptTokens, usageOf } from '../format/usage.ts'

/** A scenario's `reply:` as an answer; whatever it does not say is made believable. */
export function scriptedAnswer(reply: ReplySpec, call: Call): Answer {
  const { identity } = call
  const choices = choicesOf(reply, call)
  return {
    id: reply.id ?? identity.idOf(knownOf(reply).hash),
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
  if (wantsLogprobs(call)) return undefined
  const known = knownOf(reply)
  const { model } = call.identity
  const { answers } = known
  for (let at = 0; at < answers.length; at++) if (answers[at]!.model === model) return answers[at]
  const { usage: given, merge, headers } = reply
  if (given !== undefined || merge !== undefined || headers !== undefined) return undefined
  const { headers: _headers, ...answer } = scriptedAnswer(reply, call)
  const { choices } = answer
  if (known.choices !== choices) return undefined
  const body = wholeBody(Object.assign(answer, { usage: usageOf(0, choices) }))
  const { hash } = known
  const pieces = pacedPieces(choices)
  const { id, created } = reply
  const made = new ModelAnswer({ hash, id, created, pieces, choices, body }, model)
  if (answers.length < MOST_MODELS) answers.push(made)
  return made
}

/** Names of deployments come from clients. */
const MOST_MODELS = 20

/** What is known of a reply: one look-up finds all of it. */
interface Known {
  readonly hash: number
  /** Those that all its answers have. */
  choices: readonly AnswerChoice[] | undefined
  readonly answers: ModelAnswer[]
}

/** What the answers of a model have in common. What stands for its streams is made for those who stream. */
class ModelAnswer implements SharedAnswer {
  readonly model: string
  readonly hash: number
  readonly id: string | undefined
  readonly created: number | undefined
  readonly pieces: number | undefined
  readonly choices: SharedAnswer['choices']
  readonly body: SharedAnswer['body']
  #streams: SharedAnswer['streams'] | undefined

  constructor(shared: Omit<SharedAnswer, 'streams'>, model: string) {
    this.model = model
    this.hash = shared.hash
    this.id = shared.id
    this.created = shared.created
    this.pieces = shared.pieces
    this.choices = shared.choices
    this.body = shared.body
  }

  get streams(): SharedAnswer['streams'] {
    return (this.#streams ??= [{}, {}])
  }
}

const known = new WeakMap<ReplySpec, Known>()

function knownOf(reply: ReplySpec): Known {
  let it = known.get(reply)
  if (it === undefined)
    known.set(reply, (it = { hash: hash32(JSON.stringify(reply)), choices: undefined, answers: [] }))
  return it
}

/** The choices of a reply. Where nothing in them depends on the request they are made once, and shared by all answers. */
function choicesOf(reply: ReplySpec, call: Call): readonly AnswerChoice[] {
  const wanted = wantsLogprobs(call)
  const of = knownOf(reply)
  if (!wanted && of.choices !== undefined) return of.choices
  const specs = reply.choices ?? [reply]
  const choices = specs.map((choice, index) =>
    choiceOf(wanted ? { logprobs: true, ...choice } : choice, call, call.random.fork(`choice ${index}`)),
  )
  if (!wanted && Object.isFrozen(reply) && specs.every(isFixed)) of.choices = choices
  return choices
}

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
    return new TextChoice(rest, spec.text, call.tokenizer)
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

/**
 * A text whose pieces are cut for those who stream it: they are many small things. A class: of literals with an accessor each is
 * a kind of its own to the engine, and whoever reads thousands of them looks each one up.
 */
class TextChoice implements AnswerChoice {
  readonly whole: { readonly text: string; readonly pieces: number }
  readonly reasoning: AnswerChoice['reasoning']
  readonly refusal: AnswerChoice['refusal']
  readonly toolCalls: AnswerChoice['toolCalls']
  declare readonly callStream?: NonNullable<AnswerChoice['callStream']>
  readonly annotations: AnswerChoice['annotations']
  declare readonly audio?: NonNullable<AnswerChoice['audio']>
  declare readonly contentFilter?: NonNullable<AnswerChoice['contentFilter']>
  readonly finishReason: AnswerChoice['finishReason']
  readonly #tokenizer: Tokenizer
  #content: readonly Piece[] | undefined

  constructor(rest: Omit<AnswerChoice, 'content'>, text: string, tokenizer: Tokenizer) {
    this.whole = { text, pieces: tokenizer.tokenize(text).length }
    // There are many replies, and most have none of these.
    this.reasoning = rest.reasoning.length === 0 ? NONE : rest.reasoning
    this.refusal = rest.refusal
    this.toolCalls = rest.toolCalls.length === 0 ? NONE : rest.toolCalls
    this.annotations = rest.annotations.length === 0 ? NONE : rest.annotations
    this.finishReason = rest.finishReason
    if (rest.callStream !== undefined) this.callStream = rest.callStream
    if (rest.audio !== undefined) this.audio = rest.audio
    if (rest.contentFilter !== undefined) this.contentFilter = rest.contentFilter
    this.#tokenizer = tokenizer
  }

  get content(): readonly Piece[] {
    return (this.#content ??= pieces(this.whole.text, this.#tokenizer))
  }
}

const NONE: readonly never[] = Object.freeze([])

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
