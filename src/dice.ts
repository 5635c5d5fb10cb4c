/**
 * The one source of chance. A `Dice` is a seeded sequence (sfc32) with named, independent branches:
 * `fork('choice 0')` gives the same branch whatever was drawn before, so the order in which parts of an
 * answer are made never changes what they contain.
 */
export interface Dice {
  /** The 32-bit number that this sequence grew from. */
  readonly seed: number
  /** The next number in [0, 1). */
  next(): number
  /** The next integer in [min, max], both included. */
  int(min: number, max: number): number
  /** One element of a non-empty list. */
  pick<T>(list: readonly T[]): T
  /** An independent sequence for one named purpose. */
  fork(label: string): Dice
}

export function createDice(seed: number): Dice {
  const start = seed >>> 0
  const next = sfc32(start)
  return {
    seed: start,
    next,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    pick: (list) => list[Math.floor(next() * list.length)]!,
    fork: (label) => createDice(hash32(label, start)),
  }
}

/** FNV-1a over UTF-16 code units, finished with murmur3's mixer: 32 bits, the same on every machine. */
export function hash32(text: string, seed = 0): number {
  let h = (0x811c9dc5 ^ seed) >>> 0
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i)
    h = Math.imul(h, 0x01000193)
  }
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

function sfc32(seed: number): () => number {
  let a = seed ^ 0x9e3779b9
  let b = seed ^ 0x243f6a88
  let c = seed ^ 0xb7e15162
  let counter = 1
  const step = () => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4294967296
  }
  for (let i = 0; i < 12; i++) step()
  return step
}
