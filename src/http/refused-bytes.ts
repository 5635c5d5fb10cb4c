import { ChunkedBody } from '../fasthttp/chunked-body.ts'
import { readRequestHead } from '../fasthttp/request-head.ts'
import type { Connection } from './connection.ts'

/** Bytes that Node's parser refused. */
export interface RefusedBytes {
  /** From where the request begins that they belong to. */
  readonly bytes: Buffer
  /** That request was begun by Node already: it is read again. */
  readonly again: boolean
}

/**
 * Finds the request that Node's parser refused, in the packet where it did. `parsed`: bytes of the packet before the fault;
 * `readUpTo`: bytes of the connection up to the packet's end. Undefined where the request began in an earlier packet, which
 * is not kept: nearly always its fault is one for fasthttp as well.
 */
export function refusedBytes(
  packet: Buffer,
  parsed: number,
  readUpTo: number,
  { request, readUpTo: headReadUpTo }: Connection,
): RefusedBytes | undefined {
  if (request === undefined) return readUpTo === packet.length ? { bytes: packet, again: false } : undefined
  const isHere = headReadUpTo === readUpTo
  if (!isHere && !request.complete) return undefined
  if (!isHere && request.readableEnded) return { bytes: packet, again: false }
  // The end of its body came with this packet: what Node refuses begins on the line where it stopped.
  if (!isHere) return { bytes: packet.subarray(lineStart(packet, parsed)), again: false }
  const line = `${request.method} ${request.url} HTTP/`
  // A request that looks like it may begin behind it.
  for (let begin = parsed; begin >= 0;) {
    begin = packet.lastIndexOf(line, begin, 'latin1')
    if (begin === -1) break
    const own = packet.subarray(begin)
    const end = request.complete ? requestEnd(own) : headEnd(own)
    if (end !== undefined && begin + end <= parsed)
      return request.complete ? { bytes: own.subarray(end), again: false } : { bytes: own, again: true }
    begin--
  }
  return undefined
}

function lineStart(packet: Buffer, at: number): number {
  return at === 0 ? 0 : packet.lastIndexOf('\n', at - 1) + 1
}

/** Where the first request of these bytes ends. */
function requestEnd(bytes: Buffer): number | undefined {
  const head = readRequestHead(bytes)
  if (typeof head === 'string') return undefined
  if (head.length !== 'chunked') return head.end + (head.length ?? 0)
  const { state, taken } = new ChunkedBody(Infinity).take(bytes.subarray(head.end))
  return state === 'whole' ? head.end + taken : undefined
}

function headEnd(bytes: Buffer): number | undefined {
  const head = readRequestHead(bytes)
  return typeof head === 'string' ? undefined : head.end
}
