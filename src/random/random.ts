/**
 * The one source of chance. A `Random` is a seeded sequence (sfc32) with named, independent branches:
 * `fork('choice 0')` gives the same branch whatever was drawn before, so the order in which parts of an
 * answer are made never changes what they contain.
 */
export interface Random {
  /** The 32-bit number that this sequence grew from. */
  readonly seed: number
  /** The next number in [0, 1). */
  next(): number
  /** The next 32 bits, as an unsigned integer. */
  bits(): number
  /** The next integer in [min, max], both included. */
  int(min: number, max: number): number
  /** One element of a non-empty list. */
  pick<T>(list: readonly T[]): T
  /** An independent sequence for one named purpose; a name in two parts need not be put together. */
  fork(label: string, more?: string): Random
}

export function createRandom(seed: number): Random {
  return new Sfc32(seed >>> 0)
}

/** FNV-1a over UTF-16 code units, finished with murmur3's mixer: 32 bits, the same on every machine. */
export function hash32(text: string, seed = 0): number {
  return new TextHash(seed).add(text).end()
}

/** `hash32` of a text that comes in pieces. */
export class TextHash {
  private state: number

  constructor(seed = 0) {
    this.state = 0x811c9dc5 ^ seed
  }

  add(text: string): this {
    let h = this.state
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), PRIME)
    this.state = h
    return this
  }

  /** Adds a text of code units below 256: the first of these bytes. */
  addBytes(bytes: Uint8Array, length: number): this {
    let h = this.state
    for (let i = 0; i < length; i++) h = Math.imul(h ^ bytes[i]!, PRIME)
    this.state = h
    return this
  }

  /** Adds a string as JSON. */
  addString(value: string): void {
    let h = Math.imul(this.state ^ QUOTE, PRIME)
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i)
      // Escaped, or half a surrogate pair.
      if (unit < 0x20 || unit === QUOTE || unit === BACKSLASH || (unit & 0xf800) === 0xd800)
        return void this.add(JSON.stringify(value))
      h = Math.imul(h ^ unit, PRIME)
    }
    this.state = Math.imul(h ^ QUOTE, PRIME)
  }

  /** Adds what `write` adds, which follows from a value that does not change; of such a value it is worked out once. */
  addOnce(value: object, write: () => void): void {
    const known = written.get(value)
    if (known !== undefined && known.before === this.state) {
      this.state = known.after
      return
    }
    const before = this.state
    write()
    written.set(value, { before, after: this.state })
  }

  end(): number {
    let h = this.state
    h ^= h >>> 16
    h = Math.imul(h, 0x85ebca6b)
    h ^= h >>> 13
    h = Math.imul(h, 0xc2b2ae35)
    return (h ^ (h >>> 16)) >>> 0
  }
}

/** The states before and behind a value. */
const written = new WeakMap<object, { readonly before: number; readonly after: number }>()

const PRIME = 0x01000193
const QUOTE = 0x22
const BACKSLASH = 0x5c

/** A class and not closures: an exchange makes a dozen of them. */
class Sfc32 implements Random {
  readonly seed: number
  // Not `#`, and without values here: only plain fields hold numbers in place, others take an allocation for each.
  declare private a: number
  declare private b: number
  declare private c: number
  declare private counter: number
  declare private isWarm: boolean

  constructor(seed: number) {
    this.seed = seed
    this.counter = 1
    this.isWarm = false
    this.a = seed ^ 0x9e3779b9
    this.b = seed ^ 0x243f6a88
    this.c = seed ^ 0xb7e15162
  }

  bits(): number {
    if (!this.isWarm) this.warm()
    return this.draw()
  }

  /** The first numbers lie near the seed. Most branches are only forked further: they never draw. */
  private warm(): void {
    this.isWarm = true
    for (let i = 0; i < 12; i++) this.draw()
  }

  private draw(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (((this.c << 21) | (this.c >>> 11)) + t) | 0
    return t >>> 0
  }

  next(): number {
    return this.bits() / 4294967296
  }

  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1))
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!
  }

  fork(label: string, more = ''): Random {
    return new Sfc32(new TextHash(this.seed).add(label).add(more).end())
  }
}
