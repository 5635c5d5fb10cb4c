import zlib from 'node:zlib'
import type { CapturedUpstream } from '../support/capture.ts'

/** What the recorder's Azure put on the wire for one call, worked out from the words of the recording alone. */
export interface RecordedAnswer {
  /** The bytes of the whole answer, where they were given so. */
  readonly bytes?: string
  readonly status?: number
  /** Lower-case `name: value`, in order; without what delimits the body. */
  readonly headers?: readonly string[]
  /** Unpacked. */
  readonly body?: string
  readonly complete: boolean
  readonly ended: 'fin' | 'reset' | 'open'
}

const ENDED = { fin: 'fin', reset: 'reset', hang: 'open' } as const

export function recordedAnswer(upstream: CapturedUpstream): RecordedAnswer {
  const { failFirst = 0, failWith, fault, wire } = upstream
  if (failFirst > 0 && failWith !== undefined) return recordedAnswer(failWith)
  if (fault !== undefined) return { complete: false, ended: ENDED[fault] }
  if (wire !== undefined) {
    const { text, ended } = steps(wire)
    return { bytes: text, complete: false, ended: ended === 'end' ? 'fin' : ENDED[ended] }
  }
  const body = bodyOf(upstream)
  return {
    status: upstream.status ?? 200,
    headers: headersOf(upstream),
    body: body.text,
    complete: body.ended === 'end',
    ended: body.ended === 'end' ? 'fin' : ENDED[body.ended],
  }
}

type Ended = keyof typeof ENDED | 'end'

function bodyOf({ body, raw, sse, done }: CapturedUpstream): { text: string; ended: Ended } {
  if (sse !== undefined) {
    const { text, ended } = steps(sse)
    const last = ended === 'end' && done !== false ? 'data: [DONE]\n\n' : ''
    return { text: text + last, ended }
  }
  if (raw !== undefined) return { text: Buffer.from(raw as never).toString('latin1'), ended: 'end' }
  return { text: latin1(JSON.stringify(body)), ended: 'end' }
}

function steps(list: readonly unknown[]): { text: string; ended: Ended } {
  let text = ''
  for (const step of list) {
    if (typeof step === 'string') text += latin1(step)
    else {
      const { $wait, $end, base64 } = step as { $wait?: number; $end?: Ended; base64?: string }
      if ($end !== undefined) return { text, ended: $end }
      if (base64 !== undefined) text += Buffer.from(base64, 'base64').toString('latin1')
      else if ($wait === undefined) text += latin1(`data: ${JSON.stringify(step)}\n\n`)
    }
  }
  return { text, ended: 'end' }
}

function headersOf({ headers = {}, sse }: CapturedUpstream): readonly string[] {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as string[]) : [value as string]).map(
      (it) => `${name.toLowerCase()}: ${it}`,
    ),
  )
  if (lines.some((line) => line.startsWith('content-type:'))) return lines
  return [
    ...lines,
    `content-type: ${sse === undefined ? 'application/json' : 'text/event-stream; charset=utf-8'}`,
  ]
}

/** Bytes as characters, so that what is no UTF-8 compares too. */
export function latin1(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** A received body as the recording tells it: before the recorder packed it. */
export function unpacked(body: Uint8Array, { coding }: CapturedUpstream): string {
  const bytes = Buffer.from(body)
  if (coding === undefined) return bytes.toString('latin1')
  return (
    coding === 'brotliCompressSync' ? zlib.brotliDecompressSync(bytes) : zlib.gunzipSync(bytes)
  ).toString('latin1')
}
