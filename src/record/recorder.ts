import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { headerValue } from '../message/headers.ts'
import { splitSessionPath } from '../http/session-path.ts'
import { Forwarder, pairs } from './forward.ts'
import type { Asked } from './forward.ts'
import type { Recorded } from './recorded.ts'
import { scenarioFrom } from './scenario.ts'
import type { Keeping } from './scenario.ts'
import { ScenarioFolder } from './scenario-folder.ts'

/**
 * `record`: everything goes to the target, and what was recorded before is recorded anew. `missing`: the emulator answers
 * what its scenarios know, the target the rest. `replay`: the target is never asked.
 */
export type RecordMode = 'record' | 'missing' | 'replay'

export const RECORD_MODES: readonly RecordMode[] = ['record', 'missing', 'replay']

/** An emulator that answers in place of the target. */
export interface Local {
  readonly url: string
  /** Whether it had no scenario for the exchange of this id. */
  hasMissed(exchange: string): boolean
  /** Takes up what was written. */
  reload(): Promise<unknown>
}

/** What became of an exchange. */
export interface Passed {
  readonly method: string
  readonly target: string
  readonly status: number
  /** Its scenario; undefined where there is none. */
  readonly file?: string | undefined
  /** Why there is none, or why the answer is kept word for word. */
  readonly why?: string | undefined
  /** The emulator answered; `missed`: it had no scenario for it. */
  readonly local?: 'known' | 'missed'
}

export interface RecorderOptions extends Keeping {
  /** Where requests go: scheme, host, and a path that goes before theirs. */
  readonly target: URL
  readonly mode: RecordMode
  /** Who answers what is known, and the control routes. `record` does without. */
  readonly local?: Local | undefined
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  readonly folder: string
  /** What the times of answers are taken from, ms; real time unless given. */
  readonly now?: (() => number) | undefined
  readonly onExchange?: ((passed: Passed) => void) | undefined
}

export interface Recorder {
  readonly url: string
  /** Ends; everything that has passed is on disk then. */
  close(): Promise<void>
}

/** Stands between a client and a target, passes everything on as it comes, and keeps each chat exchange as a scenario. */
export async function startRecorder(options: RecorderOptions): Promise<Recorder> {
  const folder = await ScenarioFolder.open(options.folder)
  const passing = new Passing(options, folder)
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) =>
    passing.serve(request, response),
  )
  const port = await listen(server, options.host, options.port)
  return {
    url: `http://${options.host}:${port}`,
    close: async () => {
      server.close()
      server.closeIdleConnections()
      await passing.stop()
      server.closeAllConnections()
      await passing.settled()
    },
  }
}

/** What passes through a recorder. */
class Passing {
  readonly #options: RecorderOptions
  readonly #folder: ScenarioFolder
  readonly #target: Forwarder
  readonly #local: Forwarder | undefined
  readonly #running = new Set<Promise<void>>()
  /** What was asked so far is kept, and known to the emulator. */
  #kept: Promise<unknown> = Promise.resolve()

  constructor(options: RecorderOptions, folder: ScenarioFolder) {
    this.#options = options
    this.#folder = folder
    this.#target = new Forwarder(options.target, false, options.now)
    this.#local = options.local === undefined ? undefined : new Forwarder(new URL(options.local.url), true)
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    const work = this.#pass(request, response).catch(() => void response.destroy())
    this.#running.add(work)
    void work.finally(() => this.#running.delete(work))
  }

  async stop(): Promise<void> {
    await Promise.all([this.#target.close(), this.#local?.close()])
  }

  async settled(): Promise<void> {
    await Promise.all(this.#running)
    await this.#kept
    await this.#folder.flushed()
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = askedBy(request, await buffer(request))
    if (await this.#isAnsweredHere(asked, response)) return
    const recorded = await this.#target.forward(asked, response)
    if (recorded === undefined) return
    const kept = this.#kept.then(() => this.#keep(recorded))
    this.#kept = kept.catch(() => {})
    await kept
  }

  /** The emulator answers what is its own, and in its mode what it knows. */
  async #isAnsweredHere(asked: Asked, response: ServerResponse): Promise<boolean> {
    const { local, mode, onExchange } = this.#options
    if (local === undefined || this.#local === undefined) return false
    if (/^\/_emulator(?:[/?]|$)/.test(asked.target)) {
      await this.#local.forward(asked, response)
      return true
    }
    if (mode === 'record' || (mode === 'missing' && !isChat(asked))) return false
    await this.#kept
    let missed = false
    const found = await this.#local.forward(asked, response, (headers) => {
      missed = local.hasMissed(headerValue(headers, 'x-emulator-exchange') ?? '')
      return mode === 'replay' || !missed
    })
    if (found === undefined) return !missed || response.destroyed
    const { method, target, status } = found
    onExchange?.({ method, target, status, local: missed ? 'missed' : 'known' })
    return true
  }

  async #keep(recorded: Recorded): Promise<void> {
    const { mode, local, onExchange } = this.#options
    const { method, target, status } = recorded
    const scenario = scenarioFrom(recorded, this.#options)
    if ('left' in scenario) return onExchange?.({ method, target, status, why: scenario.left })
    const file = await this.#folder.add(scenario)
    if (mode === 'missing') await local?.reload()
    onExchange?.({ method, target, status, file, why: scenario.why })
  }
}

/** A session that stands in the path is one of the emulator: the target does not know it. */
function askedBy({ method = 'GET', url = '/', rawHeaders }: IncomingMessage, body: Buffer): Asked {
  const split = splitSessionPath(url)
  const sent = pairs(rawHeaders)
  return {
    method,
    target: split?.target ?? url,
    headers: split === undefined ? sent : [...sent, ['x-emulator-session', split.session]],
    body,
  }
}

function isChat({ method, target }: Asked): boolean {
  return method === 'POST' && /\/chat\/completions\/?(?:\?|$)/.test(target)
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port))
  })
}
