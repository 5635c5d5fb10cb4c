import net from 'node:net'

/** A chat request whose message differs from one to the next, all of one length. */
export class Requests {
  readonly #template: Buffer
  readonly #at: number
  readonly #message: (number: number) => string
  /** After so many the first one comes again. */
  readonly period: number
  #asked = 0

  /** `message` is ASCII without anything that JSON escapes; `body` puts it where it belongs. */
  constructor(
    path: string,
    message: (number: number) => string,
    body: (message: string) => object,
    period = 1e8,
  ) {
    const sample = message(0)
    this.#template = post(path, body(sample))
    this.#at = this.#template.lastIndexOf(sample)
    this.#message = message
    this.period = period
  }

  /** Room for one request that is under way. */
  buffer(): Buffer {
    return Buffer.from(this.#template)
  }

  /** Writes the next request into the room that the last one left. */
  next(into: Buffer): Buffer {
    into.write(this.#message(this.#asked++ % this.period), this.#at, 'latin1')
    return into
  }
}

/** The bytes of a request with this body. */
export function post(path: string, body: object): Buffer {
  const text = JSON.stringify(body)
  return Buffer.from(
    `POST ${path}?api-version=2024-10-21 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json\r\napi-key: any\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  )
}

const OK = Buffer.from('HTTP/1.1 200')
const HEAD_END = Buffer.from('\r\n\r\n')
const LAST_CHUNK = Buffer.from('0\r\n\r\n')

/** Finds the end of each answer on a connection, and that it is a 200, for next to no CPU time. */
class AnswerEnd {
  /** Bytes that are still to come; undefined for chunks, and before the head. */
  #left: number | undefined
  #inBody = false

  /** Takes what arrived; true when it ends the answer. */
  ends(part: Buffer): boolean {
    if (!this.#inBody) {
      const end = part.indexOf(HEAD_END)
      if (end === -1 || OK.compare(part, 0, OK.length) !== 0)
        throw new Error(`no answer that a benchmark wants: ${part.toString('utf8', 0, 300)}`)
      const length = /\r\ncontent-length: (\d+)/i.exec(part.toString('latin1', 0, end))?.[1]
      this.#inBody = true
      this.#left = length === undefined ? undefined : Number(length) + end + HEAD_END.length
    }
    if (this.#left !== undefined) this.#left -= part.length
    const ended =
      this.#left === undefined
        ? LAST_CHUNK.compare(part, Math.max(0, part.length - LAST_CHUNK.length)) === 0
        : this.#left === 0
    if (ended) this.#inBody = false
    return ended
  }
}

export interface LoadResult {
  readonly requests: number
  readonly ms: number
}

/** Asks on `connections` sockets for `ms`, each the next request when it has the whole answer to the last, and counts answers. */
export async function load(
  port: number,
  requests: Requests,
  connections: number,
  ms: number,
): Promise<LoadResult> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => connect(port)))
  const start = performance.now()
  const counts = await Promise.all(sockets.map((socket) => run(socket, requests, start + ms)))
  return { requests: counts.reduce((sum, count) => sum + count, 0), ms: performance.now() - start }
}

function run(socket: net.Socket, requests: Requests, deadline: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const buffer = requests.buffer()
    const end = new AnswerEnd()
    let count = 0
    socket.on('error', reject)
    socket.on('data', (part: Buffer) => {
      if (!end.ends(part)) return
      count++
      if (performance.now() < deadline) return void socket.write(requests.next(buffer))
      socket.destroy()
      resolve(count)
    })
    socket.write(requests.next(buffer))
  })
}

/** How long each of so many answers takes from the request to its last byte, ms, one after the other on one connection. */
export async function latencies(
  port: number,
  requests: readonly Requests[],
  count: number,
): Promise<number[][]> {
  const socket = await connect(port)
  const taken = requests.map((): number[] => [])
  for (let number = 0; number < count; number++) {
    for (const [kind, of] of requests.entries()) {
      const end = new AnswerEnd()
      const start = performance.now()
      await new Promise<void>((resolve) => {
        const read = (part: Buffer) => {
          if (!end.ends(part)) return
          socket.off('data', read)
          resolve()
        }
        socket.on('data', read)
        socket.write(of.next(of.buffer()))
      })
      taken[kind]!.push(performance.now() - start)
    }
  }
  socket.destroy()
  return taken
}

/** The bytes of one answer. */
export async function firstAnswer(port: number, request: Buffer): Promise<Buffer> {
  const socket = await connect(port)
  return new Promise((resolve, reject) => {
    const end = new AnswerEnd()
    const parts: Buffer[] = []
    socket.on('error', reject)
    socket.on('data', (part: Buffer) => {
      parts.push(part)
      if (!end.ends(part)) return
      socket.destroy()
      resolve(Buffer.concat(parts))
    })
    socket.write(request)
  })
}

/** Rejects when nobody listens. */
export function connect(port: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(socket))
    socket.setNoDelay(true)
    socket.on('error', reject)
  })
}
