import type { Socket } from 'node:net'
import { refusalText } from '../fasthttp/refusal.ts'
import type { Refusal } from '../fasthttp/refusal.ts'

/** How long the socket of a refused request is kept to let the refusal arrive, ms. */
const LINGER = 500

/** Who refuses, and when. */
export interface Refuser {
  /** The `Server` header; absent where there is none. */
  readonly server: string | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Writes a refusal past the HTTP machinery and closes; what the client still sends is read and dropped, or a reset would overtake it. */
export function refuse(socket: Socket, refusal: Refusal, { server, now }: Refuser): void {
  socket.end(refusalText(refusal, server, now))
  socket.resume()
  setTimeout(() => socket.destroy(), LINGER).unref()
}
