import { headerBytes } from '../../fasthttp/header-bytes.ts'
import { reasonPhrase } from '../../fasthttp/reason-phrase.ts'
import { RunSlice, madeOf } from '../../plan/piece.ts'
import type { Piece } from '../../plan/piece.ts'
import type { Head } from '../../plan/head.ts'
import type { Ending, Sink } from '../../play/sink.ts'
import type { HeaderList } from '../../message/headers.ts'

export interface ResponseSinkOptions {
  readonly resolve: (response: Response) => void
  readonly reject: (error: unknown) => void
  /** The reader of the body has gone. */
  readonly left: () => void
  /** The answer to a HEAD has no body, whatever its headers say. */
  readonly isHead: boolean
}

/** Sends a plan's bytes into a Web `Response`, as a client's `fetch` would give them out: without their framing. */
export class ResponseSink implements Sink {
  readonly #options: ResponseSinkOptions
  #body: ReadableStreamDefaultController<Uint8Array> | undefined
  /** Bytes that may still come; Infinity where no length was announced. */
  #missing = Infinity
  /** Also as long as there is no head: a connection that closes then is no end. */
  #isFramed = true
  #written = 0
  #wake: (() => void) | undefined
  /** Why the body breaks once all that was sent has been read. */
  #broken: TypeError | undefined

  constructor(options: ResponseSinkOptions) {
    this.#options = options
  }

  head(head: Head): void {
    const { resolve, left, isHead } = this.#options
    const bare = isHead || head.status === 204 || head.status === 205 || head.status === 304
    this.#missing = bare ? Infinity : announced(head.headers)
    this.#isFramed = !bare && (head.framing === 'chunked' || this.#missing !== Infinity)
    const stream = bare
      ? null
      : new ReadableStream<Uint8Array>(
          {
            start: (controller) => void (this.#body = controller),
            pull: () => this.#pulled(),
            cancel: () => {
              this.#body = undefined
              left()
            },
          },
          new ByteLengthQueuingStrategy({ highWaterMark: MOST_AHEAD }),
        )
    resolve(responseOf(head, stream))
  }

  write(pieces: readonly Piece[]): boolean {
    this.#writeAll(pieces)
    return (this.#body?.desiredSize ?? 1) > 0
  }

  /** The reader may take what was written at once: nothing lies between. */
  get left(): number {
    return this.#written
  }

  flushed(callback: (whole: boolean) => void): void {
    callback(true)
  }

  drained(callback: () => void): void {
    this.#wake = callback
  }

  finish(ending: Ending, pieces: readonly Piece[] = []): void {
    this.#writeAll(pieces)
    if (ending === 'hang') return
    const isWhole = ending === 'end' || (ending === 'cut' && !this.#isFramed)
    const isShort = this.#missing !== Infinity && this.#missing > 0
    if (isWhole && !isShort) this.#close()
    else this.#breakOff(brokenOff(ending))
  }

  /** The connection is no more: before the head the request fails, after it the body does. */
  break(reason: unknown): void {
    const isOurs = reason instanceof TypeError && reason.message === 'terminated'
    this.#options.reject(isOurs ? new TypeError('fetch failed', { cause: reason.cause }) : reason)
    this.#body?.error(reason)
    this.#body = undefined
  }

  #writeAll(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      const events = piece instanceof RunSlice ? piece.each() : [madeOf(piece)]
      for (const event of events) this.#push(event)
      this.#written += events.length
    }
  }

  #push(data: string | Uint8Array): void {
    if (this.#body === undefined) return
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data
    const taken = bytes.length > this.#missing ? bytes.subarray(0, this.#missing) : bytes
    this.#missing -= taken.length
    // A piece that was made for several receivers must not be taken over by one of them.
    if (taken.length > 0) this.#body.enqueue(taken === data ? taken.slice() : taken)
  }

  #pulled(): void {
    if (this.#broken !== undefined) return this.#breakOff(this.#broken)
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  /** An error takes the place of what was not read yet, so it waits for that. */
  #breakOff(reason: TypeError): void {
    if (this.#body?.desiredSize === MOST_AHEAD || this.#body === undefined) this.break(reason)
    else this.#broken = reason
  }

  #close(): void {
    this.#body?.close()
    this.#body = undefined
  }
}

/** Bytes that are made before anybody reads them. */
const MOST_AHEAD = 16 * 1024

function responseOf({ status, headers }: Head, body: ReadableStream<Uint8Array> | null): Response {
  const isUsual = status >= 200 && status <= 599
  const response = new Response(body, {
    status: isUsual ? status : 200,
    statusText: reasonPhrase(status),
    headers: headers.map(([name, value]): [string, string] => [name, headerBytes(value)]),
  })
  // `fetch` gives out statuses that cannot be given to a new response.
  if (!isUsual) Object.defineProperties(response, { status: { value: status }, ok: { value: false } })
  return response
}

function announced(headers: HeaderList): number {
  const length = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1]
  return length !== undefined && /^\d+$/.test(length) ? Number(length) : Infinity
}

/** In the words of Node's `fetch`: why a connection is no more. */
export function brokenOff(ending: Ending): TypeError {
  const cause =
    ending === 'reset'
      ? Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
      : Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' })
  return new TypeError('terminated', { cause })
}
