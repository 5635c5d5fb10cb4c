import type { UpstreamRequest } from '../../contracts/upstream.ts'
import { requestType } from '../errors/bifrost-error.ts'
import type { CallSettings } from '../upstream/settings.ts'
import { EventRun } from '../../plan/event-run.ts'
import type { EventFrame } from '../../plan/event-run.ts'
import { wireBytes } from '../go-json/bytes.ts'
import { identityFields } from '../response/routing-info.ts'
import { Encoded, encodeJson } from '../go-json/encode.ts'
import { patched } from '../../json/deep-merge.ts'
import type { StructType } from '../go-json/types.ts'
import type { SharedEvent } from '../response/shared-event.ts'
import type { ReadSteps } from './read-steps.ts'
import type { DataLine } from './sse-lines.ts'
import type { Usage } from './stream-usage.ts'
import { rawStreamRequest } from '../response/with-raw.ts'

/** What the last chunk tells of those before it. */
export interface LastChunk {
  readonly id: string
  readonly usage: Usage
  readonly finishReason: string | undefined
  /** Absent: '' and 0. */
  readonly model?: string
  readonly created?: number
}

/** Writes the chunks of one stream: counts them, and tells each how long after the one before it came. */
export class ChunkWriter {
  readonly #request: UpstreamRequest
  readonly #settings: CallSettings
  readonly #type: StructType
  readonly #headAt: number
  /** Those of every chunk. */
  readonly #fields: Readonly<Record<string, unknown>>
  #index = -1
  #lastAt: number
  #template: Template | undefined

  /** `headAt`: when the head of the deployment's answer arrived. */
  constructor(request: UpstreamRequest, settings: CallSettings, headAt: number) {
    this.#request = request
    this.#settings = settings
    this.#type = settings.codec.chunk
    this.#fields = {
      request_type: requestType(true),
      ...identityFields(settings.context, settings.profile.answers),
    }
    this.#headAt = headAt
    this.#lastAt = headAt
  }

  /** A chunk as the gateway decoded it. */
  decoded(chunk: { readonly extra_fields?: object }, line: DataLine): () => string {
    if (this.#settings.passesRaw) return this.#verbatim(line)
    const extra = { ...chunk.extra_fields, ...this.#extra(this.#since(line.at)) } as Record<string, unknown>
    if (this.#settings.captureRaw.response) extra['raw_response'] = JSON.stringify(asText(line.text()))
    return () => frame(this.#type, { ...chunk, extra_fields: extra })
  }

  /** A chunk whose choices are written already; all that surrounds them is the same in every chunk of the stream. */
  shared(event: SharedEvent, line: DataLine): () => string {
    if (this.#settings.passesRaw) return this.#verbatim(line)
    const latency = Math.round(this.#since(line.at))
    if (this.#settings.captureRaw.response) {
      const extra = { ...this.#extra(latency), raw_response: JSON.stringify(asText(line.text())) }
      const chunk = { ...event, choices: event.choices.encoded, usage: undefined, extra_fields: extra }
      return () => frame(this.#type, chunk)
    }
    if (this.#template === undefined || !isSameEnvelope(this.#template.event, event))
      this.#template = templateOf(this.#type, event, this.#fields)
    const { before, middle, between, after } = this.#template
    const index = ++this.#index
    const { text } = event.choices.encoded
    return () => `${before}${text}${middle}${latency}${between}${index}${after}`
  }

  /** The chunks of a whole stream, of which those go on that `read` says; undefined where they are too long to be sent as a run. */
  run(
    event: SharedEvent,
    { kept, parts }: ReadSteps,
    times: readonly number[],
    startAt: number,
  ): EventRun | undefined {
    const frame = templateOf(this.#type, event, this.#fields)
    if (!EventRun.fits(frame, parts) || typeof wireBytes(frame.before + frame.middle) !== 'string')
      return undefined
    const latencies: number[] = []
    const leaves: number[] = []
    for (const index of kept) {
      const at = times[index]!
      latencies.push(Math.round(this.#since(at)))
      leaves.push(startAt + at)
    }
    this.#index += kept.length
    return new EventRun(frame, parts, latencies, leaves)
  }

  /** The chunk that the gateway adds by itself: what it remembers. */
  last({ usage, finishReason, ...known }: LastChunk, at: number, patch: object | undefined): () => string {
    const extra = this.#extra(at - this.#headAt)
    if (this.#settings.captureRaw.request)
      extra['raw_request'] = rawStreamRequest(this.#request, this.#settings)
    const choice = finishReason === undefined ? { delta: {} } : { finish_reason: finishReason, delta: {} }
    const chunk = { ...known, choices: [choice], object: 'chat.completion.chunk', usage, extra_fields: extra }
    return lastFrame(this.#type, chunk, patch)
  }

  #verbatim(line: DataLine): () => string {
    this.#lastAt = line.at
    this.#index++
    return () => `data: ${asText(line.text())}\n\n`
  }

  #since(at: number): number {
    const passed = at - this.#lastAt
    this.#lastAt = at
    return passed
  }

  #extra(latency: number): Record<string, unknown> {
    return { ...this.#fields, latency: Math.round(latency), chunk_index: ++this.#index }
  }
}

/** The parts of a chunk around its choices, its latency and its index. */
interface Template extends EventFrame {
  readonly event: SharedEvent
}

function templateOf(type: StructType, event: SharedEvent, extra: Record<string, unknown>): Template {
  const sample = frame(type, {
    ...event,
    choices: new Encoded('\u0000'),
    usage: undefined,
    extra_fields: { ...extra, latency: 0, chunk_index: 0 },
  })
  const [before = '', rest = ''] = sample.split('\u0000')
  const numbers = rest.lastIndexOf(NUMBERS)
  const latency = numbers + '"latency":'.length
  const middle = rest.slice(0, latency)
  return { event, before, middle, between: INDEX, after: rest.slice(numbers + NUMBERS.length) }
}

const INDEX = ',"chunk_index":'
const NUMBERS = `"latency":0${INDEX}0`

function isSameEnvelope(a: SharedEvent, b: SharedEvent): boolean {
  return (
    a.id === b.id &&
    a.created === b.created &&
    a.model === b.model &&
    a.object === b.object &&
    a.system_fingerprint === b.system_fingerprint &&
    a.service_tier === b.service_tier
  )
}

/** In a scope of its own: it lives as long as the client does not read. */
function lastFrame(type: StructType, chunk: object, patch: object | undefined): () => string {
  return () => `data: ${patched(encodeJson(type, chunk), patch)}\n\n`
}

function frame(type: StructType, chunk: object): string {
  return `data: ${encodeJson(type, chunk)}\n\n`
}

function asText(raw: string | Uint8Array): string {
  return typeof raw === 'string' ? raw : Buffer.from(raw).toString('utf8')
}
