import type { FastifyInstance } from 'fastify'
import { reasonPhrase } from '../../fasthttp/reason-phrase.ts'
import { BAD_REQUEST_TEXT } from '../../fasthttp/refusal.ts'
import type { GatewayRequest } from '../../contracts/front-end.ts'
import { HeaderMap } from '../../message/header-map.ts'
import type { HeaderList } from '../../message/headers.ts'
import { isControl } from '../control-path.ts'
import type { Service } from '../service.ts'
import { withSession } from '../session-path.ts'
import { brokenOff, ResponseSink } from './response-sink.ts'

/** Answers Web requests without a socket: the same plans, played in the same time. */
export class FetchSide {
  readonly #service: Service
  readonly #control: () => Promise<FastifyInstance>
  readonly #open = new Set<(reason: unknown) => void>()
  #closed = false

  /** `control`: the emulator's own routes. */
  constructor(service: Service, control: () => Promise<FastifyInstance>) {
    this.#service = service
    this.#control = control
  }

  /**
   * Only path, query, headers and body of the request count. The body of the response streams. Rejects as `fetch` does: with
   * a `TypeError` where the connection breaks before the head (after it the body breaks), with the signal's reason where
   * the request is aborted. `session`: whose request it is, unless it says so itself.
   */
  async answer(request: Request, session = ''): Promise<Response> {
    const { pathname, search, host } = new URL(request.url)
    const target = pathname + search
    request.signal.throwIfAborted()
    const body = new Uint8Array(await request.arrayBuffer())
    request.signal.throwIfAborted()
    if (this.#closed) throw new TypeError('fetch failed', { cause: new Error('the emulator is closed') })
    if (isControl(target)) return controlAnswer(request, target, body, await this.#control())
    const headers = new HeaderMap(headersOf(request, host, body))
    const { maxBodyBytes } = this.#service.limitsOf(target, headers)
    if (body.length > maxBodyBytes) return tooLarge()
    const received = { method: request.method, target, headers, body, httpVersion: '1.1' }
    return this.#played(withSession(received, session), request.signal)
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** Breaks what is under way, as a server that goes away does. */
  close(): void {
    this.#closed = true
    for (const stop of this.#open) stop(brokenOff('cut'))
    this.#open.clear()
  }

  #played(received: GatewayRequest, signal: AbortSignal): Promise<Response> {
    const service = this.#service
    const exchange = service.exchange(received)
    return new Promise((resolve, reject) => {
      const stop = (reason: unknown) => {
        over()
        sink.break(reason)
        player.stop()
      }
      const abort = () => stop(signal.reason)
      const over = () => {
        this.#open.delete(stop)
        signal.removeEventListener('abort', abort)
      }
      const sink = new ResponseSink({
        resolve,
        reject,
        left: () => player.stop(),
        isHead: received.method === 'HEAD',
      })
      this.#open.add(stop)
      signal.addEventListener('abort', abort)
      const player = service.play(exchange, sink, ({ ended }) => {
        // A silent connection stays open.
        if (ended !== 'hang') over()
      })
    })
  }
}

function tooLarge(): Response {
  return new Response(BAD_REQUEST_TEXT, {
    status: 400,
    headers: { 'content-type': 'text/plain; charset=utf-8', server: 'fasthttp', connection: 'close' },
  })
}

/** What a client of HTTP/1.1 adds on its own. */
function headersOf({ headers, method }: Request, host: string, body: Uint8Array): HeaderList {
  const list: (readonly [string, string])[] = [...headers]
  if (!headers.has('host')) list.unshift(['host', host])
  if (!headers.has('content-length') && (body.length > 0 || method === 'POST' || method === 'PUT'))
    list.push(['content-length', String(body.length)])
  return list
}

async function controlAnswer(
  { method, headers }: Request,
  url: string,
  body: Uint8Array,
  app: FastifyInstance,
): Promise<Response> {
  const reply = await app.inject({
    method: method as 'GET',
    url,
    headers: { ...Object.fromEntries(headers), host: 'localhost' },
    ...(body.length === 0 ? {} : { payload: Buffer.from(body) }),
  })
  const lines = Object.entries(reply.headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]),
  )
  return new Response(reply.payload === '' ? null : reply.payload, {
    status: reply.statusCode,
    statusText: reasonPhrase(reply.statusCode),
    headers: lines,
  })
}
