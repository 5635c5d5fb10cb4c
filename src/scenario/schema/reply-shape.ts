import { isObject } from '../../json/json-object.ts'
import { CALL_STREAMS } from '../outcome.ts'
import type { BlockSpec, ChoiceSpec, ChunkSpec, Generated, ReplySpec, ToolCallSpec } from '../outcome.ts'
import { plainValue, setOwn } from '../../shape/source/tree.ts'
import type { Node } from '../../shape/source/tree.ts'
import { attachedJson, attachedText, isFileDirective, isJsonFile, mapOrFile } from './attached-shape.ts'
import { headers } from './bytes-shape.ts'
import { duration } from '../../shape/durations.ts'
import { either, hinting, list, named, turned } from '../../shape/combine.ts'
import { anyJson } from '../../shape/json-value.ts'
import { map, property } from '../../shape/maps.ts'
import { boolean, nothing, number, oneWordOf, text } from '../../shape/scalars.ts'
import { suggest } from '../../shape/shape.ts'
import type { ReadContext, Shape } from '../../shape/shape.ts'
import { withTemplates } from './template-check.ts'

const count = number({ integer: true, min: 0 })

const chunk: Shape<ChunkSpec> = either(
  turned(text(), (piece): ChunkSpec => ({ text: piece })),
  turned(
    map(
      {
        text: property(text(), 'The piece of text.'),
        delay_ms: property(duration(), 'Milliseconds before it, in place of the timing.'),
      },
      { want: 'a map with text and delay_ms', required: ['text'] },
    ),
    ({ text: piece, delay_ms }): ChunkSpec => ({
      text: piece!,
      ...(delay_ms === undefined ? {} : { delay_ms }),
    }),
  ),
)

const toolCall: Shape<ToolCallSpec> = named(
  'tool_call',
  ['text', 'map'],
  'a name or a map with name and arguments',
  () =>
    either(
      turned(text({ filled: true }), (name): ToolCallSpec => ({ name, arguments: ALL_FAKE })),
      turned(
        map(
          {
            name: property(text({ filled: true }), 'The function that is called.'),
            arguments: property(
              argumentsShape(),
              'A map, JSON text, `fake` (made from the schema of the tool), or a map with "*": fake (the rest is made). `fake` unless given.',
            ),
            id: property(text(), 'The id of the call; made unless given.'),
            type: property(text(), 'function unless given.'),
          },
          {
            want: 'a map with name and arguments',
            required: ['name'],
            hint: (key) =>
              key === 'function'
                ? 'name and arguments stand in the call itself: { name: f, arguments: {} }'
                : undefined,
          },
        ),
        ({ name, arguments: given, ...rest }): ToolCallSpec => ({
          name: name!,
          arguments: given ?? ALL_FAKE,
          ...rest,
        }),
      ),
    ),
)

const block: Shape<GivenBlock> = named('block', ['text', 'map'], 'a text or a map', () =>
  either(
    turned(text(), (piece): GivenBlock => ({ text: piece })),
    map(
      {
        text: property(text(), 'A part of the text.'),
        tool_call: property(toolCall, 'A function that the model calls.'),
      },
      {
        want: 'a map with text or tool_call',
        oneOf: [['text', 'tool_call']],
        apart: [['text', 'tool_call']],
      },
    ),
  ),
)

interface GivenBlock {
  readonly text?: string
  readonly tool_call?: ToolCallSpec
}

const ALL_FAKE: Generated<never> = { fake: true, given: {} }

/** A choice has its text in one form. */
const ONE_CONTENT = ['text', 'json', 'chunks', 'blocks']
const ONE_ORDER = ['tool_calls', 'blocks']

