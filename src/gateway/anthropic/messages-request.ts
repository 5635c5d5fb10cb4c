import type { JsonObject } from '../../json/json-object.ts'
import { isJson, rawJson } from '../response/raw-json.ts'
import { encoder } from '../go-json/encode.ts'
import { indentJson } from '../go-json/indent.ts'
import { normalizedFormat } from './output-format.ts'
import { mostTokens } from './claude.ts'
import { messagesRequest } from './shapes.ts'
import { toolSchema } from '../schemas/tool-schema.ts'
import type { UpstreamRules } from '../profiles/profile.ts'

/** The names of a model: as it was asked for, and at Azure. */
export interface ClaudeModel {
  readonly model: string
  readonly deployment: string
}

/** A decoded chat request as the gateway writes it for a Claude deployment. Source: its public code around 1.4.19; what it sends was recorded (claude-deployment). */
export function messagesText(
  request: JsonObject,
  names: ClaudeModel,
  stream: boolean,
  { toolSchemaOrder }: UpstreamRules,
): string {
  const value = { ...toMessages(request, names), stream: stream || undefined }
  return indentJson(encoder(requestWith(toolSchemaOrder), 'html')(value), '  ')
}

const shapes = new Map<UpstreamRules['toolSchemaOrder'], ReturnType<typeof messagesRequest>>()

function requestWith(order: UpstreamRules['toolSchemaOrder']): ReturnType<typeof messagesRequest> {
  let shape = shapes.get(order)
  if (shape === undefined) shapes.set(order, (shape = messagesRequest(toolSchema(order))))
  return shape
}

/** Why a request cannot be asked of a Claude deployment; undefined: it can. */
export function refusedByMessages(request: JsonObject, { model }: ClaudeModel): string | undefined {
  const { max_tokens: budget, effort } = (request['reasoning'] ?? {}) as Reasoning
  const most = Number(request['max_completion_tokens'] ?? mostTokens(model))
  if (budget !== undefined)
    return budget !== -1 && budget < LEAST_BUDGET
      ? `reasoning.max_tokens must be >= ${LEAST_BUDGET} for anthropic`
      : undefined
  const counts = effort !== undefined && effort !== 'none' && !isAdaptive(model)
  return counts && most < LEAST_BUDGET
    ? `max_tokens must be greater than ${LEAST_BUDGET} for reasoning`
    : undefined
}

function toMessages(request: JsonObject, { model, deployment }: ClaudeModel): JsonObject {
  const most = request['max_completion_tokens'] ?? mostTokens(model)
  const messages = listOf(request['messages'])
  const turns = turnsOf(messages)
  const format = normalizedFormat(request['response_format'])
  const { thinking, effort } = thinkingOf(request['reasoning'] as Reasoning | undefined, model, Number(most))
  const { temperature, top_p: topP } = request
  return {
    model: deployment,
    max_tokens: most,
    messages: turns.length === 0 ? undefined : turns,
    system: systemOf(messages),
    temperature,
    // Anthropic takes one of the two.
    top_p: temperature === undefined ? topP : undefined,
    stop_sequences: request['stop'],
    tools: request['tools'] === undefined ? undefined : listOf(request['tools']).flatMap(toolOf),
    tool_choice: choiceOf(request['tool_choice']),
    thinking,
    output_config: format === undefined && effort === undefined ? undefined : { format, effort },
    service_tier: request['service_tier'],
  }
}

/** The last message of the system that says something. */
function systemOf(messages: readonly JsonObject[]): unknown {
  let system: unknown
  for (const { role, content } of messages) {
    if (role !== 'system') continue
    const blocks = Array.isArray(content) ? textsOf(content as JsonObject[]) : content
    if (typeof blocks === 'string' ? blocks !== '' : Array.isArray(blocks) && blocks.length > 0)
      system = blocks
  }
  return system
}

function textsOf(blocks: readonly JsonObject[]): readonly JsonObject[] {
  return blocks.flatMap((block) => (isText(block) ? [textOf(block)] : []))
}

/** The results of tools that follow each other are one message of the user. */
function turnsOf(messages: readonly JsonObject[]): readonly JsonObject[] {
  const turns: JsonObject[] = []
  let results: JsonObject[] | undefined
  for (const message of messages) {
    const { role } = message
    if (role === 'tool') {
      const { tool_call_id: id } = message
      if (id === undefined) continue
      if (results === undefined) turns.push({ role: 'user', content: (results = []) })
      results.push({ type: 'tool_result', tool_use_id: id, content: resultOf(message['content']) })
      continue
    }
    results = undefined
    if (role === 'system') continue
    const content = [...partsOf(message['content']), ...listOf(message['tool_calls']).map(useOf)]
    turns.push({ role, content: content.length === 0 ? undefined : content })
  }
  return turns
}

