import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { LogTail } from '../store/log-tail.ts'
import type { LogEntry } from '../store/log-tail.ts'
import { SharedLog, StoreUnreachable } from '../store/shared-log.ts'
import type { Exchanged } from '../store/shared-log.ts'
import { Histogram } from '../http/observe/histogram.ts'
import type { StoreUrl } from '../store/store-url.ts'
import type { WaitingThere } from './messages.ts'
import { OwnChanges } from './own-changes.ts'
import type { OwnChange } from './own-changes.ts'
import { packed, unpacked } from './shared-changes.ts'
import type { Change, Outcome, Outcomes, SharedChange, Told } from './shared-changes.ts'
import { StoreDown } from './store-down.ts'

export interface StoreOptions extends StoreUrl {
  /** What stands before the names of its keys: the emulator of that name. */
  readonly prefix: string
  /** What happens while it cannot be reached: each instance goes on by itself, or refuses. */
  readonly down: 'local' | 'refuse'
}

/** The state of one instance. All instances make it of the same changes in the same order. */
export interface Replica {
  /** `number`: its place in the order; undefined where this instance is alone. `isAgain`: it was made here before. */
  make(shared: SharedChange, number: number | undefined, isAgain: boolean): Outcome | Promise<Outcome>
  /** What was done here since the last time. */
  told(): Promise<Told>
  /** An instance left without a word. */
  gone(instance: string): void
  snapshot(): Uint8Array
  restore(snapshot: Uint8Array): Promise<void>
}

interface Tell {
  readonly onNotice?: ((notice: string) => void) | undefined
  readonly onBug?: ((error: unknown) => void) | undefined
}

/** How often an instance says that it is there, ms. */
const BEAT = 1000
/** How often the store is tried that cannot be reached, ms. */
const RETRY = 500
/** A snapshot is taken after so many entries or bytes. */
const SNAPSHOT = { entries: 5000, bytes: 16 * 1024 * 1024 }
/** A store nearby answers within a part of a millisecond; after ten seconds it counts as gone. Seconds. */
const ROUND_TRIPS = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 10]

/**
 * This instance among those that share a store. Each change goes to the end of one order, and is made here when its turn comes:
 * so all instances make the same changes in the same order, and none asks another.
 */
export class Instances {
  readonly name = instanceName()
  /** How long the store takes to answer. */
  readonly roundTrips = new Histogram(ROUND_TRIPS)
  readonly #options: StoreOptions
  readonly #onNotice: (notice: string) => void
  readonly #onBug: (error: unknown) => void
  #replica: Replica | undefined
  #log: SharedLog | undefined
  #epoch = ''
  /** The last entry that was made here. */
  #position = 0
  /** Entries up to here were made here once. */
  #known = 0
  /** Who asked in entries up to here does not wait for this instance. */
  #answersAfter = 0
  /** Something was made that stands in no order. */
  #isAstray = false
  #isClosed = false
  readonly #own: OwnChanges
  #tail: LogTail<OwnChange> | undefined
  #isSaving = false
  /** What was under way when the store went was seen to. */
  #isSettled = true
  #following: Promise<void> = Promise.resolve()
  #entering: Promise<void> | undefined
  #beat: NodeJS.Timeout | undefined
  readonly #others = new Set<string>()
  /** Who waits until an entry was made. */
  #arrivals: { readonly at: number; readonly arrive: () => void }[] = []

  /** `log`: connected. */
  constructor(options: StoreOptions, log: SharedLog, { onNotice, onBug }: Tell) {
    this.#options = options
    this.#log = log
    this.#onNotice = onNotice ?? (() => {})
    this.#onBug = onBug ?? (() => {})
    this.#own = new OwnChanges(this.name, (other) => this.#others.has(other))
  }

  /** Makes what was made so far, and takes part from then on. */
  async enter(replica: Replica): Promise<void> {
    this.#replica = replica
    await this.#enter(this.#log!)
  }

  /** Whether the store is there. */
  get isUp(): boolean {
    return this.#log !== undefined
  }

