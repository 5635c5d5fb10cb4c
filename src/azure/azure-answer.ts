import { patched } from '../json/deep-merge.ts'
import type { WireEvent } from '../plan/plan.ts'
import { bodyBytes, isSentInChunks, pieceBytes } from '../contracts/upstream.ts'
import { headerValue } from '../message/headers.ts'
import type {
  RawBytes,
  UpstreamAnswer,
  UpstreamEnding,
  UpstreamPiece,
  UpstreamReply,
  UpstreamSilence,
} from '../contracts/upstream.ts'
import type { HeaderList } from '../message/headers.ts'
import type { AnswerFrame } from './api-management.ts'

type Frame = AnswerFrame & {
  /** A `Date` header is added, as every server does. */
  readonly dated: boolean
}
type Ending = Exclude<WireEvent['kind'], 'head' | 'body'>

/**
 * What the deployment does, put on the wire as it is: its headers in their order, its pieces at their times, its end. Only
 * what delimits the body is added. Nobody can refuse a connection that was taken already: that becomes a reset, and a name
 * that cannot be resolved too.
 */
export function answerEvents(reply: UpstreamReply, frame: Frame): readonly WireEvent[] {
  if (reply.raw !== undefined) return rawEvents(reply, reply.raw)
  if (reply.kind === 'none') return [{ at: reply.at, kind: SILENCES[reply.why] }]
  if (isBodyless(reply.status)) return [headOf(reply, frame, [], 'none'), { at: reply.headAt, kind: 'end' }]
  const body = patchedBody(reply)
  return isSentInChunks(reply) ? chunked(reply, body, frame) : whole(reply, body, frame)
}

const SILENCES: Readonly<Record<UpstreamSilence['why'], Ending>> = {
  refused: 'reset',
  dns: 'reset',
  reset: 'reset',
  fin: 'cut',
  hang: 'hang',
}
const ENDINGS: Readonly<Record<UpstreamEnding, Ending>> = {
  end: 'end',
  fin: 'cut',
  reset: 'reset',
  hang: 'hang',
}

/** The bytes hold their own head; with them the connection ends as well. */
function rawEvents(reply: UpstreamReply, raw: RawBytes): readonly WireEvent[] {
  const [status, headers] = reply.kind === 'answer' ? [reply.status, reply.headers] : [0, []]
  const headAt = raw.pieces[0]?.at ?? raw.endAt
  const last = { at: raw.endAt, kind: raw.ending === 'end' ? ('cut' as const) : ENDINGS[raw.ending] }
  if (raw.pieces.length === 0) return [last]
  return [
    { at: headAt, kind: 'head', status, headers, framing: 'raw' },
    ...raw.pieces.map(({ at, data }) => ({ at, kind: 'body', data }) as const),
    last,
  ]
}

function chunked(answer: UpstreamAnswer, body: readonly UpstreamPiece[], frame: Frame): readonly WireEvent[] {
  const own = headerValue(answer.headers, 'transfer-encoding') === undefined
  return [
    headOf(answer, frame, own ? [['Transfer-Encoding', 'chunked']] : [], 'chunked'),
    ...bodyEvents(body),
    { at: answer.endAt, kind: ENDINGS[answer.ending] },
  ]
}

function whole(answer: UpstreamAnswer, body: readonly UpstreamPiece[], frame: Frame): readonly WireEvent[] {
  const length = bodyBytes(body).length
  // A body that breaks off was announced longer than it came.
  const told = answer.ending === 'end' ? length : 2 * length + 1
  const own = headerValue(answer.headers, 'content-length') === undefined
  return [
    headOf(answer, frame, own ? [['Content-Length', String(told)]] : [], 'length'),
    ...(length === 0 ? [] : bodyEvents(body)),
    { at: answer.endAt, kind: ENDINGS[answer.ending] },
  ]
}

function bodyEvents(body: readonly UpstreamPiece[]): readonly WireEvent[] {
  return body.map((piece) => ({ at: piece.at, kind: 'body', data: () => pieceBytes(piece) }) as const)
}

function isBodyless(status: number): boolean {
  return status === 204 || status === 304 || (status >= 100 && status < 200)
}

function headOf(
  answer: UpstreamAnswer,
  frame: Frame,
  delimiting: HeaderList,
  framing: 'length' | 'chunked' | 'none',
): WireEvent {
  const has = (name: string) => headerValue(answer.headers, name) !== undefined
  const headers = [...delimiting, ...answer.headers]
  if (frame.dated && !has('date')) headers.push(['Date', frame.date])
  if (frame.close && !has('connection')) headers.push(['Connection', 'close'])
  return { at: answer.headAt, kind: 'head', status: answer.status, headers, framing }
}

/** What a scenario adds to the client's body stands in the body, in a stream in its last event. */
function patchedBody({ body, patch }: UpstreamAnswer): readonly UpstreamPiece[] {
  if (patch === undefined) return body
  const last = body.findLastIndex((piece) => 'json' in piece || isEvent(piece))
  return body.map((piece, index) => (index === last ? withPatch(piece, patch) : piece))
}

function withPatch(piece: UpstreamPiece, patch: object): UpstreamPiece {
  if ('data' in piece) return piece
  const value: unknown = 'json' in piece ? piece.json : piece.event
  const changed: unknown = JSON.parse(patched(JSON.stringify(value), patch))
  return 'json' in piece ? { at: piece.at, json: changed } : { at: piece.at, event: changed }
}

function isEvent(piece: UpstreamPiece): boolean {
  return 'event' in piece
}
