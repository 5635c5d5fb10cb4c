import { TextHash } from './random.ts'
import type { Random } from './random.ts'

const ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')
const DIGITS = Buffer.from('0123456789abcdef')
const VARIANTS = Buffer.from('89ab')

/** Where texts are put together: a string of many pieces takes several times as long. */
const scratch = Buffer.alloc(96)

/** Behind a text that does not change, so many letters and digits: together at most 96. */
export function letters(random: Random, count: number, before = ''): string {
  return scratch.toString('latin1', 0, writeLetters(random, count, before))
}

/** `hash32` of them: it needs no text. */
export function lettersHash(random: Random, count: number, before: string, seed: number): number {
  return new TextHash(seed).addBytes(scratch, writeLetters(random, count, before)).end()
}

/** Five letters from each draw: 62 to the fifth fits into 32 bits. */
function writeLetters(random: Random, count: number, before: string): number {
  let at = 0
  for (; at < before.length; at++) scratch[at] = before.charCodeAt(at)
  const end = at + count
  while (at < end) {
    let bits = random.bits() >>> 0
    for (let i = 0; i < 5 && at < end; i++) {
      scratch[at++] = ALPHABET[bits % 62]!
      bits = (bits / 62) >>> 0
    }
  }
  return end
}

const UUID_LENGTH = 36
/** Two of them; what is the same in all stays in it. */
const uuids = Buffer.from('00000000-0000-4000-0000-000000000000'.repeat(2))

/** A version 4 UUID. */
export function uuid(random: Random): string {
  writeUuid(random, 0)
  return uuids.toString('latin1', 0, UUID_LENGTH)
}

/** Two of them: the bytes are made a text once. */
export function twoUuids(random: Random): readonly [string, string] {
  writeUuid(random, 0)
  writeUuid(random, UUID_LENGTH)
  const both = uuids.toString('latin1')
  return [both.slice(0, UUID_LENGTH), both.slice(UUID_LENGTH)]
}

function writeUuid(random: Random, at: number): void {
  const a = random.bits()
  const b = random.bits()
  const c = random.bits()
  const d = random.bits()
  put(a, 8, at)
  put(b >>> 16, 4, at + 9)
  put(b, 3, at + 15)
  uuids[at + 19] = VARIANTS[random.bits() & 3]!
  put(c >>> 16, 3, at + 20)
  put(c, 4, at + 24)
  put(d, 8, at + 28)
}

/** The last hexadecimal digits of a number. */
function put(number: number, count: number, at: number): void {
  for (let i = count - 1, rest = number | 0; i >= 0; i--, rest >>>= 4) uuids[at + i] = DIGITS[rest & 15]!
}
