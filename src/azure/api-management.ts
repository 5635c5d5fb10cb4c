import { createRandom, hash32 } from '../random/random.ts'
import { findError } from '../errors/catalogue.ts'
import type { WireEvent } from '../plan/plan.ts'
import type { HeaderList } from '../message/headers.ts'

/** What Azure's door answers by itself, before any deployment is asked: mostly errors. */
export interface ApimAnswer {
  readonly status: number
  readonly json: unknown
  readonly headers?: HeaderList
}

export interface AnswerFrame {
  /** The `Date` header. */
  readonly date: string
  /** The client asked to close the connection. */
  readonly close: boolean
  /** What the ids in the headers are made from. */
  readonly seed: string
}

/** An error of the catalogue, by its name there. */
export function azureError(name: string): ApimAnswer {
  const spec = findError(name)?.spec
  if (spec?.layer !== 'provider' || !('json' in spec.body)) throw new Error(`no error of Azure: ${name}`)
  return { status: spec.status, json: spec.body.json, headers: spec.headers }
}

/** A 400 in OpenAI's words. */
export function badRequest(
  message: string,
  param: string | null = null,
  code: string | null = null,
): ApimAnswer {
  return { status: 400, json: { error: { message, type: 'invalid_request_error', param, code } } }
}

/** What the door answers by itself. */
export function apimEvents(answer: ApimAnswer, frame: AnswerFrame): readonly WireEvent[] {
  const body = JSON.stringify(answer.json)
  const headers: [string, string][] = [
    ['Content-Length', String(Buffer.byteLength(body))],
    ['Content-Type', 'application/json'],
    ['apim-request-id', requestId(frame.seed)],
    ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains; preload'],
    ['x-content-type-options', 'nosniff'],
  ]
  for (const [name, value] of answer.headers ?? []) headers.push([name, value])
  headers.push(['Date', frame.date])
  if (frame.close) headers.push(['Connection', 'close'])
  return [
    { at: 0, kind: 'head', status: answer.status, headers, framing: 'length' },
    { at: 0, kind: 'body', data: body },
    { at: 0, kind: 'end' },
  ]
}

/** The same for the same request. */
function requestId(seed: string): string {
  const random = createRandom(hash32(seed))
  let digits = ''
  while (digits.length < 32) digits += (random.bits() + 0x100000000).toString(16).slice(1)
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}