function resultOf(content: unknown): unknown {
  if (!Array.isArray(content)) return content === '' ? undefined : content
  const blocks = (content as JsonObject[]).flatMap((block) =>
    isText(block) ? [textOf(block)] : block['image_url'] === undefined ? [] : [imageOf(block)],
  )
  return blocks.length === 0 ? undefined : blocks
}

function partsOf(content: unknown): readonly JsonObject[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  return listOf(content).flatMap((block) => {
    if (isText(block)) return [textOf(block)]
    if (block['image_url'] !== undefined) return [imageOf(block)]
    return block['file'] === undefined ? [] : [documentOf(block)]
  })
}

function isText({ text }: JsonObject): boolean {
  return typeof text === 'string' && text !== ''
}

function textOf({ text, cache_control }: JsonObject): JsonObject {
  return { type: 'text', text, cache_control }
}

function imageOf({ image_url: image, cache_control }: JsonObject): JsonObject {
  const { url } = image as { readonly url: string }
  return { type: 'image', source: dataOf(url) ?? { type: 'url', url }, cache_control }
}

/** A `data:` URL, taken apart. */
function dataOf(url: string): JsonObject | undefined {
  const [, type, data] = /^data:([^;,]*);base64,(.*)$/s.exec(url) ?? []
  return data === undefined ? undefined : { type: 'base64', media_type: type || undefined, data }
}

function documentOf({ file, cache_control, citations }: JsonObject): JsonObject {
  const { file_url: url, file_data: data, file_type: type, filename: title } = file as Record<string, string>
  return { type: 'document', source: sourceOf(url, data, type), cache_control, citations, title }
}

function sourceOf(url: string | undefined, data: string | undefined, type: string | undefined): JsonObject {
  if (url !== undefined && url !== '') return { type: 'url', url }
  if (data === undefined || data === '') return { type: '' }
  if (type === 'text/plain' || type === 'txt') return { type: 'text', data }
  return dataOf(data) ?? { type: 'base64', media_type: type ?? 'application/pdf', data }
}

function useOf(call: JsonObject): JsonObject {
  const { name, arguments: text = '' } = (call['function'] ?? {}) as { name?: string; arguments?: string }
  // What is no JSON would break the whole body; nobody knows what the gateway makes of it.
  const input = text === '' ? undefined : isJson(text) ? rawJson(text) : JSON.stringify(text)
  return { type: 'tool_use', id: call['id'], name, input }
}

function toolOf(tool: JsonObject): readonly JsonObject[] {
  const { cache_control } = tool
  const own = tool['function'] as JsonObject | undefined
  if (own === undefined) return []
  return [
    { name: own['name'], description: own['description'], input_schema: own['parameters'], cache_control },
  ]
}

function choiceOf(choice: unknown): JsonObject | undefined {
  if (choice === undefined || choice === null) return undefined
  if (typeof choice === 'string') return { type: CHOICES[choice] ?? 'auto' }
  const { type, function: named } = choice as { type?: string; function?: { name?: string } }
  if (type === 'function') return { type: 'tool', name: named?.name }
  return { type: type === 'allowed_tools' ? 'any' : 'auto' }
}

const CHOICES: Readonly<Record<string, string>> = { any: 'any', required: 'any', none: 'none' }

interface Reasoning {
  readonly effort?: string
  readonly max_tokens?: number
}

interface Thinking {
  readonly thinking?: JsonObject
  readonly effort?: string
}

const LEAST_BUDGET = 1024

function thinkingOf(reasoning: Reasoning | undefined, model: string, most: number): Thinking {
  if (reasoning === undefined) return {}
  const { effort, max_tokens: tokens } = reasoning
  if (tokens !== undefined) return budget(tokens === -1 ? LEAST_BUDGET : tokens)
  if (effort === undefined || effort === 'none') return { thinking: { type: 'disabled' } }
  const known = effort === 'minimal' ? 'low' : effort
  if (isAdaptive(model)) return { thinking: { type: 'adaptive' }, effort: known }
  const takesEffort = /opus-4[-.]5/.test(model)
  const share = SHARES[takesEffort ? known : effort] ?? SHARES['medium']!
  const tokensOf = LEAST_BUDGET + Math.trunc(share * (most - LEAST_BUDGET))
  return { ...budget(tokensOf), ...(takesEffort && { effort: known }) }
}

function budget(tokens: number): Thinking {
  return { thinking: { type: 'enabled', budget_tokens: tokens } }
}

/** How much of all tokens an effort may think. */
const SHARES: Readonly<Record<string, number>> = { minimal: 0.025, low: 0.15, medium: 0.425, high: 0.8 }

/** Models that decide themselves how much they think. */
function isAdaptive(model: string): boolean {
  return /(?:opus|sonnet)-4[-.]6/.test(model)
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonObject[]) : []
}