  /** Instances that were seen and are not gone, this one too. */
  get members(): readonly string[] {
    return [this.name, ...this.#others].sort()
  }

  /** Makes a change when its turn comes. Rejects with `StoreDown`. */
  async make<K extends Change['kind']>(change: Change & { readonly kind: K }): Promise<Outcomes[K]> {
    return (await this.#add(change, false)) as Outcomes[K]
  }

  /** The same, and settles when every instance has made it and has told what was done there. */
  async makeEverywhere<K extends Change['kind']>(
    change: Change & { readonly kind: K },
  ): Promise<Outcomes[K]> {
    return (await this.#add(change, true)) as Outcomes[K]
  }

  /** Tells the others last things, and leaves. */
  async close(): Promise<void> {
    const log = this.#log
    if (log !== undefined && this.#replica !== undefined) {
      const told = await this.#replica.told()
      await this.make(this.#tellAll(told)).catch(() => undefined)
      await log.leave(this.name).catch(() => undefined)
    }
    this.#isClosed = true
    clearInterval(this.#beat)
    this.#log = undefined
    this.#tail?.fail(new Error('it is left'))
    this.#tail = undefined
    log?.close()
    await this.#following
  }

  async #add(change: Change, isForAll: boolean): Promise<Outcome> {
    // While the store comes or goes, it is not known yet what there is to go on from.
    while (this.#entering !== undefined || (this.#log === undefined && !this.#isSettled))
      await (this.#entering ?? this.#following)
    const shared = this.#own.shared(change)
    const tail = this.#tail
    if (tail === undefined) return this.#alone(shared)
    return this.#own.wait(shared, isForAll, (own) => tail.add(packed(shared), own))
  }

  #added(log: SharedLog, own: readonly OwnChange[], { last, entries, bytes, members }: Exchanged): void {
    for (const member of members) if (member !== this.name) this.#others.add(member)
    for (const one of own) this.#own.put(one, members)
    // Whoever comes across the next multiple sees to it where this one does not.
    const before = entries - own.length
    const isDue = Math.floor(entries / SNAPSHOT.entries) > Math.floor(before / SNAPSHOT.entries)
    if (isDue || bytes >= SNAPSHOT.bytes) void this.#save(log, last)
  }

  async #save(log: SharedLog, after: number): Promise<void> {
    if (this.#isSaving) return
    this.#isSaving = true
    try {
      await this.#until(after)
      if (this.#log === log) await log.save(this.#position, this.#replica!.snapshot())
    } catch (error) {
      this.#lost(log, error)
    } finally {
      this.#isSaving = false
    }
  }

  /** Settles when an entry was made here, or never will be. */
  #until(at: number): Promise<void> {
    if (this.#position >= at) return Promise.resolve()
    return new Promise((arrive) => void this.#arrivals.push({ at, arrive }))
  }

  async #enter(log: SharedLog): Promise<void> {
    const replica = this.#replica!
    const own = randomBytes(8).toString('hex')
    await log.listen(this.name, {
      heard: (last) => this.#tail?.heard(last),
      gone: (error) => this.#lost(log, error),
      took: (ms) => this.roundTrips.add(ms / 1000),
    })
    const { epoch, at, snapshot, last } = await log.open(own, this.#position, replica.snapshot())
    const goesOn = epoch === this.#epoch && !this.#isAstray && at <= this.#position && last >= this.#position
    if (epoch !== own && !goesOn) {
      // Of a store that lost its last entries, others will have their numbers.
      this.#known = epoch === this.#epoch ? Math.min(Math.max(this.#known, this.#position), last) : 0
      await replica.restore(snapshot)
      this.#position = at
    }
    this.#epoch = epoch
    this.#isAstray = false
    this.#answersAfter = last
    const beat = await log.beat(this.name)
    this.#seen(beat.members)
    const tail = new LogTail<OwnChange>(log, this.name, this.#position, (added, exchanged) =>
      this.#added(log, added, exchanged),
    )
    this.#tail = tail
    this.#log = log
    this.#isSettled = false
    this.#following = this.#follow(log, tail)
    tail.heard(beat.last)
    clearInterval(this.#beat)
    this.#beat = setInterval(() => void this.#sayHere(log), BEAT).unref()
    await this.#until(last)
  }

  async #sayHere(log: SharedLog): Promise<void> {
    try {
      const { last, members } = await log.beat(this.name)
      this.#tail?.heard(last)
      this.#seen(members)
    } catch (error) {
      return this.#lost(log, error)
    }
    this.#own.look()
  }

  #seen(members: readonly string[]): void {
    for (const other of this.#others) {
      if (members.includes(other)) continue
      this.#others.delete(other)
      this.#replica!.gone(other)
    }
    for (const member of members) if (member !== this.name) this.#others.add(member)
  }

  async #follow(log: SharedLog, tail: LogTail<OwnChange>): Promise<void> {
    try {
      while (this.#log === log)
        for (const entry of await tail.next()) {
          const made = this.#take(entry)
          if (made instanceof Promise) await made
          if (this.#log !== log) break
        }
    } catch (error) {
      this.#lost(log, error)
    }
    for (const { arrive } of this.#arrivals) arrive()
    this.#arrivals = []
    await this.#settleAlone()
  }

  #take(entry: LogEntry<OwnChange>): void | Promise<void> {
    const { number } = entry
    const shared = 'own' in entry ? entry.own.shared : unpacked(entry.data)
    const { from, call, change } = shared
    const own = 'own' in entry ? entry.own : this.#own.find(shared)
    if (change.kind === 'told' && change.to === this.name)
      this.#own.answered(change.about, from, change.waiting)
    const isAgain = number <= this.#known
    const finish = (outcome: Outcome): void | Promise<void> => {
      this.#position = number
      while (this.#arrivals[0] !== undefined && this.#arrivals[0].at <= number)
        this.#arrivals.shift()!.arrive()
      if (own !== undefined) return this.#own.made(own, outcome)
      if (from !== this.name && number > this.#answersAfter && ANSWERED.has(change.kind))
        return this.#answer(from, call, outcome)
    }
    let made: Outcome | Promise<Outcome>
    try {
      made = this.#replica!.make(shared, number, isAgain)
    } catch (error) {
      return this.#failed(number, own, error)
    }
    if (!(made instanceof Promise)) return finish(made)
    return made.then(finish, (error: unknown) => this.#failed(number, own, error))
  }

  /** A bug: it is told, and the order goes on. */
  #failed(number: number, own: OwnChange | undefined, error: unknown): void {
    this.#position = number
    this.#onBug(error)
    if (own !== undefined) this.#own.failed(own, error as Error)
  }

  async #answer(to: string, about: number, outcome: Outcome): Promise<void> {
    const told = await this.#replica!.told()
    const waiting = Array.isArray(outcome) ? (outcome as readonly WaitingThere[]) : []
    // It is made when its turn comes; who asked waits for it.
    void this.make({ kind: 'told', to, about, told, waiting }).catch(() => undefined)
  }

  #tellAll(told: Told): Change & { readonly kind: 'told' } {
    return { kind: 'told', to: '', about: 0, told, waiting: [] }
  }

  /** Tells all what was done here, where that is much by now. */
  tell(told: Told): void {
    if (told.length > 0 && this.#log !== undefined) void this.make(this.#tellAll(told)).catch(() => undefined)
  }

  /** The store is gone: this instance goes on by itself, and looks for it. */
  #lost(log: SharedLog, error: unknown): void {
    if (this.#log !== log) return
    this.#log = undefined
    this.#tail?.fail(error as Error)
    this.#tail = undefined
    clearInterval(this.#beat)
    log.close()
    if (this.#isClosed) return
    const { shown, down } = this.#options
    const how =
      down === 'local'
        ? 'this instance goes on by itself, from the state as it was, until the store is back'
        : 'what needs it is refused until it is back'
    this.#onNotice(`the store ${shown} is gone (${messageOf(error)}); ${how}`)
    void this.#lookForStore()
  }

  /** What was under way is made here, or refused. */
  async #settleAlone(): Promise<void> {
    const all = this.#own.takeAll()
    for (const { shared, made, resolve, reject } of all) {
      if (made !== undefined) resolve(made.outcome)
      else await this.#alone(shared).then(resolve, reject)
    }
    this.#isSettled = true
  }

  async #alone(shared: SharedChange): Promise<Outcome> {
    const { kind } = shared.change
    if (kind === 'told') return undefined
    if (this.#options.down === 'refuse' && !this.#isClosed && kind !== 'gather' && kind !== 'use')
      throw new StoreDown(
        `the store ${this.#options.shown} cannot be reached, and this needs it (--store-down refuse)`,
      )
    if (kind !== 'gather') this.#isAstray = true
    return this.#replica!.make(shared, undefined, false)
  }

  async #lookForStore(): Promise<void> {
    await this.#following
    while (!this.#isClosed) {
      await pause(RETRY, undefined, { ref: false })
      const log = await SharedLog.connect(this.#options, this.#options.prefix).catch(() => undefined)
      if (log === undefined) continue
      const entering = this.#enter(log)
      this.#entering = entering.then(
        () => undefined,
        () => undefined,
      )
      try {
        await entering
        if (this.#log !== log) return
        this.#onNotice(`the store ${this.#options.shown} is back; its state is taken up again`)
        return
      } catch {
        log.close()
      } finally {
        this.#entering = undefined
      }
    }
  }
}

/** Whoever asked for these waits until all have made them. */
const ANSWERED: ReadonlySet<Change['kind']> = new Set(['control', 'clock', 'gather'])

function messageOf(error: unknown): string {
  if (error instanceof StoreUnreachable) return error.message
  return error instanceof Error ? error.message : String(error)
}

/** Six letters or digits; no two instances that ever meet have the same. */
function instanceName(): string {
  return randomBytes(8).readBigUInt64BE().toString(36).slice(-6)
}
