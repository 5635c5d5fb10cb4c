import { byteLength } from '../go-json/bytes.ts'
import type { UpstreamRules } from '../profiles/profile.ts'
import { reasoningEffort } from './reasoning-effort.ts'
import { stripSampling } from './sampling.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** Azure refuses less. */
const LEAST_COMPLETION_TOKENS = 16
const LONGEST_USER = 64
/** Read from the client, but never sent on. */
const KEPT_BACK = new Set(['max_tokens', 'fallbacks', 'reasoning', 'stream'])

/**
 * What the gateway sends to Azure for a chat request: a value of the codec's `upstream` from one of its `request`.
 * `model` is the name that the client's URL gives, not the deployment it stands for.
 */
export function toUpstreamRequest(
  request: JsonObject,
  model: string,
  stream: boolean,
  rules: UpstreamRules,
): JsonObject {
  const upstream: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(request)) if (!KEPT_BACK.has(key)) upstream[key] = value
  if (rules.sendsMaxTokens) sendMaxTokens(upstream, request['max_tokens'])
  upstream['model'] = model
  upstream['messages'] = listOf(request['messages']).map(cleanMessage)
  if (Array.isArray(request['tools']))
    upstream['tools'] = listOf(request['tools']).map(without('cache_control'))
  limit(upstream)
  if (rules.stripsSampling) stripSampling(upstream, model)
  for (const name of rules.droppedParameters) delete upstream[name]
  const effort = reasoningEffort(request, rules)
  if (effort !== undefined) upstream['reasoning_effort'] = effort
  if (stream) Object.assign(upstream, { stream: true, stream_options: { include_usage: true } })
  return upstream
}

/** Later lines also translate the one tool choice that Azure does not know. */
function sendMaxTokens(upstream: Record<string, unknown>, maxTokens: unknown): void {
  if (maxTokens !== undefined) upstream['max_completion_tokens'] ??= maxTokens
  if (upstream['tool_choice'] === 'any') upstream['tool_choice'] = 'required'
}

function limit(upstream: Record<string, unknown>): void {
  const tokens = upstream['max_completion_tokens']
  if (typeof tokens === 'number' && tokens < LEAST_COMPLETION_TOKENS) {
    upstream['max_completion_tokens'] = LEAST_COMPLETION_TOKENS
  }
  const { user } = upstream
  if (typeof user === 'string' && byteLength(user) > LONGEST_USER) delete upstream['user']
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonObject[]) : []
}

function cleanMessage(message: JsonObject): JsonObject {
  const { content } = message
  return Array.isArray(content) ? { ...message, content: listOf(content).map(cleanBlock) } : message
}

/** Blocks lose what only other providers know. A file's address goes only together with something else. */
function cleanBlock(block: JsonObject): JsonObject {
  const file = block['file'] as JsonObject | undefined
  const foreign = 'cache_control' in block || 'citations' in block || file?.['file_type'] !== undefined
  if (!foreign) return block
  const cleaned = without('cache_control', 'citations')(block)
  return file === undefined ? cleaned : { ...cleaned, file: without('file_type', 'file_url')(file) }
}

function without(...names: readonly string[]): (value: JsonObject) => JsonObject {
  return (value) => Object.fromEntries(Object.entries(value).filter(([key]) => !names.includes(key)))
}
