import { toBuffer } from '../../message/bytes.ts'
import type { Bytes } from '../../message/bytes.ts'
import type { ConnectionEnding } from './read-failure.ts'

/** What a server writes on its connection, and how that ends. Times in ms. */
export interface Written {
  readonly pieces: readonly { readonly at: number; readonly data: Bytes }[]
  readonly ending: ConnectionEnding
  readonly endAt: number
}

/** All bytes of a connection, and when each of them arrives. */
export class Arrivals {
  readonly bytes: Buffer
  readonly ending: ConnectionEnding
  readonly endAt: number
  readonly #pieces: readonly { readonly at: number; readonly from: number }[]

  constructor({ pieces, ending, endAt }: Written) {
    const parts = pieces.map(({ data }) => toBuffer(data))
    this.bytes = Buffer.concat(parts)
    this.ending = ending
    this.endAt = endAt
    let from = 0
    this.#pieces = pieces.map(({ at }, index) => {
      const piece = { at, from }
      from += parts[index]!.length
      return piece
    })
  }

  /** When the byte at this place is there. */
  at(place: number): number {
    return this.#pieces.findLast(({ from }) => from <= place)?.at ?? this.endAt
  }

  /** How many bytes are there after each piece that arrives, from the first byte on. */
  get fills(): readonly number[] {
    return [...this.#pieces.slice(1).map(({ from }) => from), this.bytes.length].filter(
      (length) => length > 0,
    )
  }

  /** The bytes of this range as they arrived. */
  pieces(from: number, to: number): readonly { readonly at: number; readonly data: Buffer }[] {
    const starts = [...this.#pieces.map((piece) => piece.from), this.bytes.length]
    return this.#pieces.flatMap(({ at, from: start }, index) => {
      const [first, last] = [Math.max(from, start), Math.min(to, starts[index + 1]!)]
      return first < last ? [{ at, data: this.bytes.subarray(first, last) }] : []
    })
  }
}
