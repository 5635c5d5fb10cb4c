import type { Head } from '../../src/plan/head.ts'
import type { Plan, WireEvent } from '../../src/plan/plan.ts'
import { reasonPhrase } from '../../src/fasthttp/reason-phrase.ts'
import { toBuffer } from '../../src/message/bytes.ts'

/** The gateway's HTTP server cuts an event into chunks of at most this many bytes. */
const CHUNK_BYTES = 4096

/** The bytes that a client gets when a plan is played to its end: head, framing and all. */
export function renderPlan({ events }: Plan): Buffer {
  const parts: Uint8Array[] = []
  let chunked = false
  for (const event of events) {
    if (event.kind === 'head') {
      chunked = event.framing === 'chunked'
      parts.push(headBytes(event))
    } else if (event.kind === 'body') {
      parts.push(...(chunked ? chunks(bodyOf(event)) : [bodyOf(event)]))
    } else if (event.kind === 'end' && chunked) {
      parts.push(Buffer.from('0\r\n\r\n'))
    }
  }
  return Buffer.concat(parts)
}

/** What one body event puts on the wire, without framing. */
export function bodyOf({ data }: Extract<WireEvent, { kind: 'body' }>): Uint8Array {
  return toBuffer(typeof data === 'function' ? data() : data)
}

function headBytes({ status, headers }: Head): Uint8Array {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`HTTP/1.1 ${status} ${reasonPhrase(status)}\r\n${lines.join('')}\r\n`, 'latin1')
}

function chunks(data: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = []
  for (let at = 0; at < data.length; at += CHUNK_BYTES) {
    const piece = data.subarray(at, at + CHUNK_BYTES)
    parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
  }
  return parts
}