const choiceKeys = {
  text: property(
    either(text(), attachedText),
    "The answer's text; { file: answer.md } takes it from a file beside this one.",
  ),
  json: property(
    jsonShape(),
    'A value, sent as JSON text; `fake` makes it from the schema in response_format; a map with "*": fake keeps the given keys and makes the rest; { file: x.json } takes it from a file.',
  ),
  chunks: property(list(chunk, { min: 1 }), 'The text in exactly these pieces, one stream chunk each.'),
  reasoning: property(
    either(text(), attachedText),
    "The model's reasoning, before the text; { file: thoughts.md } takes it from a file.",
  ),
  refusal: property(text(), 'The words with which the model refuses.'),
  tool_calls: property(list(toolCall, { min: 1 }), 'The functions that the model calls.'),
  stream: property(
    oneWordOf(CALL_STREAMS),
    'How a stream brings the calls; one after the other unless given.',
  ),
  blocks: property(
    list(block, { min: 1 }),
    'Texts and tool calls ({ tool_call: … }) in the order of the stream.',
  ),
  annotations: property(list(mapOrFile), 'Annotations of the message, e.g. url_citation.'),
  audio: property(mapOrFile, 'The audio part: id, data (base64), transcript, expires_at.'),
  logprobs: property(
    either(boolean(), mapOrFile),
    'true makes them for each token; a map is sent as it stands.',
  ),
  content_filter: property(mapOrFile, 'content_filter_results of the choice.'),
  finish_reason: property(
    finishReason(),
    'Why it ends: stop, length, tool_calls, content_filter. Follows from the rest unless given.',
  ),
}

const replyKeys = {
  ...choiceKeys,
  choices: property(list(choiceShape(), { min: 1 }), 'Several choices, each with the keys of one.'),
  usage: property(usageShape(), 'Token counts, in place of those that are counted.'),
  id: property(text(), 'The id of the completion; made unless given.'),
  created: property(count, 'Unix seconds; now unless given.'),
  model: property(text(), 'The name of the model in the answer.'),
  system_fingerprint: property(
    either(text(), nothing()),
    'The fingerprint in the answer; null leaves it out.',
  ),
  service_tier: property(either(text(), nothing()), 'The service tier in the answer; null leaves it out.'),
  headers: property(headers, "Headers of the provider's answer, beside the usual ones."),
  merge: property(
    mapOrFile,
    'A patch on the body that the client gets, e.g. usage.cost or extra_fields.cache_debug.',
  ),
}

/** Whether a key is one of a reply, or was meant to be. */
function isLikeOne(key: string): boolean {
  return replyHas(key) || suggest(key, Object.keys(replyKeys)).startsWith('did you mean')
}

/** `reply: [a, b]` */
function meantByList(node: Node): string | undefined {
  return node.kind === 'list'
    ? 'one answer per call: replies: [ … ]; one answer in these pieces: reply: { chunks: [ … ] }'
    : undefined
}

/** Whether a reply has this key. */
export function replyHas(key: string): boolean {
  return Object.hasOwn(replyKeys, key)
}

/** A reply: its text, or a map. */
export const replyShape: Shape<ReplySpec> = named('reply', ['text', 'map'], 'a text or a map', () =>
  withTemplates(
    hinting(
      meantByList,
      either(
        turned(text(), (value): ReplySpec => ({ text: value })),
        turned(
          map(replyKeys, {
            want: 'a map with the reply',
            filled: 'for an answer without content write text: "", for one that is made up fake: {}',
            hint: (key, { entries }) =>
              BESIDE.includes(key)
                ? 'it stands beside reply, in the scenario itself'
                : entries.some((entry) => isLikeOne(entry.key))
                  ? undefined
                  : `for a JSON answer write reply: { json: { ${key}: … } }`,
            apart: [ONE_CONTENT, ONE_ORDER, ...Object.keys(choiceKeys).map((key) => ['choices', key])],
            beside: [['stream', 'tool_calls']],
          }),
          inBlocks,
        ),
      ),
    ),
  ),
)

function choiceShape(): Shape<ChoiceSpec> {
  return either(
    turned(text(), (value): ChoiceSpec => ({ text: value })),
    turned(
      map(choiceKeys, {
        want: 'a map with the choice',
        filled: 'for one without content write text: ""',
        apart: [ONE_CONTENT, ONE_ORDER],
        beside: [['stream', 'tool_calls']],
      }),
      inBlocks,
    ),
  )
}

