import { hash32 } from '../../random/random.ts'
import { finish } from '../../values/finish.ts'

/** Finds which of many short texts stand in a long one, in one pass over it whatever their number. */
export interface GramIndex {
  /** Calls `found` with the number of each text that stands in `text`; the same number may come more than once. */
  scan(text: string, found: (literal: number) => void): void
}

/**
 * Each literal is filed under one of its windows (of 16, 8, 4, 2 or 1 characters: the longest that fits), and of those under
 * the one that the fewest other literals have too. A scan rolls a hash over the text once per window size in use.
 */
export function createGramIndex(literals: readonly string[]): GramIndex {
  return finish(gramIndexSteps(literals))
}

/** `createGramIndex` in small steps. */
export function* gramIndexSteps(literals: readonly string[]): Generator<void, GramIndex> {
  const tables: Scan[] = []
  for (const [i, window] of WINDOWS.entries()) {
    const longer = WINDOWS[i - 1] ?? Infinity
    const fitting = literals
      .map((_, n) => n)
      .filter((n) => literals[n]!.length >= window && literals[n]!.length < longer)
    if (fitting.length > 0) tables.push(yield* createTable(window, fitting, literals))
  }
  const always = literals.flatMap((literal, n) => (literal === '' ? [n] : []))
  return {
    scan(text, found) {
      for (const n of always) found(n)
      for (const table of tables) table(text, found)
    },
  }
}

const WINDOWS = [16, 8, 4, 2, 1] as const
type Window = (typeof WINDOWS)[number]
/** So few are found faster one by one. */
const FEW = 4
/** Literals a step. */
const STEP = 500

type Scan = GramIndex['scan']

function* createTable(
  window: Window,
  members: readonly number[],
  literals: readonly string[],
): Generator<void, Scan> {
  if (members.length <= FEW) {
    return (text, found) => {
      for (const n of members) if (text.includes(literals[n]!)) found(n)
    }
  }
  const seen = yield* countWindows(window, members, literals)
  const filed = new Filed(members.length, window)
  for (const [at, n] of members.entries()) {
    if (at % STEP === 0) yield
    const literal = literals[n]!
    const { hash, offset } = rarestWindow(literal, window, seen)
    filed.add(hash, n, offset, literal)
  }
  const bits = BITS / window
  return (text, found) => {
    let hash = 0
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      hash = rolled(hash, unit, bits)
      if (i >= window - 1 && filed.mayHave(hash, unit))
        filed.find(hash, text, i - window + 1, literals, found)
    }
  }
}

const BITS = 32
const SPREAD = Int32Array.from({ length: 256 }, (_, unit) => hash32(String.fromCharCode(unit)))

/** A window's hash is of as many bits as a number has: each unit moves those before it on, and the last of them out. */
function rolled(hash: number, unit: number, bits: number): number {
  // Of a window of one unit nothing is left: a shift by 32 would be one by 0.
  return (bits === BITS ? 0 : hash << bits) ^ SPREAD[(unit ^ (unit >> 8)) & 255]!
}

/** Literals by hash, close together in memory: with many of them a look at each would miss the processor's cache. */
class Filed {
  /** A bit for each hash that a literal has: sixteen times as many as literals, so that most windows end here. */
  readonly #marks: Uint8Array
  /** 1 for each unit that a window ends with: literals of one kind differ in a number, and little else ends like one. */
  readonly #ends = new Uint8Array(256)
  readonly #markMask: number
  readonly #mask: number
  readonly #window: Window
  /** Where a chain begins, and for each entry the next one of its chain; 0 for none. */
  readonly #heads: Int32Array
  readonly #entries: Int32Array
  #count = 0

  constructor(size: number, window: Window) {
    this.#window = window
    const buckets = 1 << (33 - Math.clz32(size))
    const marks = Math.min(MOST_MARKS, Math.max(SLOTS, buckets * 8))
    this.#marks = new Uint8Array(marks >> 3)
    this.#markMask = marks - 1
    this.#mask = buckets - 1
    this.#heads = new Int32Array(buckets)
    this.#entries = new Int32Array((size + 1) * FIELDS)
  }

  add(hash: number, number: number, offset: number, literal: string): void {
    const bit = mixed(hash) & this.#markMask
    this.#marks[bit >> 3]! |= 1 << (bit & 7)
    this.#ends[literal.charCodeAt(offset + this.#window - 1) & 255] = 1
    const bucket = mixed(hash) & this.#mask
    const at = ++this.#count * FIELDS
    const last = literal.length - 1
    const ends = literal.charCodeAt(0) | (literal.charCodeAt(last) << 16)
    this.#entries.set([this.#heads[bucket]!, hash, number, offset, last, ends], at)
    this.#heads[bucket] = at
  }

  /** `unit`: the last one of the window. */
  mayHave(hash: number, unit: number): boolean {
    if (this.#ends[unit & 255] === 0) return false
    const bit = mixed(hash) & this.#markMask
    return (this.#marks[bit >> 3]! & (1 << (bit & 7))) !== 0
  }

  /** The literals around a window of a text that begins at a place of it. */
  find(
    hash: number,
    text: string,
    place: number,
    literals: readonly string[],
    found: (literal: number) => void,
  ): void {
    const entries = this.#entries
    for (let at = this.#heads[mixed(hash) & this.#mask]!; at !== 0; at = entries[at]!) {
      if (entries[at + 1] !== hash) continue
      const start = place - entries[at + 3]!
      const end = start + entries[at + 4]!
      if (start < 0 || end >= text.length) continue
      // Most of those that are not there show at their ends: a look at the literal itself costs more.
      if ((text.charCodeAt(start) | (text.charCodeAt(end) << 16)) !== entries[at + 5]) continue
      const number = entries[at + 2]!
      if (text.startsWith(literals[number]!, start)) found(number)
    }
  }
}

/** Of an entry: the next one, the hash, the literal, where in it the window begins, its last place, its first and last character. */
const FIELDS = 6
const SLOTS = 1 << 16
const MOST_MARKS = 1 << 20

function slot(hash: number): number {
  return mixed(hash) & (SLOTS - 1)
}

function mixed(hash: number): number {
  return hash ^ (hash >>> 16)
}

/** The hash of every window of the text, with where it begins. */
function roll(text: string, window: Window, each: (hash: number, at: number) => void): void {
  const bits = BITS / window
  let hash = 0
  for (let i = 0; i < text.length; i++) {
    hash = rolled(hash, text.charCodeAt(i), bits)
    if (i >= window - 1) each(hash, i - window + 1)
  }
}

function* countWindows(
  window: Window,
  members: readonly number[],
  literals: readonly string[],
): Generator<void, Uint32Array> {
  const counts = new Uint32Array(SLOTS)
  for (const [at, n] of members.entries()) {
    if (at % STEP === 0) yield
    roll(literals[n]!, window, (hash) => counts[slot(hash)]!++)
  }
  return counts
}

function rarestWindow(literal: string, window: Window, counts: Uint32Array) {
  let best = { hash: 0, offset: 0 }
  let fewest = Infinity
  roll(literal, window, (hash, offset) => {
    const count = counts[slot(hash)]!
    if (count >= fewest) return
    fewest = count
    best = { hash, offset }
  })
  return best
}
