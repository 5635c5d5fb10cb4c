import { bodyBytes, headerValue } from '../upstream.ts'
import type { UpstreamAnswer, UpstreamPiece, UpstreamRequest } from '../upstream.ts'
import { contextFields, requestType } from './bifrost-error.ts'
import type { BifrostError } from './bifrost-error.ts'
import type { CallOutcome, CallSettings } from './call.ts'
import { gunzipPieces } from './http/gunzip-pieces.ts'
import { decodeJson, projectJson } from './json/decode.ts'
import { encodeJson } from './json/encode.ts'
import { rawJson } from './raw-json.ts'
import { BIFROST_ERROR } from './schemas/error.ts'
import { CHAT_RESPONSE } from './schemas/chat-response.ts'
import { readDataLines } from './sse-lines.ts'
import type { DataLine } from './sse-lines.ts'
import { readError, streamBroke } from './transport-failure.ts'

/** One event to the client, `at` ms after the exchange began. */
export interface StreamFrame {
  readonly at: number
  readonly text: () => string
}

export const DONE_FRAME = 'data: [DONE]\n\n'

type Chunk = Record<string, unknown> & {
  choices?: Choice[]
  usage?: Usage
  id?: string
  extra_fields?: unknown
}
type Choice = { index?: number; finish_reason?: string; delta?: Record<string, unknown> }
type Usage = Record<string, unknown> & {
  prompt_tokens?: number
  completion_tokens?: number
  total_tokens?: number
}

/**
 * The events of a deployment's stream as the client gets them. The first one is judged before anything is sent: an
 * error there becomes a whole error answer. A stream that ends early ends as if all were well (the clean death).
 */
export function readStream(
  request: UpstreamRequest,
  answer: UpstreamAnswer,
  settings: CallSettings,
  startAt: number,
): CallOutcome {
  const source = openStream(answer, settings)
  if (source.failure !== undefined && source.lines.length === 0) {
    return { kind: 'error', at: startAt + source.endAt, error: streamBroke(source.failure, settings.context) }
  }
  const frames: StreamFrame[] = []
  const usage: Usage = {}
  const chunks = new ChunkWriter(request, settings, answer.headAt)
  let finishReason: string | undefined
  let finishForwarded = false
  let id = ''
  for (const line of source.lines) {
    const at = startAt + line.at
    const error = eventError(line, request, settings)
    if (error !== undefined) {
      if (frames.length === 0) return { kind: 'error', at, error }
      frames.push({ at, text: () => `data: ${encodeJson(BIFROST_ERROR, error)}\n\n` })
      return { kind: 'stream', frames, endAt: at }
    }
    const chunk = readChunk(line)
    if (chunk === undefined) continue
    if (chunk.usage !== undefined) addUsage(usage, chunk.usage)
    delete chunk.usage
    const choice = chunk.choices?.[0]
    if (choice === undefined) continue
    const reason = choice.finish_reason ?? ''
    if (reason !== '') finishReason = reason
    if (id === '') id = chunk.id ?? ''
    if (!carriesContent(choice.delta)) continue
    if (reason !== '') {
      if (settings.profile.finishReasonStaysWithContent) finishForwarded = true
      else delete choice.finish_reason
    }
    frames.push({ at, text: chunks.next(chunk, line) })
  }
  const endAt = startAt + source.endAt
  if (source.failure !== undefined) {
    const error = streamBroke(source.failure, settings.context)
    if (frames.length === 0) return { kind: 'error', at: endAt, error }
    frames.push({ at: endAt, text: () => `data: ${encodeJson(BIFROST_ERROR, error)}\n\n` })
    return { kind: 'stream', frames, endAt }
  }
  frames.push({
    at: endAt,
    text: chunks.last(id, usage, finishForwarded ? undefined : finishReason, source.endAt),
  })
  frames.push({ at: endAt, text: () => DONE_FRAME })
  return { kind: 'stream', frames, endAt }
}

/** The payload lines that arrive in time, when reading ends, and why if not well. */
function openStream(
  answer: UpstreamAnswer,
  settings: CallSettings,
): { lines: readonly DataLine[]; endAt: number; failure: string | undefined } {
  const { timeoutMs } = settings.config
  const intime = answer.body.filter((piece) => piece.at < timeoutMs)
  const zipped = headerValue(answer.headers, 'content-encoding')?.toLowerCase().includes('gzip') === true
  const { pieces, error } = zipped ? gunzipPieces(intime) : { pieces: intime, error: undefined }
  const endAt = Math.min(answer.endAt, timeoutMs)
  if (!looksLikeEvents(answer, pieces)) {
    return { lines: [], endAt, failure: 'provider returned non-SSE response for streaming request' }
  }
  const { lines, doneAt } = readDataLines(pieces)
  if (doneAt !== undefined) return { lines, endAt: doneAt, failure: undefined }
  if (error !== undefined) return { lines, endAt, failure: error }
  if (answer.ending === 'hang' || answer.endAt >= timeoutMs) {
    return { lines, endAt: timeoutMs, failure: readError('i/o timeout', settings.connection) }
  }
  const failure =
    answer.ending === 'reset' ? readError('connection reset by peer', settings.connection) : undefined
  return { lines, endAt, failure }
}

