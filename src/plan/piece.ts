import { chunkOf } from '../fasthttp/chunk.ts'
import type { Bytes } from '../message/bytes.ts'
import type { EventRun } from './event-run.ts'
import type { LazyBytes } from './plan.ts'

/** Body events that leave in one write. */
export type Piece = LazyBytes | RunSlice

/** Events of a run that follow each other. */
export class RunSlice {
  readonly #run: EventRun
  readonly #from: number
  readonly #to: number

  constructor(run: EventRun, from: number, to: number) {
    this.#run = run
    this.#from = from
    this.#to = to
  }

  /** How many. */
  get length(): number {
    return this.#to - this.#from
  }

  text(): string {
    return this.#run.texts(this.#from, this.#to)
  }

  /** Each in an HTTP chunk of its own. */
  chunks(): string {
    return this.#run.chunks(this.#from, this.#to)
  }

  /** The bytes of each event. */
  each(): readonly string[] {
    return Array.from({ length: this.length }, (_, index) => this.#run.text(this.#from + index))
  }
}

/** What a piece puts on the wire; `chunked`: each event in HTTP chunks of its own. */
export function pieceOnWire(piece: Piece, chunked: boolean): Bytes {
  if (piece instanceof RunSlice) return chunked ? piece.chunks() : piece.text()
  return chunked ? chunkOf(madeOf(piece)) : madeOf(piece)
}

/** How many body events there are in some pieces. */
export function countEvents(pieces: readonly Piece[]): number {
  let count = 0
  for (const piece of pieces) count += piece instanceof RunSlice ? piece.length : 1
  return count
}

export function madeOf(data: LazyBytes): Bytes {
  return typeof data === 'function' ? data() : data
}
