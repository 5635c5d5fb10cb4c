import { createHash } from 'node:crypto'
import { serialize } from 'node:v8'
import type { FastifyRequest } from 'fastify'
import type { GatewayConfig } from '../gateway/config/config.ts'
import type { StoreStatus } from '../http/control/control-context.ts'
import type { Histogram } from '../http/observe/histogram.ts'
import type { SourceFile } from '../scenario/source-file.ts'
import type { Running } from '../start/start.ts'
import type { Instances, StoreOptions } from './instances.ts'
import { sharedNow } from './machine-clock.ts'
import type { WaitingThere } from './messages.ts'
import type { SentExchange, SentRequest } from './packed.ts'
import type { ControlAnswer, Files, Told } from './shared-changes.ts'
import { SharedState } from './shared-state.ts'
import type { SharedParts } from './shared-state.ts'

/** What was done here is told to other instances at the latest when it is so much. */
const MOST_UNTOLD = 500

interface MembershipParts extends Omit<SharedParts, 'name' | 'files'> {
  readonly instances: Instances
  readonly store: StoreOptions
  /** ms since 1970. */
  readonly now: () => number
  readonly onBug: ((error: unknown) => void) | undefined
}

/** This instance as one of those that share a store: each change takes place here when its turn among those of all comes. */
export class Membership {
  readonly #parts: MembershipParts
  readonly #instances: Instances
  readonly #running: Running
  readonly #state: SharedState

  constructor(parts: MembershipParts) {
    const { instances, running } = parts
    this.#parts = parts
    this.#instances = instances
    this.#running = running
    const files = filesOf(running.library.files, running.emulator.settings.gateway.config)
    this.#state = new SharedState({ ...parts, name: instances.name, files })
  }

  /** Makes what all have made so far, and takes part from then on. */
  async enter(): Promise<void> {
    await this.#instances.enter(this.#state)
    await this.#use()
  }

  get name(): string {
    return this.#instances.name
  }

  /** The moment of the control request that is being carried out, ms since 1970. */
  get at(): number | undefined {
    return this.#state.at
  }

  /** The same by the clock of this machine. */
  get began(): number | undefined {
    return this.#state.began
  }

  /** What this instance answers by. */
  get files(): Files {
    return this.#state.files
  }

  get status(): StoreStatus {
    const { shown: url, prefix: name } = this.#parts.store
    const { isUp: up, name: instance, members: instances } = this.#instances
    return { url, name, up, instance, instances }
  }

  get roundTrips(): Histogram {
    return this.#instances.roundTrips
  }

  /** Whether a control request is one that this instance makes for all. */
  carriesOut({ headers }: FastifyRequest): boolean {
    return this.#state.carriesOut(headers)
  }

  /** Has all instances carry out a control request. */
  order({ method, url, headers, body }: FastifyRequest): Promise<ControlAnswer> {
    const isText = typeof body === 'string'
    const type = isText || body === undefined ? headers['content-type'] : 'application/json'
    const text = isText || body === undefined ? (body as string | undefined) : JSON.stringify(body)
    const order = { method, url, type, body: text }
    const began = this.#state.since1970(sharedNow())
    const { hash } = this.files
    return this.#instances.makeEverywhere({ kind: 'control', at: this.#parts.now(), began, hash, order })
  }

  /** Of a worker's request; `began`: by the clock that the processes of this machine share. Rejects with `StoreDown`. */
  exchange(worker: number, request: SentRequest, began: number): Promise<SentExchange> {
    const { hash } = this.files
    return this.#instances.make({
      kind: 'exchange',
      worker,
      began: this.#state.since1970(began),
      at: this.#parts.now(),
      hash,
      request,
    })
  }

  /** All tell what their workers did. */
  gathered(): Promise<undefined> {
    return this.#instances.makeEverywhere({ kind: 'gather' })
  }

  moveClocks(to: number | undefined): Promise<readonly WaitingThere[]> {
    return this.#instances.makeEverywhere({ kind: 'clock', to })
  }

  /** The files of this instance were read again, or it got another configuration. */
  changed(config: GatewayConfig | undefined): void {
    const before = this.files
    this.#state.changed(filesOf(this.#running.library.files, config ?? before.config))
    if (this.files.hash !== before.hash) void this.#use().catch(this.#parts.onBug)
  }

  /** A worker of this instance did something. */
  did(told: Told[number]): void {
    if (this.#state.did(told) < MOST_UNTOLD) return
    void this.#state.told().then((all) => this.#instances.tell(all))
  }

  #use(): Promise<undefined> {
    return this.#instances.make({ kind: 'use', at: this.#parts.now(), files: this.files })
  }
}

function filesOf(files: readonly SourceFile[], config: GatewayConfig): Files {
  const told = { files: files.map(({ path: _path, ...rest }) => rest), config }
  return { hash: createHash('sha1').update(serialize(told)).digest('hex'), files, config }
}
