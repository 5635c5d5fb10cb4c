import { CHUNK_BYTES, chunkSize } from '../fasthttp/chunk.ts'
import { BoundedMap } from '../values/bounded-map.ts'

/** What surrounds the part of an event that is its own, its number and its index. */
export interface EventFrame {
  readonly before: string
  readonly middle: string
  readonly between: string
  readonly after: string
}

/** The parts that are the events' own. One list is shared by all streams of the same reply. */
export class EventParts {
  readonly texts: readonly string[]
  /** Their lengths, bytes. */
  readonly sizes: readonly number[]
  /** The longest of them, bytes. */
  readonly most: number
  /** What followed them last, and each with that behind it. */
  #followed = ''
  #before: readonly string[] | undefined

  constructor(texts: readonly string[]) {
    this.texts = texts
    this.sizes = texts.map((text) => Buffer.byteLength(text))
    this.most = this.sizes.reduce((most, size) => Math.max(most, size), 0)
  }

  /** Each as one piece with what follows it, where that is what followed them in the stream before: it changes once a second. */
  with(middle: string): readonly string[] | undefined {
    if (middle !== this.#followed) {
      this.#followed = middle
      this.#before = undefined
      return undefined
    }
    return (this.#before ??= this.texts.map((text) => flat(text, middle)))
  }
}

/** A text put together of two; `+` would leave that to each of those who write it. */
function flat(one: string, other: string): string {
  return [one, other].join('')
}

/** The numbers of a run of so many events are packed when it is sent: a client that does not read keeps them for as long as it likes. */
export const LONG_RUN = 256

/** Room for a number and an index in an event. */
const MOST_DIGITS = 40

/**
 * A row of body events that differ only in a part from a shared list, a whole number and their index from 0: kept without an
 * object for each of them, and written in one piece. Each fits into one HTTP chunk.
 */
export class EventRun {
  readonly kind = 'run'
  readonly frame: EventFrame
  readonly parts: EventParts
  #times: Times
  #numbers: Numbers
  /** Bytes of the frame. */
  readonly #size: number

  /** `times`: ms after the request was accepted, rising. */
  constructor(
    frame: EventFrame,
    parts: EventParts,
    numbers: readonly number[] | number,
    times: readonly number[] | number,
  ) {
    this.frame = frame
    this.parts = parts
    this.#numbers = numbers
    this.#times = times
    this.#size = frameSize(frame)
  }

  /** Whether events of this kind fit into one HTTP chunk each. */
  static fits(frame: EventFrame, parts: EventParts): boolean {
    return frameSize(frame) + parts.most + MOST_DIGITS <= CHUNK_BYTES
  }

  get length(): number {
    return this.parts.texts.length
  }

  /** When an event leaves, ms after the request was accepted. */
  at(index: number): number {
    const times = this.#times
    return typeof times === 'number' ? times : times instanceof CompactTimes ? times.at(index) : times[index]!
  }

  /** The bytes of an event. */
  text(index: number): string {
    const { before, middle, between, after } = this.frame
    return `${before}${this.parts.texts[index]!}${middle}${this.#number(index)}${between}${index}${after}`
  }

  /** The bytes of events up to the one before `to`, as one. */
  texts(from: number, to: number): string {
    let all = ''
    for (let index = from; index < to; index++) all += this.text(index)
    return all
  }

