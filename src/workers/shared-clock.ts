import { ManualClock } from '../play/manual-clock.ts'
import type { Waiter } from '../play/manual-clock.ts'
import type { WaitingThere } from './messages.ts'

/** Moves the clocks of all workers to a moment, and tells who waits in each; undefined: only tells. */
export type MoveClocks = (to: number | undefined) => Promise<readonly WaitingThere[]>

/** How often it is looked who waits, ms of real time. */
const LOOK = 10

/** A manual clock whose time passes in several processes: those who wait are called in the order of due times in all of them. */
export class SharedClock extends ManualClock {
  #moveAll: MoveClocks = async () => []
  #there: readonly WaitingThere[] = []
  #turn: Promise<unknown> = Promise.resolve()

  /** Whose clocks it moves from now on. */
  moves(moveAll: MoveClocks): void {
    this.#moveAll = moveAll
  }

  /** Looks who waits where. */
  look(): Promise<void> {
    return this.#inTurn(() => this.#goTo(undefined))
  }

  override get waiting(): number {
    return this.#there.reduce((sum, { waiters }) => sum + waiters.length, 0)
  }

  override get unread(): number {
    return this.#there.reduce((sum, { unread }) => sum + unread, 0)
  }

  override get nextInMs(): number | undefined {
    const next = this.#next()
    return next === Infinity ? undefined : next - this.now()
  }

  override list(): readonly Waiter[] {
    return this.dues().map(({ what, due }) => ({ what, inMs: due - this.now() }))
  }

  override dues(): readonly { readonly what: string; readonly due: number }[] {
    return this.#there.flatMap(({ waiters }) => waiters).sort((a, b) => a.due - b.due)
  }

  override advance(ms: number): Promise<void> {
    return this.#inTurn(() => this.#passTo(this.now() + ms))
  }

  override advanceToNext(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#goTo(undefined)
      const next = this.#next()
      if (next !== Infinity) await this.#passTo(next)
    })
  }

  override advanceToIdle(mostMs: number): Promise<void> {
    return this.#inTurn(async () => {
      const latest = this.now() + mostMs
      await this.#goTo(undefined)
      for (let next = this.#next(); next <= latest; next = this.#next()) await this.#goTo(next)
    })
  }

  override async untilWaiting(count: number, withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs
    for (;;) {
      await this.look()
      if (this.waiting >= count) return true
      if (performance.now() >= deadline) return false
      await new Promise((resolve) => setTimeout(resolve, LOOK))
    }
  }

  async #passTo(target: number): Promise<void> {
    await this.#goTo(undefined)
    for (let next = this.#next(); next <= target; next = this.#next()) await this.#goTo(next)
    await this.#goTo(target)
  }

  async #goTo(moment: number | undefined): Promise<void> {
    this.#there = await this.#moveAll(moment)
    if (moment !== undefined) await super.advanceTo(moment)
  }

  #next(): number {
    return Math.min(Infinity, ...this.#there.flatMap(({ waiters }) => waiters.map(({ due }) => due)))
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => undefined)
    return result
  }
}