/** Blocks say what the text is, which calls there are, and in which order they come. */
function inBlocks<T extends object>({
  blocks,
  ...rest
}: T & { readonly blocks?: readonly GivenBlock[] | undefined }): Omit<T, 'blocks'> & ChoiceSpec {
  if (blocks === undefined) return rest as Omit<T, 'blocks'>
  const calls = blocks.flatMap(({ tool_call: call }) => (call === undefined ? [] : [call]))
  const texts = blocks.flatMap(({ text: piece }) => (piece === undefined ? [] : [piece]))
  let call = 0
  return {
    ...(rest as Omit<T, 'blocks'>),
    ...(texts.length === 0 ? {} : { text: texts.join('') }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    blocks: blocks.map(({ text: piece }): BlockSpec =>
      piece === undefined ? { call: call++ } : { text: piece },
    ),
  }
}

/** Keys of a scenario that are easily put into its reply. */
const BESIDE = [
  'name',
  'when',
  'timing',
  'faults',
  'times',
  'then',
  'weight',
  'priority',
  'set_state',
  'error',
]

const REASONS = ['stop', 'length', 'tool_calls', 'content_filter', 'function_call']

/** Any text; one that is nearly a known reason is probably misspelt. */
function finishReason(): Shape<string | null> {
  const word: Shape<string> = {
    ...text(),
    schema: () => ({ anyOf: [{ enum: REASONS }, { type: 'string' }] }),
  }
  return either(
    turned(word, (reason, node, context, label) => {
      if (!REASONS.includes(reason))
        context.report({
          code: 'wrong-value',
          severity: 'warning',
          at: node,
          message: `${label}: Azure never says "${reason}"`,
          hint: suggest(reason, REASONS),
        })
      return reason
    }),
    nothing(),
  )
}

function usageShape() {
  const details = (...keys: string[]) =>
    map(Object.fromEntries(keys.map((key) => [key, property(count, `${key.replaceAll('_', ' ')}.`)])))
  return map({
    prompt_tokens: property(count, 'Tokens of the request.'),
    completion_tokens: property(count, 'Tokens of the answer.'),
    total_tokens: property(count, 'Both together.'),
    prompt_tokens_details: property(
      details('cached_tokens', 'audio_tokens', 'text_tokens', 'image_tokens'),
      'Of the request.',
    ),
    completion_tokens_details: property(
      details(
        'reasoning_tokens',
        'audio_tokens',
        'text_tokens',
        'accepted_prediction_tokens',
        'rejected_prediction_tokens',
      ),
      'Of the answer.',
    ),
    cost: property(either(number(), mapOrFile), 'The cost as the provider reports it.'),
  })
}

function argumentsShape(): Shape<Generated<unknown>> {
  return either(
    turned(text({ want: 'JSON text or fake', check: isJsonText }), (_value, node) => madeOf(node)),
    turned(mapOrFile, (value, node) => (isFileDirective(node) ? made(value) : madeOf(node))),
    turned(list(anyJson()), (value): Generated<unknown> => ({ fake: false, value })),
  )
}

function jsonShape(): Shape<Generated<unknown>> {
  const inline = turned(anyJson(), (_value, node) => madeOf(node))
  return {
    ...inline,
    read: (node, context, label) =>
      isFileDirective(node) || isJsonFile(node)
        ? turned(attachedJson, ({ value }) => made(value)).read(node, context, label)
        : inline.read(node, context, label),
  }
}

function madeOf(node: Node): Generated<unknown> {
  return made(plainValue(node))
}

function made(value: unknown): Generated<unknown> {
  if (value === 'fake') return ALL_FAKE
  if (!isObject(value) || value['*'] !== 'fake') return { fake: false, value }
  const given = {}
  for (const [key, child] of Object.entries(value)) if (key !== '*') setOwn(given, key, child)
  return { fake: true, given }
}

/** A template may stand where JSON wants a value: it is taken for a number while checking. */
function isJsonText(value: string, node: Node, context: ReadContext, label: string): boolean {
  // What a loop writes is known only when it has run.
  if (value === 'fake' || value.includes('{%')) return true
  try {
    JSON.parse(value.replace(/\{\{.*?\}\}/gs, '0'))
    return true
  } catch {
    context.report({
      code: 'bad-arguments',
      at: node,
      message: `${label}: this text is not JSON`,
      hint: 'give a map, JSON text, or the word fake',
    })
    return false
  }
}
