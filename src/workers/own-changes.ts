import type { WaitingThere } from './messages.ts'
import type { Change, Outcome, SharedChange } from './shared-changes.ts'
import { StoreDown } from './store-down.ts'

/** A change of this instance that was not made yet, or not answered by all. */
export interface OwnChange {
  readonly shared: SharedChange
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: Error) => void
  /** Every instance is to answer. */
  readonly isForAll: boolean
  /** The instances that were there when it was put into the order. */
  members: readonly string[] | undefined
  made: { readonly outcome: Outcome } | undefined
  readonly answered: Map<string, readonly WaitingThere[]>
  readonly since: number
}

/** How long others may take to answer, ms. */
const PATIENCE = 30_000

/** Changes that this instance asked for and waits for. */
export class OwnChanges {
  readonly #instance: string
  /** Whether another instance is there still. */
  readonly #isThere: (other: string) => boolean
  readonly #waiting = new Map<number, OwnChange>()
  #count = 0

  constructor(instance: string, isThere: (other: string) => boolean) {
    this.#instance = instance
    this.#isThere = isThere
  }

  /** A change, with its number among those of this instance. */
  shared(change: Change): SharedChange {
    return { from: this.#instance, call: ++this.#count, change }
  }

  /** Waits for it; `put` gets what waits. */
  wait(shared: SharedChange, isForAll: boolean, put: (own: OwnChange) => void): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const own: OwnChange = {
        shared,
        resolve,
        reject,
        isForAll,
        members: undefined,
        made: undefined,
        answered: new Map(),
        since: performance.now(),
      }
      this.#waiting.set(shared.call, own)
      put(own)
    })
  }

  find({ from, call }: SharedChange): OwnChange | undefined {
    return from === this.#instance ? this.#waiting.get(call) : undefined
  }

  put(own: OwnChange, members: readonly string[]): void {
    own.members = members
    this.#settle(own)
  }

  made(own: OwnChange, outcome: Outcome): void {
    own.made = { outcome }
    this.#settle(own)
  }

  failed(own: OwnChange, error: Error): void {
    this.#waiting.delete(own.shared.call)
    own.reject(error)
  }

  answered(call: number, by: string, waiting: readonly WaitingThere[]): void {
    const own = this.#waiting.get(call)
    if (own === undefined) return
    own.answered.set(by, waiting)
    this.#settle(own)
  }

  /** Instances came or went, or time has passed. */
  look(): void {
    for (const own of this.#waiting.values()) this.#settle(own)
  }

  /** All that wait, which do no longer. */
  takeAll(): readonly OwnChange[] {
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    return all
  }

  #settle(own: OwnChange): void {
    const { shared, made, members, isForAll, answered, since } = own
    if (made === undefined || !this.#waiting.has(shared.call)) return
    if (isForAll) {
      if (members === undefined) return
      const missing = members.find((it) => it !== this.#instance && !answered.has(it) && this.#isThere(it))
      if (missing !== undefined) {
        if (performance.now() - since < PATIENCE) return
        const seconds = PATIENCE / 1000
        return this.failed(
          own,
          new StoreDown(`the instance ${missing} has not taken this up for ${seconds} s`),
        )
      }
    }
    this.#waiting.delete(shared.call)
    const { outcome } = made
    own.resolve(Array.isArray(outcome) ? [...outcome, ...[...answered.values()].flat()] : outcome)
  }
}
