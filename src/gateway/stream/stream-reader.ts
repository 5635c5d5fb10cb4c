import type { UpstreamRequest, UpstreamStream } from '../../contracts/upstream.ts'
import type { Received } from '../upstream/received.ts'
import { chatLines } from '../anthropic/read-events.ts'
import { gatewayError } from '../errors/bifrost-error.ts'
import type { BifrostError } from '../errors/bifrost-error.ts'
import type { CallOutcome, StreamPart } from '../upstream/outcome.ts'
import type { CallSettings } from '../upstream/settings.ts'
import { carriesContent, hasReason } from './carried.ts'
import { ChunkWriter } from './chunk-writer.ts'
import { decodeJson } from '../go-json/decode.ts'
import { encodeJson } from '../go-json/encode.ts'
import { isReadToItsEnd, openStream } from './open-stream.ts'
import { merge } from '../../json/deep-merge.ts'
import type { Choice } from '../response/shared-choices.ts'
import { readSharedEvent } from '../response/shared-event.ts'
import { readSteps } from './read-steps.ts'
import type { DataLine } from './sse-lines.ts'
import { eventError } from './stream-error.ts'
import { addUsage } from './stream-usage.ts'
import type { Usage } from './stream-usage.ts'
import { redacted } from '../errors/redact.ts'
import { withHeartbeats } from './heartbeats.ts'
import { streamBroke, truncated } from '../upstream/transport-failure.ts'

const DONE_FRAME = () => 'data: [DONE]\n\n'
const NO_CHOICES: readonly object[] = []

/**
 * The events of a deployment's stream as the client gets them. The first one is judged before anything is sent: an
 * error there becomes a whole error answer. A stream that ends early ends as if all were well (the clean death).
 */
export function readStream(
  request: UpstreamRequest,
  answer: Received,
  settings: CallSettings,
  startAt: number,
): CallOutcome {
  if (request.protocol === 'messages') return readMessages(request, answer, settings, startAt)
  const source = openStream(answer, settings)
  const reader = new StreamReader(request, settings, answer.headAt, startAt)
  for (const line of source.lines) {
    const error = eventError(line, request, settings)
    if (error !== undefined) return reader.fail(error, line.at)
    reader.take(line)
  }
  if (source.hangs === true) return reader.hang(source.endAt)
  if (source.failure !== undefined)
    return reader.fail(streamBroke(source.failure, settings.context), source.endAt)
  if (!source.isDone && reader.isTruncated) return reader.fail(truncated(settings.context), source.endAt)
  return reader.end(source.endAt, answer.patch)
}

/** The same for a stream of a Claude deployment, which may say of itself what it likes. */
function readMessages(
  request: UpstreamRequest,
  answer: Received,
  settings: CallSettings,
  startAt: number,
): CallOutcome {
  const source = openStream(answer, settings, true)
  const { lines, model, doneAt, error, usage } = chatLines(source.lines)
  // Older lines tell the name that the deployment gives its model.
  const isNamed = settings.profile.answers.modelFields === 'model_requested, model_deployment'
  const named = isNamed ? { ...settings, context: { ...settings.context, model } } : settings
  const reader = new StreamReader(request, named, answer.headAt, startAt)
  for (const line of lines) reader.take(line)
  // The core names the model in an error that takes the place of the whole answer.
  const { context } = reader.hasBegun ? named : settings
  if (error !== undefined) {
    const { type, message } = error
    return reader.fail(gatewayError(message, { errorType: type, context }), error.at)
  }
  if (doneAt === undefined && source.hangs === true) return reader.hang(source.endAt)
  if (doneAt === undefined && source.failure !== undefined)
    return reader.fail(streamBroke(source.failure, context), source.endAt)
  reader.count(usage)
  return reader.end(doneAt ?? source.endAt, answer.patch)
}

/**
 * The same for a stream whose chunks share all but their choices: read as a whole. Undefined where it has to be read event by
 * event: its answer is not captured, it is not cut short, and all of its chunks are plain.
 */
export function readChunks(
  request: UpstreamRequest,
  stream: UpstreamStream,
  settings: CallSettings,
  startAt: number,
): CallOutcome | undefined {
  const { captureRaw, passesRaw } = settings
  if (captureRaw.response || passesRaw || stream.extra !== undefined) return undefined
  if (!isReadToItsEnd(stream, settings)) return undefined
  const reader = new StreamReader(request, settings, stream.headAt, startAt)
  if (!reader.takeAll(stream)) return undefined
  if (reader.isTruncated) return reader.fail(truncated(settings.context), stream.endAt)
  return reader.end(stream.endAt, stream.patch)
}

/** Collects the frames of one stream, and what only its last chunk tells. */
class StreamReader {
  readonly #settings: CallSettings
  readonly #startAt: number
  readonly #headAt: number
  readonly #frames: StreamPart[] = []
  readonly #usage: Usage = {}
  readonly #writer: ChunkWriter
  #finishReason: string | undefined
  #finishForwarded = false
  #id = ''
  #created = 0
  #model = ''
  #tier: string | undefined
  /** What the stream shares with others of the same reply. */
  #shared: object | undefined

  constructor(request: UpstreamRequest, settings: CallSettings, headAt: number, startAt: number) {
    this.#settings = settings
    this.#startAt = startAt
    this.#headAt = headAt
    this.#writer = new ChunkWriter(request, settings, headAt)
  }

