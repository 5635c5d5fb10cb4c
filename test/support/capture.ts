import { readdirSync } from 'node:fs'
import type { Bytes } from '../../src/message/bytes.ts'
import type { HeaderList } from '../../src/message/headers.ts'
import { readSpec, specFolder, type Line } from './spec-files.ts'

/** One step of writing a request: bytes, a pause in ms, or closing the connection. */
export type WireStep = Bytes | { readonly pause: number } | { readonly hangUp: true }

/** What Azure answered, as recorded: see spec/captures/README.md. */
export interface CapturedUpstream {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: unknown
  readonly raw?: Bytes
  readonly sse?: readonly unknown[]
  readonly wire?: readonly unknown[]
  readonly fault?: 'fin' | 'reset' | 'hang'
  readonly delay?: number
  readonly gap?: number
  readonly done?: boolean
  readonly coding?: string
  readonly failFirst?: number
  readonly failWith?: CapturedUpstream
}

/** A call as the pretend Azure saw it. */
export interface UpstreamCall {
  readonly deployment: string
  readonly method: string
  readonly url: string
  readonly headers: HeaderList
  readonly body: string
  /** How many pieces of the answer were written. */
  readonly wrote?: number
  /** Ms until the gateway closed the connection, if it did so before the answer was complete. */
  readonly closedByGatewayAfter?: number
}

export interface CapturedResponse {
  readonly statusLine: string
  readonly status: number
  readonly headers: HeaderList
  readonly chunked: boolean
  /** False when the body was cut short. */
  readonly complete: boolean
  /** Sizes of the HTTP chunks. */
  readonly chunks?: readonly number[]
  /** Chunking removed; bytes only where they are no UTF-8. */
  readonly body: Bytes
  /** Status lines that came before, such as `HTTP/1.1 100 Continue`. */
  readonly interim?: readonly string[]
  readonly ended?: string
  readonly ms?: number
  /** When each piece reached the client, and its bytes. */
  readonly arrivals?: readonly (readonly [ms: number, bytes: number])[]
}

export interface CapturedRequest {
  readonly method: string
  readonly url: string
  readonly headers: HeaderList
  readonly body: Bytes
}

export interface Capture {
  readonly line: Line
  readonly name: string
  readonly group: string
  /** Name of the gateway's configuration. */
  readonly config: string
  readonly shows: string
  readonly request: CapturedRequest | { readonly wire: readonly WireStep[] }
  readonly repeat?: number
  readonly together?: number
  readonly hangUpAfter?: number
  readonly keepOpen?: boolean
  readonly upstream: CapturedUpstream
  /** Answers of further deployments, by the suffix of their name. */
  readonly others: Readonly<Record<string, CapturedUpstream>>
  readonly upstreamSaw: readonly UpstreamCall[]
  /** In the order of the requests; one unless the capture repeats, none where the gateway never said a word. */
  readonly responses: readonly CapturedResponse[]
}

/** `null`: not one byte came as long as the client waited. */
type Recorded = CapturedResponse | { readonly statusLine: null }
type Raw = { readonly [key: string]: unknown }

/** Every capture of a release, by name, with its long texts joined and its base64 decoded. */
export function loadCaptures(line: Line): readonly Capture[] {
  return readdirSync(new URL(`captures/${line}/`, specFolder))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort()
    .map((name) => toCapture(readSpec(`captures/${line}/${name}.json`) as Raw, line))
}

/** The text that a recorded value stands for: a string, a list of strings and `{repeat, times}`, or `{base64}`. */
export function recordedBytes(value: unknown): Bytes {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(recordedText).join('')
  const { base64, repeat, times } = value as Raw
  if (typeof base64 === 'string') return new Uint8Array(Buffer.from(base64, 'base64'))
  if (typeof repeat === 'string' && typeof times === 'number') return repeat.repeat(times)
  throw new Error(`no recorded text: ${JSON.stringify(value)}`)
}

function toCapture(raw: Raw, line: Line): Capture {
  const { response, responses, ...rest } = raw
  const capture = { others: {}, ...rest } as unknown as Capture
  return {
    ...capture,
    line,
    request: toRequest(raw['request'] as Raw),
    upstream: toUpstream(raw['upstream'] as Raw),
    others: Object.fromEntries(
      Object.entries(capture.others).map(([name, other]) => [name, toUpstream(other as unknown as Raw)]),
    ),
    upstreamSaw: capture.upstreamSaw.map((call) => ({ ...call, body: recordedText(call.body) })),
    responses: ((responses ?? [response]) as Recorded[])
      .filter((one): one is CapturedResponse => one.statusLine !== null)
      .map((one) => ({
        ...one,
        headers: one.headers.map(([name, value]) => [name, recordedText(value)] as const),
        body: recordedBytes(one.body),
      })),
  }
}

function toRequest(raw: Raw): Capture['request'] {
  if (raw['wire'] !== undefined) return { wire: (raw['wire'] as readonly unknown[]).map(toStep) }
  const headers = (raw['headers'] as [string, unknown][]).map(
    ([name, value]) => [name, recordedText(value)] as const,
  )
  return { ...(raw as unknown as CapturedRequest), headers, body: recordedBytes(raw['body'] ?? '') }
}

function toStep(step: unknown): WireStep {
  const { pause, hangUp } = step as Raw
  if (typeof pause === 'number') return { pause }
  return hangUp === true ? { hangUp } : recordedBytes(step)
}

function toUpstream(raw: Raw): CapturedUpstream {
  const upstream = raw['raw'] === undefined ? raw : { ...raw, raw: recordedBytes(raw['raw']) }
  if (raw['headers'] === undefined) return upstream
  const headers = Object.entries(raw['headers'] as Raw).map(([name, value]) => [name, recordedValue(value)])
  return { ...upstream, headers: Object.fromEntries(headers) as NonNullable<CapturedUpstream['headers']> }
}

/** A header's value; several are a list, as a long one is that has a `repeat` in it. */
function recordedValue(value: unknown): unknown {
  const isLong = Array.isArray(value) && value.some((part) => typeof part !== 'string')
  return isLong ? recordedText(value) : value
}

function recordedText(value: unknown): string {
  const bytes = recordedBytes(value)
  if (typeof bytes !== 'string') throw new Error('bytes where a text belongs')
  return bytes
}
