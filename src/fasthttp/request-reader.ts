import { ChunkedBody } from './chunked-body.ts'
import { readRequestHead } from './request-head.ts'
import { BAD_REQUEST, TOO_LARGE_HEAD } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import type { RequestHead } from './request-head.ts'

/** What the bytes read so far hold. */
export type Read =
  | { readonly kind: 'more' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'request'; readonly head: RequestHead; readonly body: Buffer }

export interface ReaderOptions {
  /** What may be read before it is known what a request is for. */
  readonly maxHeadBytes: number
  /** Of the request with this head. */
  readonly limitsOf: (head: RequestHead) => { readonly maxHeadBytes: number; readonly maxBodyBytes: number }
  /** The client waits to hear that its body is wanted. */
  readonly onExpect: () => void
}

/** Cuts the bytes of a connection into requests as fasthttp 1.68.0 does. A request is read whole before it is given out. */
export class RequestReader {
  readonly #options: ReaderOptions
  #bytes: Buffer = EMPTY
  /** Read after `#bytes`, and not yet looked at: a large body is joined once. */
  #later: Buffer[] = []
  #needed = 0
  #head: RequestHead | undefined
  #chunks: ChunkedBody | undefined

  constructor(options: ReaderOptions) {
    this.#options = options
  }

  /** Takes bytes; false while it is clear that they do not suffice yet. */
  push(data: Buffer): boolean {
    this.#later.push(data)
    this.#needed -= data.length
    return this.#needed <= 0
  }

  /** The bytes that are not part of a request given out. */
  rest(): Buffer {
    if (this.#later.length > 0) {
      const all = this.#bytes.length === 0 ? this.#later : [this.#bytes, ...this.#later]
      this.#bytes = all.length === 1 ? all[0]! : Buffer.concat(all)
      this.#later = []
    }
    return this.#bytes
  }

  /** Whether a request has begun that is not whole; empty lines do not begin one. */
  get begun(): boolean {
    return this.#head !== undefined || this.rest().some((byte) => byte !== CR && byte !== LF)
  }

  /** The next request, as far as it is there. After a refusal there is no next one. */
  next(): Read {
    if (this.rest().length === 0 && this.#head === undefined) return MORE
    const head = this.#head ?? this.#readHead()
    if ('kind' in head) return head
    this.#head = head
    const body = this.#readBody(head)
    if ('kind' in body) return body
    this.#head = undefined
    this.#chunks = undefined
    return { kind: 'request', head, body }
  }

  #readHead(): RequestHead | Read {
    const { maxHeadBytes, limitsOf, onExpect } = this.#options
    const head = readRequestHead(this.#bytes)
    if (head === 'bad') return BAD
    if (head === 'more' || head.end > maxHeadBytes) {
      return this.#bytes.length >= maxHeadBytes ? LARGE_HEAD : MORE
    }
    const limits = limitsOf(head)
    if (head.end > limits.maxHeadBytes) return LARGE_HEAD
    this.#take(head.end)
    if (head.expectsContinue) onExpect()
    if (typeof head.length === 'number' && head.length > limits.maxBodyBytes) return BAD
    if (head.length === 'chunked') this.#chunks = new ChunkedBody(limits.maxBodyBytes)
    return head
  }

  #readBody(head: RequestHead): Buffer | Read {
    if (this.#chunks === undefined) {
      const length = typeof head.length === 'number' ? head.length : 0
      this.#needed = length - this.#bytes.length
      return this.#needed > 0 ? MORE : this.#take(length)
    }
    const { taken, state, needed } = this.#chunks.take(this.#bytes)
    this.#take(taken)
    this.#needed = needed
    if (state === 'bad') return BAD
    return state === 'whole' ? this.#chunks.body() : MORE
  }

  #take(length: number): Buffer {
    const taken = this.#bytes.subarray(0, length)
    this.#bytes = length === this.#bytes.length ? EMPTY : this.#bytes.subarray(length)
    return taken
  }
}

const CR = 13
const LF = 10
const EMPTY: Buffer = Buffer.alloc(0)
const MORE = { kind: 'more' } as const
const BAD = { kind: 'refused', refusal: BAD_REQUEST } as const
const LARGE_HEAD = { kind: 'refused', refusal: TOO_LARGE_HEAD } as const
