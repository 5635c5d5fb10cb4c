import type { Bytes } from '../../src/message/bytes.ts'
import type { CapturedResponse } from './capture.ts'
import { sortMembers } from '../../src/json/sort-members.ts'
import type { Line } from './spec-files.ts'

/** A response without what does not come out the same twice: two of them can be compared key by key. */
export interface MaskedResponse {
  readonly statusLine: string
  readonly interim: readonly string[]
  readonly headers: readonly string[]
  readonly chunked: boolean
  readonly complete: boolean
  /** One text, or where `chunks` is to be compared (since 1.4.19) one per HTTP chunk. */
  readonly body: readonly string[]
}

/** Headers that every release writes itself, at fixed places. All others come from Azure, in an order that changes. */
const gatewayOwn =
  /^(?:server|date|content-(?:type|length)|access-control-.*|allow|connection|transfer-encoding)$/i

/** What releases since 1.4.19 write besides. In older releases these come from Azure if at all. */
const ownSince1419 =
  /^(?:x-frame-options|x-content-type-options|referrer-policy|content-security-policy|permissions-policy|vary)$/i

/**
 * Applies the rules of spec/captures/README.md, "What must be masked before comparing". `response` is a recorded one or
 * one read from a socket (`parseResponses`); `line` the release that it belongs to.
 */
export function maskResponse(response: CapturedResponse, line: Line = '1.4.19'): MaskedResponse {
  const pieces = isSince1419(line) && response.chunked ? split(response) : [Buffer.from(response.body)]
  return {
    statusLine: response.statusLine,
    interim: response.interim ?? [],
    headers: maskHeaders(response, line),
    chunked: response.chunked,
    complete: response.complete,
    body: pieces.map((piece) => maskBody(piece, response, line)),
  }
}

/** All but the two that came before it. */
function isSince1419(line: Line): boolean {
  return line !== '1.3.60' && line !== '1.4.10'
}

function maskHeaders(response: CapturedResponse, line: Line): readonly string[] {
  const length = Buffer.byteLength(response.body)
  const masked = response.headers.map(([name, value]) => ({
    line: `${name}: ${maskHeader(name, value, length)}`,
    own: isOwn(name, value, line),
  }))
  return sortRuns(masked)
}

function isOwn(name: string, value: string, line: Line): boolean {
  if (gatewayOwn.test(name)) return true
  // Azure's own Cache-Control is forwarded like any other header.
  if (name === 'Cache-Control') return value === 'no-cache'
  return isSince1419(line) && ownSince1419.test(name)
}

function maskHeader(name: string, value: string, bodyLength: number): string {
  switch (name) {
    case 'Date':
      return '<date>'
    case 'Content-Length':
      return Number(value) === bodyLength ? '<fits>' : `${value}, but the body has ${bodyLength}`
    case 'Location':
      return value.replace(/^http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?(?=\/)/, 'http://<host>')
    default:
      return value
  }
}

/** Sorts the forwarded headers that stand together; the gateway's own stay where they are. */
function sortRuns(headers: readonly { line: string; own: boolean }[]): readonly string[] {
  const sorted: string[] = []
  let run: string[] = []
  for (const { line, own } of headers) {
    if (!own) {
      run.push(line)
      continue
    }
    sorted.push(...run.sort(), line)
    run = []
  }
  return [...sorted, ...run.sort()]
}

function split(response: CapturedResponse): readonly Buffer[] {
  const body = Buffer.from(response.body)
  let at = 0
  return (response.chunks ?? []).map((size) => body.subarray(at, (at += size)))
}

function maskBody(bytes: Buffer, response: CapturedResponse, line: Line): string {
  const { status } = response
  const text = maskCreated(toText(bytes), response)
    .replace(/(?<!\\)"latency":\d+/g, '"latency":0')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
  const sorted = sortMembers(text, 'provider_response_headers')
  const rawIsRandom = line === '1.3.60' || status !== 200
  return rawIsRandom ? sortMembers(sortMembers(sorted, 'raw_response'), 'raw_request') : sorted
}

/** A time that is the second of the answer: the gateway's own, where Azure sent none. */
function maskCreated(text: string, { headers }: CapturedResponse): string {
  const date = headers.find(([name]) => name === 'Date')?.[1]
  if (date === undefined) return text
  const second = Date.parse(date) / 1000
  return text.replace(/(?<!\\)"created":(\d+)/g, (whole, created: string) =>
    Math.abs(Number(created) - second) <= 1 ? '"created":<now>' : whole,
  )
}

/** UTF-8 where it is, else one character per byte: the masks then still find their places. */
function toText(bytes: Bytes): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes))
  } catch {
    return Buffer.from(bytes).toString('latin1')
  }
}