  /** The same, each in an HTTP chunk of its own. */
  chunks(from: number, to: number): string {
    const { before, middle, between, after } = this.frame
    const { texts, sizes } = this.parts
    const whole = this.parts.with(middle)
    const ends = Ends.of(between, after)
    // As few pieces as there can be: each costs when they are put together, and once more when they are written.
    const begins = new Map<number, string>()
    let all = ''
    for (let index = from; index < to; index++) {
      const number = decimal(this.#number(index))
      const size = this.#size + sizes[index]! + number.length + digitsIn(index)
      let begin = begins.get(size)
      if (begin === undefined) begins.set(size, (begin = `${chunkSize(size)}\r\n${before}`))
      const part = whole === undefined ? texts[index]! + middle : whole[index]!
      all += begin + part + number + ends.at(index)
    }
    return all
  }

  /** How many events from this one on are at most this long together, bytes; at least one. */
  fitting(from: number, to: number, bytes: number): number {
    const each = this.#size + MOST_DIGITS
    let left = bytes
    let end = from
    while (end < to && (left -= each + this.parts.sizes[end]!) >= 0) end++
    return Math.max(from + 1, end) - from
  }

  /** About how much memory it takes beside what it shares, bytes. */
  get memory(): number {
    return RUN + memoryOf(this.#times) + memoryOf(this.#numbers)
  }

  /** From now on it takes little memory: times are kept to an eighth of a millisecond, and never fall short. */
  compact(): void {
    if (isList(this.#times)) this.#times = new CompactTimes(this.#times)
    if (isList(this.#numbers)) this.#numbers = compactNumbers(this.#numbers)
  }

  #number(index: number): number {
    const numbers = this.#numbers
    return typeof numbers === 'number' ? numbers : numbers[index]!
  }
}

/** Its own objects, and the frame's texts. */
const RUN = 1500

type Times = readonly number[] | CompactTimes | number
type Numbers = readonly number[] | Uint8Array | Uint16Array | Float64Array | number

function frameSize({ before, middle, between, after }: EventFrame): number {
  return Buffer.byteLength(before) + Buffer.byteLength(middle) + between.length + Buffer.byteLength(after)
}

function isList(numbers: Times | Numbers): numbers is readonly number[] {
  return Array.isArray(numbers)
}

function memoryOf(numbers: Times | Numbers): number {
  if (typeof numbers === 'number') return 0
  return 'byteLength' in numbers ? numbers.byteLength : numbers.length * 8
}

/** Small numbers as text: nearly all are. */
function decimal(number: number): string {
  return number < DECIMALS.length && number >= 0 ? DECIMALS[number]! : String(number)
}

const DECIMALS: readonly string[] = Array.from({ length: 512 }, (_, number) => String(number))

function digitsIn(index: number): number {
  return index < 10 ? 1 : index < 100 ? 2 : index < DECIMALS.length ? 3 : String(index).length
}

/** What follows the numbers of events, with the end of the HTTP chunk, by index: nearly all streams are of few kinds. */
class Ends {
  static readonly #known = new BoundedMap<string, Ends>(16)

  /** Those of a kind are made once; they differ in what surrounds the index. */
  static of(between: string, after: string): Ends {
    const known = Ends.#known.use(after, () => new Ends(between, after))
    return known.#between === between ? known : new Ends(between, after)
  }

  readonly #between: string
  readonly #after: string
  readonly #texts: string[] = []

  private constructor(between: string, after: string) {
    this.#between = between
    this.#after = after
  }

  at(index: number): string {
    if (index < this.#texts.length) return this.#texts[index]!
    const text = `${this.#between}${index}${this.#after}\r\n`
    if (index === this.#texts.length && index < DECIMALS.length) this.#texts.push(text)
    return text
  }
}

/** One number where all are equal, one or two bytes each where they are whole and small, eight otherwise. */
function compactNumbers(numbers: readonly number[]): Numbers {
  const [first = 0] = numbers
  if (numbers.every((number) => number === first)) return first
  const most = numbers.reduce((high, number) => Math.max(high, number), 0)
  if (numbers.some((number) => number < 0 || !Number.isInteger(number)) || most > 0xffff)
    return Float64Array.from(numbers)
  return most <= 0xff ? Uint8Array.from(numbers) : Uint16Array.from(numbers)
}

/** Steps of a millisecond in which times are kept: finer than any timer. */
const STEPS = 8

/** So much of a step may a sum be off. */
const NOISE = 1e-6

/** Times that rise, kept in a byte each as long as none is more than 31 ms after the one before it, in two up to eight seconds. */
export class CompactTimes {
  readonly #first: number
  readonly #gaps: Uint8Array | Uint16Array | undefined
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
    const most = gaps.reduce((high, gap) => Math.max(high, gap), 0)
    if (most <= 0xffff) this.#gaps = most <= 0xff ? Uint8Array.from(gaps) : Uint16Array.from(gaps)
    else this.#exact = Float64Array.from(times)
  }

  get byteLength(): number {
    return (this.#gaps ?? this.#exact)?.byteLength ?? 0
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
