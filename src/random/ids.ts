import type { Random } from './random.ts'

const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')
const DIGITS = Buffer.from('0123456789abcdef')
const VARIANTS = Buffer.from('89ab')
const DASH = 0x2d
const VERSION = 0x34

/** Where texts are put together: a string of many pieces takes several times as long. */
const scratch = Buffer.alloc(64)

/** Letters and digits, at most 64, five from each draw: 62 to the fifth fits into 32 bits. */
export function letters(random: Random, count: number): string {
  for (let at = 0; at < count;) {
    let bits = random.bits()
    for (let i = 0; i < 5 && at < count; i++) {
      scratch[at++] = ALPHABET[bits % 62]!
      bits = Math.floor(bits / 62)
    }
  }
  return scratch.toString('latin1', 0, count)
}

/** A version 4 UUID. */
export function uuid(random: Random): string {
  const [a, b, c, d] = [random.bits(), random.bits(), random.bits(), random.bits()]
  scratch.fill(DASH, 0, 36)
  put(a, 8, 0)
  put(b >>> 16, 4, 9)
  scratch[14] = VERSION
  put(b, 3, 15)
  scratch[19] = VARIANTS[random.bits() & 3]!
  put(c >>> 16, 3, 20)
  put(c, 4, 24)
  put(d, 8, 28)
  return scratch.toString('latin1', 0, 36)
}

/** The last hexadecimal digits of a number. */
function put(number: number, count: number, at: number): void {
  for (let i = count - 1, rest = number; i >= 0; i--, rest >>>= 4) scratch[at + i] = DIGITS[rest & 15]!
}
