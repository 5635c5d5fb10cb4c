import { IncomingMessage } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { connectionOf } from './connection.ts'

/**
 * A request whose body is handed over whole. Node's parser pushes what it reads into a stream; where nobody wants a stream, its
 * events and buffers would cost as much as answering. Without `takeBody` it is a request as any.
 */
export class WholeRequest extends IncomingMessage {
  #byName: IncomingHttpHeaders | undefined
  #done: ((body: Uint8Array | undefined) => void) | undefined
  #limit = 0
  #size = 0
  #first: Buffer | undefined
  #parts: Buffer[] | undefined

  /** Headers by lower-case names, as Node makes them: nearly all requests of a connection have the same, and get a copy. */
  get byName(): IncomingHttpHeaders {
    if (this.#byName !== undefined) return this.#byName
    const received = connectionOf(this.socket)?.headersOf(this.rawHeaders)
    const made = received?.byName ?? (NODES_HEADERS.get!.call(this) as IncomingHttpHeaders)
    if (received !== undefined) received.byName = made
    return (this.#byName = { ...made })
  }

  set byName(headers: IncomingHttpHeaders) {
    this.#byName = headers
  }

  /** Calls back with the body; with undefined once it grows beyond `limit` bytes. A client that goes away in the middle gets nothing. */
  takeBody(limit: number, done: (body: Uint8Array | undefined) => void): void {
    this.#limit = limit
    this.#done = done
    // Or Node would read to the end what nobody has read.
    nodes(this)._consumed = true
  }

  override push(part: Buffer | null): boolean {
    const done = this.#done
    if (done === undefined) return super.push(part)
    if (part !== null) this.#add(part, done)
    else {
      nodes(this)._readableState.endEmitted = true
      // Whatever the parser finds behind it comes first, as with a stream.
      if (this.#size <= this.#limit) process.nextTick(done, this.#body())
    }
    return true
  }

  #body(): Uint8Array {
    return this.#parts === undefined ? (this.#first ?? EMPTY) : Buffer.concat(this.#parts)
  }

  #add(part: Buffer, done: (body: undefined) => void): void {
    const isTooLong = this.#size > this.#limit
    this.#size += part.length
    if (isTooLong) return
    if (this.#size > this.#limit) {
      this.#first = this.#parts = undefined
      done(undefined)
    } else if (this.#first === undefined) this.#first = part
    else (this.#parts ??= [this.#first]).push(part)
  }
}

const NODES_HEADERS = Object.getOwnPropertyDescriptor(IncomingMessage.prototype, 'headers')!

// Types call it a field, which a class cannot have as an accessor.
const accessor = Object.getOwnPropertyDescriptor(WholeRequest.prototype, 'byName')!
Object.defineProperty(WholeRequest.prototype, 'headers', accessor)

export const EMPTY = new Uint8Array()

/** What Node's server looks at when an answer has left: whether the body was read, and to its end. Node 20 to 26. */
function nodes(request: IncomingMessage): { _consumed: boolean; _readableState: { endEmitted: boolean } } {
  return request as never
}
