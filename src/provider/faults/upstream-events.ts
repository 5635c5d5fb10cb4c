import { pieceBytes } from '../../contracts/upstream.ts'
import { toBuffer } from '../../message/bytes.ts'
import { headerValue } from '../../message/headers.ts'
import type { UpstreamAnswer, UpstreamPiece } from '../../contracts/upstream.ts'

/** Whether the deployment answers with an event stream. */
export function isEventStream(answer: UpstreamAnswer): boolean {
  const type = headerValue(answer.headers, 'content-type') ?? ''
  return type.toLowerCase().startsWith('text/event-stream') || answer.body.some((piece) => 'event' in piece)
}

/** The pieces of a stream, one for each event; what follows the last whole event is a piece as well. */
export function eventPieces(answer: UpstreamAnswer): readonly UpstreamPiece[] {
  const pieces: UpstreamPiece[] = []
  let pending = ''
  let at = 0
  // Latin-1 keeps one character per byte, so that a character divided by two pieces stays whole.
  const flush = (text: string) => pieces.push({ at, data: Buffer.from(text, 'latin1') })
  for (const piece of answer.body) {
    if ('event' in piece && pending === '') {
      pieces.push(piece)
      continue
    }
    at = piece.at
    pending += Buffer.from(toBuffer(pieceBytes(piece))).toString('latin1')
    const parts = pending.split(/(?<=\n\r?\n)/)
    pending = /\n\r?\n$/.test(parts.at(-1) ?? '') ? '' : (parts.pop() ?? '')
    for (const part of parts) flush(part)
  }
  if (pending !== '') flush(pending)
  return pieces
}

/** Why a fault has no effect on a stream that is too short for it. */
export function tooFew(events: number): string {
  return `the deployment sends only ${events} ${events === 1 ? 'event' : 'events'}`
}