  /** One payload: remembered, and forwarded if it carries content. A line that is no chunk is skipped. */
  take(line: DataLine): void {
    const { codec } = this.#settings
    const shared =
      line.value === undefined ? undefined : readSharedEvent(line.value, codec, codec.chunkChoices)
    const { finishStaysWithContent } = this.#settings.profile.streams
    const [choice] = shared?.choices.value ?? []
    if (shared !== undefined && (finishStaysWithContent || !hasReason(choice))) {
      if (this.#keeps(shared, shared.usage as Usage | undefined, choice))
        this.#push(line.at, this.#writer.shared(shared, line))
      return
    }
    const decoded = decodeJson<Chunk>(
      codec.response,
      line.value === undefined ? line.text() : JSON.stringify(line.value),
    )
    if (!decoded.ok) return
    const { usage, ...chunk } = decoded.value
    const [first] = chunk.choices ?? []
    if (!this.#keeps(chunk, usage, first)) return
    if (first !== undefined && !finishStaysWithContent) delete first.finish_reason
    this.#push(line.at, this.#writer.decoded(chunk, line))
  }

  /** Whether the client has got anything. */
  get hasBegun(): boolean {
    return this.#frames.length > 0
  }

  /** Counts that no chunk tells. */
  count(usage: Usage): void {
    addUsage(this.#usage, usage)
  }

  /** All chunks of a stream; false where one of them has to be read by itself. */
  takeAll({ steps, envelope, times, usage }: UpstreamStream): boolean {
    const { codec, profile } = this.#settings
    const read = readSteps(steps, codec, profile.streams)
    const shared = readSharedEvent({ choices: NO_CHOICES, usage, ...envelope }, codec, codec.chunkChoices)
    if (read === undefined || shared === undefined) return false
    const run = this.#writer.run(shared, read, times, this.#startAt)
    if (run === undefined) return false
    if (run.length > 0) this.#frames.push(run)
    if (shared.usage !== undefined) addUsage(this.#usage, shared.usage as Usage)
    this.#shared = steps
    this.#finishReason = read.finishReason
    this.#finishForwarded = read.finishForwarded
    this.#model = shared.model
    if (steps.length === 0) return true
    this.#id = shared.id
    this.#created = shared.created
    this.#tier = shared.service_tier
    return true
  }

  /** An error ends the stream without `[DONE]`; before the first frame it takes the place of the stream, unless that has begun. */
  fail(error: BifrostError, at: number): CallOutcome {
    const endAt = this.#startAt + at
    error.extra_fields.latency = Math.round(at)
    const { beginsWith } = this.#settings.profile.streams
    if (this.#frames.length === 0 && beginsWith === 'first event') return { kind: 'error', at: endAt, error }
    this.#push(
      at,
      () => `data: ${encodeJson(this.#settings.codec.error, redacted(error, this.#settings.profile))}\n\n`,
    )
    return this.#stream(endAt)
  }

  /** Nothing more comes; where nothing has come yet, not even the head of the answer leaves. */
  hang(at: number): CallOutcome {
    const endAt = this.#startAt + at
    if (this.#frames.length === 0) return { kind: 'silence', at: endAt }
    return { ...this.#stream(endAt), hangs: true }
  }

  /** Nothing has said that this is all. */
  get isTruncated(): boolean {
    return this.#settings.profile.streams.truncated === 'is an error' && this.#finishReason === undefined
  }

  end(at: number, patch: { readonly usage?: unknown } | undefined): CallOutcome {
    const finishReason = this.#finishForwarded ? undefined : this.#finishReason
    const { lastChunkHasModel, lastChunkHasTier } = this.#settings.profile.streams
    const last = {
      id: this.#id,
      usage: this.#usage,
      finishReason,
      ...(lastChunkHasModel && {
        model: this.#model,
        created: this.#created,
      }),
      ...(lastChunkHasTier && { service_tier: this.#tier }),
    }
    this.#push(at, this.#writer.last(last, at, patch, this.#shared))
    this.#push(at, DONE_FRAME)
    const used = () => merge(this.#usage, patch?.usage) as Usage
    return this.#stream(this.#startAt + at, used)
  }

  #stream(endAt: number, usage?: () => Usage): Extract<CallOutcome, { kind: 'stream' }> {
    const { heartbeatMs } = this.#settings.profile.streams
    const frames = withHeartbeats(this.#frames, endAt, heartbeatMs)
    return { kind: 'stream', frames, endAt, latency: this.#headAt, ...(usage && { usage }) }
  }

  #push(at: number, text: () => string): void {
    this.#frames.push({ at: this.#startAt + at, text })
  }

  /** Remembers what the last chunk will tell; true when the chunk itself goes on. */
  #keeps(chunk: Envelope, usage: Usage | undefined, choice: Choice | undefined): boolean {
    if (usage !== undefined) addUsage(this.#usage, usage)
    if (chunk.model) this.#model = chunk.model
    if (choice === undefined) return false
    const reason = choice.finish_reason ?? ''
    if (reason !== '') this.#finishReason = reason
    if (this.#id === '') this.#id = chunk.id ?? ''
    if (this.#created === 0) this.#created = chunk.created ?? 0
    this.#tier = chunk.service_tier ?? this.#tier
    if (!carriesContent(choice.delta, this.#settings.profile.streams)) return false
    if (reason !== '' && this.#settings.profile.streams.finishStaysWithContent) this.#finishForwarded = true
    return true
  }
}

type Envelope = {
  readonly id?: string
  readonly model?: string
  readonly created?: number
  readonly service_tier?: string | undefined
}
type Chunk = Envelope & { choices?: Choice[]; usage?: Usage; extra_fields?: object }
