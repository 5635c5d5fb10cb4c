import type { Clock } from './clock.ts'
import { TimerQueue } from './timer-queue.ts'

/** Who waits for time to pass. */
export interface Waiter {
  readonly what: string
  /** Milliseconds from now. */
  readonly inMs: number
}

/** Bytes that are on their way. */
interface Hold {
  /** Nobody waits for them any more: they are not read. */
  given: boolean
}

/** Time that stands still until it is advanced. */
export class ManualClock implements Clock {
  readonly #startDate: number
  readonly #queue = new TimerQueue()
  readonly #holds = new Set<Hold>()
  #now = 0
  /** Callbacks of timers that were due when they were set. */
  #soon = 0
  #moving: Promise<void> = Promise.resolve()
  /** Called when a hold or a timer comes or goes. */
  readonly #listeners = new Set<() => void>()

  /** `startDate`: what the date is at the beginning, milliseconds since 1970. */
  constructor(startDate: number) {
    this.#startDate = startDate
  }

  readonly now = (): number => this.#now

  /** Milliseconds since 1970. */
  readonly date = (): number => this.#startDate + Math.floor(this.#now)

  readonly at = (due: number, callback: () => void, what = ''): (() => void) => {
    if (due <= this.#now) return this.#callSoon(callback)
    const timer = this.#queue.add(due, callback, what)
    this.#change()
    return () => this.#queue.cancel(timer)
  }

  readonly hold = (): (() => void) => {
    const hold = { given: false }
    this.#holds.add(hold)
    return () => {
      if (this.#holds.delete(hold)) this.#change()
    }
  }

  /** How many wait for time to pass. */
  get waiting(): number {
    return this.#queue.size
  }

  /** How many answers have bytes that their receivers do not read. */
  get unread(): number {
    return this.#holds.size
  }

  /** Milliseconds until the next one is due; undefined when nobody waits. */
  get nextInMs(): number | undefined {
    const { next } = this.#queue
    return next === Infinity ? undefined : next - this.#now
  }

  /** Who waits, the next one first. */
  list(): readonly Waiter[] {
    return this.dues().map(({ what, due }) => ({ what, inMs: due - this.now() }))
  }

  /** The same with the moment of this clock that each waits for. */
  dues(): readonly { readonly what: string; readonly due: number }[] {
    return this.#queue.list().map(({ what, due }) => ({ what, due }))
  }

  /** What the date was at the beginning, milliseconds since 1970. */
  get startDate(): number {
    return this.#startDate
  }

  /**
   * Lets so many milliseconds pass. Everybody who waits is called when it is their turn, in the order of due times, and
   * what that leads to happens before time moves on. Settles when everything due has left for those who read it.
   */
  advance(ms: number): Promise<void> {
    return this.#move(() => this.#moveTo(this.#now + ms))
  }

  /** The same up to a moment of this clock, ms; not at all where that is over. */
  advanceTo(target: number): Promise<void> {
    return this.#move(() => this.#moveTo(target))
  }

  /** Lets time pass until the next one is due, and no longer; not at all when nobody waits. */
  advanceToNext(): Promise<void> {
    return this.#move(async () => {
      await this.#settle()
      const { next } = this.#queue
      if (next !== Infinity) await this.#moveTo(next)
    })
  }

  /** Lets time pass until nobody waits any more, at most so many milliseconds. */
  advanceToIdle(mostMs: number): Promise<void> {
    return this.#move(async () => {
      const latest = this.#now + mostMs
      await this.#settle()
      for (let { next } = this.#queue; next <= latest; { next } = this.#queue) await this.#moveTo(next)
    })
  }

  /** Settles with true once so many wait, with false after `withinMs` of real time. */
  async untilWaiting(count: number, withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs
    while (this.waiting < count) {
      const left = deadline - performance.now()
      if (left <= 0) return false
      await this.#nextChange(left)
    }
    return true
  }

  #move(how: () => Promise<void>): Promise<void> {
    this.#moving = this.#moving.then(how)
    return this.#moving
  }

  async #moveTo(target: number): Promise<void> {
    await this.#settle()
    for (let { next } = this.#queue; next <= target; { next } = this.#queue) {
      this.#now = next
      for (let timer = this.#queue.take(next); timer !== undefined; timer = this.#queue.take(next))
        timer.callback()
      await this.#settle()
    }
    this.#now = Math.max(this.#now, target)
  }

  /** Those who had nothing to wait for go on, and what was written leaves. */
  async #settle(): Promise<void> {
    // In the first turn what has arrived is read, in the second one it is acted on.
    await turn()
    do await turn()
    while (this.#soon > 0)
    const deadline = performance.now() + (this.#isGivenUp() ? LESS_PATIENCE : PATIENCE)
    while (this.#isHeld()) {
      const left = deadline - performance.now()
      if (left <= 0) return this.#giveUp()
      await this.#nextChange(left)
      while (this.#soon > 0) await turn()
    }
  }

  #isHeld(): boolean {
    for (const { given } of this.#holds) if (!given) return true
    return false
  }

  /** Somebody does not read: what comes on top of it will hardly be read. */
  #isGivenUp(): boolean {
    for (const { given } of this.#holds) if (given) return true
    return false
  }

  #giveUp(): void {
    for (const hold of this.#holds) hold.given = true
  }

  /** A hold or a timer more or less, or so much real time. */
  #nextChange(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(timer)
        this.#listeners.delete(settle)
        resolve()
      }
      const timer = setTimeout(settle, withinMs)
      this.#listeners.add(settle)
    })
  }

  #change(): void {
    for (const listener of this.#listeners) listener()
  }

  #callSoon(callback: () => void): () => void {
    this.#soon++
    let pending = true
    const call = setImmediate(() => {
      pending = false
      this.#soon--
      callback()
    })
    return () => {
      if (!pending) return
      pending = false
      this.#soon--
      clearImmediate(call)
    }
  }
}

/** Whoever does not read for so long is not waited for, ms of real time. */
const PATIENCE = 250
const LESS_PATIENCE = 5

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
