import type { UpstreamRequest } from '../../contracts/upstream.ts'
import { requestType } from '../errors/bifrost-error.ts'
import type { CallSettings } from '../upstream/settings.ts'
import { EventRun } from '../../plan/event-run.ts'
import type { EventFrame, EventParts } from '../../plan/event-run.ts'
import { wireBytes } from '../go-json/bytes.ts'
import { identityFields } from '../response/routing-info.ts'
import { Encoded, encodeJson } from '../go-json/encode.ts'
import { patched } from '../../json/deep-merge.ts'
import type { StructType } from '../go-json/types.ts'
import type { SharedEvent } from '../response/shared-event.ts'
import type { ReadSteps } from './read-steps.ts'
import { runTimes } from './run-times.ts'
import type { DataLine } from './sse-lines.ts'
import type { Usage } from './stream-usage.ts'
import { addContext, addUsage } from '../response/template-key.ts'
import type { FilledText } from '../templates/cut-text.ts'
import type { Hole } from '../response/text-templates.ts'
import { hasPlainCounts } from './stream-usage.ts'
import { rawStreamRequest } from '../response/with-raw.ts'

/** What the last chunk tells of those before it. */
export interface LastChunk {
  readonly id: string
  readonly usage: Usage
  readonly finishReason: string | undefined
  /** Absent: '' and 0. */
  readonly model?: string
  readonly created?: number
  readonly service_tier?: string | undefined
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
    const frame = this.#frameFor(event, parts)
    if (!EventRun.fits(frame, parts) || typeof wireBytes(frame.before + frame.middle) !== 'string')
      return undefined
    const { gaps, leaves } = runTimes(kept, times, this.#lastAt, startAt)
    this.#lastAt = times[kept.at(-1) ?? -1] ?? this.#lastAt
    this.#index += kept.length
    return new EventRun(frame, parts, gaps, leaves)
  }

  /** What surrounds the choices of a run, written once for all streams that share them. */
  #frameFor(event: SharedEvent, parts: EventParts): EventFrame {
    const { codec, context } = this.#settings
    const { model, object, service_tier: tier, system_fingerprint: fingerprint } = event
    const key: unknown[] = [model, object, tier, fingerprint]
    addContext(key, context)
    const text = codec.templates.text(parts, key, [event.id, event.created], ([id, created]) =>
      sampleOf(this.#type, { ...event, id: id as string, created: created as number }, this.#fields),
    )
    return cut(String(text))
  }

  /** The chunk that the gateway adds by itself: what it remembers. `owner`: what it shares with other streams, if anything. */
  last(known: LastChunk, at: number, patch: object | undefined, owner: object | undefined): () => string {
    const extra = this.#extra(at - this.#headAt)
    const { captureRaw, codec, context } = this.#settings
    if (captureRaw.request) extra['raw_request'] = rawStreamRequest(this.#request, this.#settings)
    const { usage } = known
    if (owner === undefined || patch !== undefined || captureRaw.request || !hasPlainCounts(usage))
      return lastFrame(this.#type, lastChunk(known, extra), patch)
    const key: unknown[] = [known.finishReason, known.model, known.service_tier, extra['chunk_index']]
    addContext(key, context)
    addUsage(key, usage)
    const values = [known.id, known.created ?? 0, extra['latency'] as number]
    values.push(usage.prompt_tokens, usage.total_tokens)
    const text = codec.templates.text(owner, key, values, (them) =>
      encodeJson(this.#type, lastChunkOf(known, extra, them)),
    )
    return lastFilled(text)
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
  return { event, ...cut(sampleOf(type, event, extra)) }
}

/** A chunk with marks in the place of its choices and numbers. */
function sampleOf(type: StructType, event: SharedEvent, extra: Record<string, unknown>): string {
  return frame(type, {
    ...event,
    choices: new Encoded('\u0000'),
    usage: undefined,
    extra_fields: { ...extra, latency: 0, chunk_index: 0 },
  })
}

function cut(sample: string): EventFrame {
  const [before = '', rest = ''] = sample.split('\u0000')
  const numbers = rest.lastIndexOf(NUMBERS)
  const latency = numbers + '"latency":'.length
  const middle = rest.slice(0, latency)
  return { before, middle, between: INDEX, after: rest.slice(numbers + NUMBERS.length) }
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

function lastChunk({ usage, finishReason, ...known }: LastChunk, extra: object): object {
  const choice = finishReason === undefined ? { delta: {} } : { finish_reason: finishReason, delta: {} }
  return { choices: [choice], object: 'chat.completion.chunk', usage, extra_fields: extra, ...known }
}

/** `values`: id, created, latency, prompt tokens, total tokens. */
function lastChunkOf(known: LastChunk, extra: object, values: readonly Hole[]): object {
  const [id, created, latency, prompt, total] = values as [string, number, number, number, number]
  const usage = { ...known.usage, prompt_tokens: prompt, total_tokens: total }
  return lastChunk({ ...known, id, created, usage }, { ...extra, latency })
}

/** In a scope of its own: it lives as long as the client does not read. */
function lastFrame(type: StructType, chunk: object, patch: object | undefined): () => string {
  return () => `data: ${patched(encodeJson(type, chunk), patch)}\n\n`
}

function lastFilled(text: string | FilledText): () => string {
  return () => `data: ${String(text)}\n\n`
}

function frame(type: StructType, chunk: object): string {
  return `data: ${encodeJson(type, chunk)}\n\n`
}

function asText(raw: string | Uint8Array): string {
  return typeof raw === 'string' ? raw : Buffer.from(raw).toString('utf8')
}