/** A stream says so in its type, or begins like one. */
function looksLikeEvents(answer: UpstreamAnswer, pieces: readonly UpstreamPiece[]): boolean {
  if ((headerValue(answer.headers, 'content-type') ?? '').toLowerCase().includes('text/event-stream'))
    return true
  if (pieces.length > 0 && pieces.every((piece) => 'event' in piece)) return true
  const text = Buffer.from(bodyBytes(pieces)).toString('latin1')
  return /^(:|\n|\r|data:|event:|id:|retry:)/.test(text)
}

/** The error that an event carries: only one with a non-empty message is an error. */
function eventError(
  line: DataLine,
  request: UpstreamRequest,
  settings: CallSettings,
): BifrostError | undefined {
  if (
    line.value !== undefined &&
    !(typeof line.value === 'object' && line.value !== null && 'error' in line.value)
  )
    return undefined
  const decoded = decodeJson(BIFROST_ERROR, line.text())
  if (!decoded.ok) return undefined
  const error = decoded.value as Partial<BifrostError>
  if (error.error === undefined || (error.error.message ?? '') === '') return undefined
  const result = {
    ...error,
    is_bifrost_error: error.is_bifrost_error === true,
    extra_fields: contextFields(settings.context),
  } as BifrostError
  if (settings.captureRaw.request) result.extra_fields.raw_request = rawJson(request.body)
  return result
}

function readChunk(line: DataLine): Chunk | undefined {
  const decoded =
    line.value === undefined ? decodeJson(CHAT_RESPONSE, line.text()) : projectJson(CHAT_RESPONSE, line.value)
  return decoded.ok ? (decoded.value as Chunk) : undefined
}

/** Only these parts of a delta make the gateway forward a chunk; a role or a refusal alone does not. */
function carriesContent(delta: Record<string, unknown> | undefined): boolean {
  if (delta === undefined) return false
  if (delta['content'] !== undefined || delta['reasoning'] !== undefined || delta['audio'] !== undefined)
    return true
  return isFilled(delta['reasoning_details']) || isFilled(delta['tool_calls'])
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0
}

function addUsage(sum: Usage, usage: Usage): void {
  for (const key of ['prompt_tokens', 'completion_tokens', 'total_tokens'] as const) {
    sum[key] = Math.max(sum[key] ?? 0, usage[key] ?? 0)
  }
  sum.total_tokens = Math.max(sum.total_tokens ?? 0, (sum.prompt_tokens ?? 0) + (sum.completion_tokens ?? 0))
  for (const key of ['prompt_tokens_details', 'completion_tokens_details', 'cost'] as const) {
    if (usage[key] !== undefined) sum[key] = usage[key]
  }
}

/** Writes the chunks of one stream: counts them, and tells each how long after the one before it came. */
class ChunkWriter {
  readonly #request: UpstreamRequest
  readonly #settings: CallSettings
  readonly #headAt: number
  #index = -1
  #lastAt: number

  constructor(request: UpstreamRequest, settings: CallSettings, headAt: number) {
    this.#request = request
    this.#settings = settings
    this.#headAt = headAt
    this.#lastAt = headAt
  }

  next(chunk: Chunk, line: DataLine): () => string {
    const extra = this.#extra(line.at - this.#lastAt)
    this.#lastAt = line.at
    if (this.#settings.captureRaw.response) {
      const raw = line.text()
      extra['raw_response'] = JSON.stringify(
        typeof raw === 'string' ? raw : Buffer.from(raw).toString('utf8'),
      )
    }
    return () => frame({ ...chunk, extra_fields: extra })
  }

  /** The chunk that the gateway adds by itself: what it remembers, under no model and no time. */
  last(id: string, usage: Usage, finishReason: string | undefined, at: number): () => string {
    const extra = this.#extra(at - this.#headAt)
    if (this.#settings.captureRaw.request) extra['raw_request'] = rawJson(this.#request.body)
    const choice = finishReason === undefined ? { delta: {} } : { finish_reason: finishReason, delta: {} }
    return () => frame({ id, choices: [choice], object: 'chat.completion.chunk', usage, extra_fields: extra })
  }

  #extra(latency: number): Record<string, unknown> {
    this.#index++
    return {
      request_type: requestType(true),
      provider: this.#request.provider,
      model_requested: this.#request.model,
      model_deployment: this.#request.deployment,
      latency: Math.round(latency),
      chunk_index: this.#index,
    }
  }
}

function frame(chunk: Chunk): string {
  return `data: ${encodeJson(CHAT_RESPONSE, chunk)}\n\n`
}
