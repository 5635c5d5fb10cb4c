import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { isHost } from '../fasthttp/request-head.ts'
import { HeaderMap } from '../message/header-map.ts'

/** What is kept of a client's connection: enough to know where a request begins that Node refuses. */
export class Connection {
  /** The newest request that Node read, and its response. */
  request: IncomingMessage | undefined
  response: ServerResponse | undefined
  /** Bytes of the connection that had been read when the head of that request was whole: up to the end of a packet. */
  readUpTo = 0
  /** Requests that wait for the answers before theirs. */
  ahead = 0
  readonly #recent: RecentHeaders
  #headers: ReceivedHeaders | undefined
  #target = ''

  constructor(recent: RecentHeaders) {
    this.#recent = recent
  }

  /** The target of a request: the same string where a client asks for the same again. */
  targetOf(target: string): string {
    return target === this.#target ? this.#target : (this.#target = target)
  }

  /** The headers of a request: the same object where a client sends the same again, as nearly all do. */
  headersOf(raw: readonly string[]): ReceivedHeaders {
    const known = this.#headers
    if (known !== undefined && isSame(known.map.raw, raw)) return known
    return (this.#headers = this.#recent.of(raw))
  }
}

/** So many heads are kept to be found again. */
const MOST_RECENT = 8

/** The headers that came last, on whatever connection: many a client opens one for each request. */
export class RecentHeaders {
  readonly #known: ReceivedHeaders[] = []

  of(raw: readonly string[]): ReceivedHeaders {
    const known = this.#known.find(({ map }) => isSame(map.raw, raw))
    if (known !== undefined) return known
    const made = new ReceivedHeaders(raw)
    if (this.#known.unshift(made) > MOST_RECENT) this.#known.pop()
    return made
  }
}

/** The headers of a request, and what the HTTP server wants to know of them. */
export class ReceivedHeaders {
  readonly map: HeaderMap
  /** As they were on the wire, as near as Node tells. */
  readonly bytes: number
  /** Whether fasthttp takes the last host. */
  readonly isHostGood: boolean
  /** As Node made them of the first request that had these. */
  byName: IncomingHttpHeaders | undefined

  /** `raw`: names and values by turns. */
  constructor(raw: readonly string[]) {
    this.map = new HeaderMap({ raw })
    this.isHostGood = isHost(this.map.last('host') ?? '')
    this.bytes = raw.reduce((sum, part) => sum + part.length + 2, 0)
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false
  return true
}

const CONNECTION = Symbol('connection')

interface Tracked extends Socket {
  [CONNECTION]?: Connection
}

export function trackConnection(socket: Socket, recent: RecentHeaders): void {
  ;(socket as Tracked)[CONNECTION] = new Connection(recent)
}

/** What is kept of a connection; undefined for one that another server took. */
export function connectionOf(socket: Socket): Connection | undefined {
  return (socket as Tracked)[CONNECTION]
}
