import type { Head } from '../plan/head.ts'
import type { Piece } from '../plan/piece.ts'
import type { WireEvent } from '../plan/plan.ts'

export type Ending = Exclude<WireEvent['kind'], 'head' | 'body'>

/** Where a plan's bytes go. */
export interface Sink {
  /** `alone`: nothing else leaves now, so it is sent by itself; else it may wait for what follows it at once. */
  head(head: Head, alone: boolean): void
  /** Sends these pieces in one write; `pieceOnWire` tells their bytes. False: the receiver is slow; send no more before `drained` called back. */
  write(pieces: readonly Piece[]): boolean
  drained(callback: () => void): void
  /** Ends it; `pieces` are sent in the same write. */
  finish(ending: Ending, pieces?: readonly Piece[]): void
  /** Body events that have left for the receiver entirely: the operating system has them. */
  readonly left: number
  /** Calls back once the operating system has all that was written (`whole`), or the receiver has gone; at once if so. */
  flushed(callback: (whole: boolean) => void): void
}
