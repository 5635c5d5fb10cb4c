/** Steps of a millisecond in which times are kept: finer than any timer. */
const STEPS = 8

/** So much of a step may a sum be off. */
const NOISE = 1e-6

/** Times that rise, kept in two bytes each as long as none is more than eight seconds after the one before it. */
export class CompactTimes {
  readonly #first: number
  readonly #gaps: Uint16Array | undefined
  readonly #exact: Float64Array | undefined
  /** The one read last, and its time: they are read one after another. */
  #index = 0
  #steps = 0

  constructor(times: readonly number[]) {
    this.#first = times[0] ?? 0
    if (times.every((time) => time === this.#first)) return
    // What is rounded off one gap is in the next: nothing adds up.
    const steps = times.map((time) => Math.ceil((time - this.#first) * STEPS - NOISE))
    const gaps = steps.map((step, index) => step - (steps[index - 1] ?? 0))
    if (gaps.every((gap) => gap <= 0xffff)) this.#gaps = Uint16Array.from(gaps)
    else this.#exact = Float64Array.from(times)
  }

  /** The time that was given, or up to an eighth of a millisecond later. */
  at(index: number): number {
    if (this.#exact !== undefined) return this.#exact[index]!
    if (this.#gaps === undefined) return this.#first
    if (index < this.#index) this.#index = this.#steps = 0
    while (this.#index < index) this.#steps += this.#gaps[++this.#index]!
    return this.#first + this.#steps / STEPS
  }
}
