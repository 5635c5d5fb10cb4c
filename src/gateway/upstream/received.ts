import { isSentInChunks } from '../../contracts/upstream.ts'
import type { UpstreamAnswer, UpstreamPiece, UpstreamReply } from '../../contracts/upstream.ts'
import { longHead } from '../../fasthttp/client/long-head.ts'
import { readAnswer } from '../../fasthttp/client/read-answer.ts'
import { EOF, isRepeated, readEnd } from '../../fasthttp/client/read-failure.ts'
import type { ReadFailure } from '../../fasthttp/client/read-failure.ts'
import type { HeaderList } from '../../message/headers.ts'
import { isBodyless } from '../response/response.ts'

/** An answer as the gateway's HTTP client hands it on. Times in ms after the call began. */
export interface Received {
  readonly ok: true
  readonly status: number
  readonly headers: HeaderList
  readonly headAt: number
  readonly body: readonly UpstreamPiece[]
  readonly endAt: number
  /** Why the body is not whole. A caller that reads it as it comes takes `eof` for its end. */
  readonly failure?: ReadFailure
  /** The client has read all of it before it hands the head on. */
  readonly isReadFirst: boolean
  readonly patch?: UpstreamAnswer['patch'] | undefined
}

/** No answer that the client could hand on. */
export interface NotReceived {
  readonly ok: false
  readonly failure: ReadFailure | NoConnection
  readonly at: number
  /** When the head came; absent where it did not. */
  readonly headAt?: number
}

/** Nobody listens at the address, or nobody knows it. */
export interface NoConnection {
  readonly kind: 'refused' | 'dns'
}

/** What the client makes of what the deployment writes, or does not write. `asItComes`: a stream was asked for. */
export function receive(reply: UpstreamReply, asItComes: boolean): Received | NotReceived {
  if (reply.raw !== undefined) return fromBytes(readAnswer(reply.raw, asItComes), asItComes)
  if (reply.kind === 'answer') return fromValues(reply, asItComes)
  if (reply.why === 'refused' || reply.why === 'dns')
    return { ok: false, failure: { kind: reply.why }, at: reply.at }
  // Before the first byte the client does not tell a reset from a close.
  return { ok: false, failure: reply.why === 'hang' ? readEnd('hang', true) : EOF, at: reply.at }
}

/** Whether the client sends the request once more by itself. */
export function isSentAgain(received: Received | NotReceived): boolean {
  return !received.ok && 'text' in received.failure && isRepeated(received.failure)
}

function fromBytes(read: ReturnType<typeof readAnswer>, asItComes: boolean): Received | NotReceived {
  if (!read.ok) return read
  const { status, headers, headAt, framing, body } = read
  const isReadFirst = !asItComes || framing === 'length'
  if (body.failure !== undefined && isReadFirst)
    return { ok: false, failure: body.failure, at: body.endAt, headAt }
  return {
    ok: true,
    status,
    headers: headers.filter(([name]) => !FRAMING.has(name.toLowerCase())),
    headAt,
    body: body.pieces,
    endAt: body.endAt,
    isReadFirst,
    ...(body.failure && { failure: body.failure }),
  }
}

const FRAMING = new Set(['content-length', 'transfer-encoding', 'connection'])

function fromValues(answer: UpstreamAnswer, asItComes: boolean): Received | NotReceived {
  const { status, headers, headAt, body, ending, endAt } = answer
  const tooLong = longHead(status, headers)
  if (tooLong !== undefined) return { ok: false, failure: tooLong, at: headAt }
  const isReadFirst = !asItComes || !isSentInChunks(answer)
  const whole = { ok: true, status, headers, headAt, body, endAt, isReadFirst, patch: answer.patch } as const
  if (ending === 'end' || isBodyless(status)) return whole
  const failure = readEnd(ending, isSentInChunks(answer))
  return isReadFirst ? { ok: false, failure, at: endAt, headAt } : { ...whole, failure }
}
