/** A stream of more writes than this is followed only so far. */
const MOST_WRITES = 10_000

/** What a send log knows. `writes`: frame counts and times by turns. */
export interface SendTimes {
  readonly headMs: number | undefined
  readonly endMs: number | undefined
  readonly waitingSinceMs: number | undefined
  readonly writes: readonly number[]
}

/** When what left, ms after the request was accepted, by the emulator's clock. */
export class SendLog {
  // Whole microseconds, -1 for none: a fraction would be an object of its own, and a journal has thousands.
  #head = -1
  #end = -1
  #waitingSince = -1
  /** The first write: most answers have no other. */
  #frames = 0
  #first = 0
  /** Frame counts and times of the others by turns: a write is two numbers. */
  #more: number[] | undefined

  /** When the head left. */
  get headMs(): number | undefined {
    return msOf(this.#head)
  }

  set headMs(ms: number | undefined) {
    this.#head = microseconds(ms)
  }

  /** When the last bytes were handed over, or the connection was broken. */
  get endMs(): number | undefined {
    return msOf(this.#end)
  }

  set endMs(ms: number | undefined) {
    this.#end = microseconds(ms)
  }

  /** Since when the receiver does not take any more; undefined while it does. */
  get waitingSinceMs(): number | undefined {
    return msOf(this.#waitingSince)
  }

  set waitingSinceMs(ms: number | undefined) {
    this.#waitingSince = microseconds(ms)
  }

  wrote(frames: number, ms: number): void {
    if (frames === 0) return
    if (this.#frames === 0) {
      this.#frames = frames
      this.#first = microseconds(ms)
    } else if (this.size < 2 * MOST_WRITES) (this.#more ??= []).push(frames, ms)
  }

  /** When each frame left, ms; of a very long stream the first ones. */
  frameTimes(): readonly number[] {
    const writes = [this.#frames, this.#first / 1000, ...(this.#more ?? [])]
    const times: number[] = []
    for (let i = 0; i < writes.length; i += 2) for (let n = writes[i]!; n > 0; n--) times.push(writes[i + 1]!)
    return times
  }

  /** When the first frame left, ms; undefined before. */
  get firstMs(): number | undefined {
    return this.#frames > 0 ? this.#first / 1000 : undefined
  }

  /** When the last write was, ms; undefined before the first. */
  get lastMs(): number | undefined {
    return this.#more?.at(-1) ?? (this.#frames > 0 ? this.#first / 1000 : this.headMs)
  }

  /** All of it as plain data. */
  dump(): SendTimes {
    const { headMs, endMs, waitingSinceMs } = this
    return {
      headMs,
      endMs,
      waitingSinceMs,
      writes: [this.#frames, this.#first / 1000, ...(this.#more ?? [])],
    }
  }

  static from({ headMs, endMs, waitingSinceMs, writes }: SendTimes): SendLog {
    const log = new SendLog()
    Object.assign(log, { headMs, endMs, waitingSinceMs })
    for (let i = 0; i < writes.length; i += 2) log.wrote(writes[i]!, writes[i + 1]!)
    return log
  }

  /** For the bound of the journal: about how many numbers are held. */
  get size(): number {
    return 2 + (this.#more?.length ?? 0)
  }
}

function microseconds(ms: number | undefined): number {
  return ms === undefined ? -1 : Math.round(ms * 1000)
}

function msOf(microseconds: number): number | undefined {
  return microseconds === -1 ? undefined : microseconds / 1000
}
