import type { ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import { Agent, EnvHttpProxyAgent, request as ask } from 'undici'
import type { Dispatcher } from 'undici'
import type { HeaderList } from '../message/headers.ts'
import type { Recorded } from './recorded.ts'

/** Headers of one connection, which the next one makes anew. */
const HOP =
  /^(?:connection|keep-alive|proxy-connection|transfer-encoding|upgrade|te|trailer|host|content-length|expect)$/i
/** A body that is compressed could not be read in the scenario. */
const NOT_FOR_TARGETS = new RegExp(`${HOP.source}|^(?:accept-encoding|x-emulator-.*)$`, 'i')

/** A request as a client sent it. */
export interface Asked {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: HeaderList
  readonly body: Buffer
}

/** Passes requests on to one target, and tells what passed. The target may be behind a proxy that the environment names. */
export class Forwarder {
  readonly #target: URL
  readonly #now: () => number
  readonly #dispatcher: Dispatcher
  /** Headers that are not passed on. */
  readonly #stays: RegExp

  /** `isOwn`: the target is the emulator beside, which is behind no proxy and takes the headers that are for an emulator. `now`: ms. */
  constructor(target: URL, isOwn = false, now = () => performance.now()) {
    this.#target = target
    this.#now = now
    const limits = { bodyTimeout: 0, headersTimeout: 0 }
    this.#dispatcher = isOwn ? new Agent(limits) : new EnvHttpProxyAgent(limits)
    this.#stays = isOwn ? HOP : NOT_FOR_TARGETS
  }

  /**
   * Answers a request with what the target says, each piece as it comes. Undefined where the target cannot be reached, or
   * where `accepts` says of the head of its answer that it is not to be passed on: the client then has got nothing yet.
   */
  async forward(
    asked: Asked,
    response: ServerResponse,
    accepts: (headers: HeaderList) => boolean = () => true,
  ): Promise<Recorded | undefined> {
    const start = this.#now()
    const now = () => this.#now() - start
    const abort = new AbortController()
    let hasLeft = false
    response.once('close', () => {
      hasLeft = !response.writableFinished
      if (hasLeft) abort.abort()
    })
    const { method, target, headers: sent, body } = asked
    const answer = await ask(this.#urlOf(target), {
      method: method as Dispatcher.HttpMethod,
      headers: flat(sent.filter(([name]) => !this.#stays.test(name))),
      body: body.length === 0 ? null : body,
      dispatcher: this.#dispatcher,
      signal: abort.signal,
      responseHeaders: 'raw',
    }).catch((error: unknown) => (isBreak(error) ? 'no answer' : this.#unreachable(error, response)))
    if (answer === undefined) return undefined
    if (answer === 'no answer') {
      response.destroy()
      const headAt = now()
      const nothing = { status: 0, headers: [], pieces: [], headAt, ended: 'no-answer' } as const
      return { method, target, request: { headers: sent, body }, ...nothing }
    }
    const headAt = now()
    // Of its body this came with the head, although it has its turn later.
    const cameWithHead = answer.body.readableLength
    const headers = pairs(answer.headers as unknown as readonly string[])
    if (!accepts(headers)) {
      await answer.body.dump()
      return undefined
    }
    response.sendDate = false
    response.writeHead(answer.statusCode, flat(headers.filter(([name]) => !isOfConnection(name))))
    response.flushHeaders()
    const pieces: { at: number; data: Buffer }[] = []
    let length = 0
    let isCut = false
    try {
      for await (const piece of answer.body) {
        const data = Buffer.from(piece as Uint8Array)
        pieces.push({ at: length < cameWithHead ? headAt : now(), data })
        length += data.length
        if (!response.write(data))
          await new Promise((resolve) => response.once('drain', resolve).once('close', resolve))
      }
      response.end()
    } catch {
      isCut = true
      response.destroy()
    }
    return {
      method,
      target,
      request: { headers: sent, body },
      status: answer.statusCode,
      headers,
      pieces,
      headAt,
      ended: hasLeft ? 'client-left' : isCut ? 'cut' : 'end',
    }
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy()
  }

  #urlOf(path: string): URL {
    const base = this.#target.pathname.replace(/\/$/, '')
    return new URL(`${base}${path}`, this.#target)
  }

  #unreachable(error: unknown, response: ServerResponse): undefined {
    if (response.destroyed) return undefined
    const why = error instanceof Error ? error.message : String(error)
    response.writeHead(502, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        error: { message: `bifrost-emulator record: ${this.#target.origin} cannot be reached: ${why}` },
      }),
    )
    return undefined
  }
}

/** The target took the request, and closed the connection. */
function isBreak(error: unknown): boolean {
  const { code } = error as { readonly code?: string }
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE'
}

function isOfConnection(name: string): boolean {
  return /^(?:connection|keep-alive|transfer-encoding)$/i.test(name)
}

/** Headers as Node gives them raw: names and values in turn. */
export function pairs(raw: readonly (string | Buffer)[]): HeaderList {
  const found: [string, string][] = []
  for (let at = 0; at + 1 < raw.length; at += 2) found.push([text(raw[at]!), text(raw[at + 1]!)])
  return found
}

function text(part: string | Buffer): string {
  return typeof part === 'string' ? part : part.toString('latin1')
}

function flat(headers: HeaderList): string[] {
  return headers.flat()
}
