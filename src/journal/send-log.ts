/** A stream of more writes than this is followed only so far. */
const MOST_WRITES = 10_000

/** When what left, ms after the request was accepted, by the emulator's clock. */
export class SendLog {
  /** When the head left. */
  headMs: number | undefined
  /** When the last bytes were handed over, or the connection was broken. */
  endMs: number | undefined
  /** Since when the receiver does not take any more; undefined while it does. */
  waitingSinceMs: number | undefined
  /** Frame counts and times by turns: a write is two numbers. */
  readonly #writes: number[] = []

  wrote(frames: number, ms: number): void {
    if (frames > 0 && this.#writes.length < 2 * MOST_WRITES) this.#writes.push(frames, ms)
  }

  /** When each frame left, ms; of a very long stream the first ones. */
  frameTimes(): readonly number[] {
    const times: number[] = []
    for (let i = 0; i < this.#writes.length; i += 2)
      for (let n = this.#writes[i]!; n > 0; n--) times.push(this.#writes[i + 1]!)
    return times
  }

  /** When the last write was, ms; undefined before the first. */
  get lastMs(): number | undefined {
    return this.#writes.at(-1) ?? this.headMs
  }

  /** For the bound of the journal: about how many numbers are held. */
  get size(): number {
    return this.#writes.length
  }
}
