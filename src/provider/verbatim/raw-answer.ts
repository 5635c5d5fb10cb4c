import { toBuffer } from '../../message/bytes.ts'
import type { RawBytes, UpstreamEnding, UpstreamPiece, UpstreamReply } from '../../contracts/upstream.ts'
import type { HeaderList } from '../../message/headers.ts'

/**
 * Raw bytes of a provider's answer, head included, read as an HTTP client reads them: a body ends where its length or
 * its last chunk says, or with the connection when neither is told.
 */
export function readRawAnswer(raw: RawBytes): UpstreamReply {
  return { ...readBytes(raw), raw }
}

function readBytes(timeline: RawBytes): UpstreamReply {
  const reader = new HeadReader()
  const body: UpstreamPiece[] = []
  let framing: Framing | undefined
  let headAt = timeline.endAt
  for (const piece of timeline.pieces) {
    let bytes = toBuffer(piece.data)
    if (framing === undefined) {
      const rest = reader.push(bytes)
      if (rest === undefined) continue
      headAt = piece.at
      framing = framingOf(reader.headers)
      bytes = rest
    }
    const data = framing.take(bytes)
    if (data.length > 0) body.push({ at: piece.at, data })
    if (framing.complete()) return answer(reader, headAt, body, 'end', piece.at)
  }
  if (framing === undefined) return { kind: 'none', why: silence(timeline.ending), at: timeline.endAt }
  const ending = timeline.ending === 'fin' && framing.endsWithConnection ? 'end' : timeline.ending
  return answer(reader, headAt, body, ending, timeline.endAt)
}

function answer(
  reader: HeadReader,
  headAt: number,
  body: readonly UpstreamPiece[],
  ending: UpstreamEnding,
  endAt: number,
): UpstreamReply {
  const headers = reader.headers.filter(([name]) => !FRAMING.has(name.toLowerCase()))
  return { kind: 'answer', status: reader.status, headers, headAt, body, ending, endAt }
}

const FRAMING = new Set(['content-length', 'transfer-encoding', 'connection'])

function silence(ending: UpstreamEnding): 'fin' | 'reset' | 'hang' {
  return ending === 'end' ? 'fin' : ending
}

class HeadReader {
  status = 0
  headers: HeaderList = []
  #bytes: Uint8Array = new Uint8Array()

  /** Takes bytes until the head is whole; then gives what follows it. */
  push(bytes: Uint8Array): Uint8Array | undefined {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    const end = Buffer.from(this.#bytes).indexOf('\r\n\r\n')
    if (end === -1) return undefined
    const [first = '', ...lines] = Buffer.from(this.#bytes.subarray(0, end)).toString('latin1').split('\r\n')
    this.status = Number(/^HTTP\/\d\.\d (\d{3})/.exec(first)?.[1] ?? 0)
    this.headers = lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
    })
    return this.#bytes.subarray(end + 4)
  }
}

interface Framing {
  /** The body's bytes among these bytes of the connection. */
  take(bytes: Uint8Array): Uint8Array
  complete(): boolean
  readonly endsWithConnection: boolean
}

function framingOf(headers: HeaderList): Framing {
  const find = (name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1]
  if (find('transfer-encoding')?.toLowerCase().includes('chunked') === true) return chunked()
  const length = find('content-length')
  return length === undefined ? untilClosed() : ofLength(Number(length))
}

function untilClosed(): Framing {
  return { take: (bytes) => bytes, complete: () => false, endsWithConnection: true }
}

function ofLength(length: number): Framing {
  let left = length
  return {
    take(bytes) {
      const part = bytes.subarray(0, left)
      left -= part.length
      return part
    },
    complete: () => left === 0,
    endsWithConnection: false,
  }
}

function chunked(): Framing {
  let pending: Buffer = Buffer.alloc(0)
  let done = false
  return {
    take(bytes) {
      pending = Buffer.concat([pending, bytes])
      const parts: Buffer[] = []
      while (!done) {
        const line = pending.indexOf('\r\n')
        if (line === -1) break
        const size = Number.parseInt(pending.subarray(0, line).toString('latin1'), 16)
        if (Number.isNaN(size) || pending.length < line + 2 + size + 2) break
        parts.push(pending.subarray(line + 2, line + 2 + size))
        pending = pending.subarray(line + 2 + size + 2)
        done = size === 0
      }
      return Buffer.concat(parts)
    },
    complete: () => done,
    endsWithConnection: false,
  }
}
