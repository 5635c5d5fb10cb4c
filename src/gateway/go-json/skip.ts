import type { SyntaxCode } from './errors.ts'
import { isDigit, numberLength } from './number.ts'
import { isSpace } from './space.ts'
import { stringEnd } from './unquote.ts'

/** `end` is where the value ended, or the place to complain about. */
export interface Skip {
  readonly start: number
  readonly end: number
  readonly fault?: SyntaxCode | undefined
}

/** How deep values may lie within each other. */
export const MAX_DEPTH = 4096

/** Steps over one value without looking at its types. Strings are not looked into, neither their escapes. */
export function skipOne(bytes: Uint8Array, at: number): Skip {
  const skipper = new Skipper(bytes, at)
  const fault = skipper.run()
  return { start: skipper.start, end: skipper.at, fault }
}

/** Steps over spaces. `at` is then behind the byte found, which is 0 at the end of the text. */
export function nextByte(bytes: Uint8Array, from: number): { readonly byte: number; readonly at: number } {
  let at = from
  for (let i = 0; i < 4; i++, at++) {
    if (at < bytes.length && !isSpace(bytes[at])) return { byte: bytes[at]!, at: at + 1 }
  }
  if (at >= bytes.length) return { byte: 0, at }
  while (isSpace(bytes[at])) at++
  return at >= bytes.length ? { byte: 0, at: from } : { byte: bytes[at]!, at: at + 1 }
}

/** The rest of a literal, whose first byte lies just behind `at`; `end` is where it ends or differs. */
export function literalEnd(
  bytes: Uint8Array,
  at: number,
  word: string,
): { readonly end: number; readonly fault?: SyntaxCode } {
  const from = at - 1
  const { length } = bytes
  const tail = word.length === 5 ? 4 : 3
  // The real check subtracts without a sign: in a text too short for any literal it never fires.
  const enough = length < tail || at <= length - tail
  if (!enough) return { end: length, fault: 'eof' }
  const compareFrom = word.length === 5 ? at : from
  const rest = word.length === 5 ? word.slice(1) : word
  let i = 0
  while (i < 4 && bytes[compareFrom + i] === rest.charCodeAt(i)) i++
  return i === 4 ? { end: compareFrom + 4 } : { end: compareFrom + i, fault: 'invalid' }
}

const STATE = { value: 0, array: 1, firstItem: 2, object: 3, firstKey: 4, key: 5, colon: 6 } as const
const stack = new Uint8Array(MAX_DEPTH)

class Skipper {
  at: number
  start = -1
  private readonly bytes: Uint8Array
  private depth = 1

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
    stack[0] = STATE.value
  }

  run(): SyntaxCode | undefined {
    while (this.depth > 0) {
      const next = nextByte(this.bytes, this.at)
      this.at = next.at
      if (next.byte === 0) return 'eof'
      if (this.start === -1) this.start = this.at - 1
      const fault = this.step(next.byte)
      if (fault !== undefined) return fault
    }
    return undefined
  }

  private step(byte: number): SyntaxCode | undefined {
    switch (stack[this.depth - 1]) {
      case STATE.array:
        return this.separator(byte, 0x5d, STATE.value)
      case STATE.object:
        return this.separator(byte, 0x7d, STATE.key)
      case STATE.key:
        if (byte !== 0x22) return 'invalid'
        stack[this.depth - 1] = STATE.colon
        return this.string()
      case STATE.colon:
        if (byte !== 0x3a) return 'invalid'
        stack[this.depth - 1] = STATE.value
        return undefined
      case STATE.firstKey:
        return this.firstKey(byte)
      case STATE.firstItem:
        if (byte === 0x5d) return this.close()
        stack[this.depth - 1] = STATE.array
        return this.value(byte)
      default:
        this.depth--
        return this.value(byte)
    }
  }

  private separator(byte: number, closing: number, next: number): SyntaxCode | undefined {
    if (byte === closing) return this.close()
    return byte === 0x2c ? this.push(next) : 'invalid'
  }

  private firstKey(byte: number): SyntaxCode | undefined {
    if (byte === 0x7d) return this.close()
    if (byte !== 0x22) return 'invalid'
    stack[this.depth - 1] = STATE.object
    return this.string() ?? this.push(STATE.colon)
  }

  private value(byte: number): SyntaxCode | undefined {
    switch (byte) {
      case 0x22:
        return this.string()
      case 0x5b:
        return this.push(STATE.firstItem)
      case 0x7b:
        return this.push(STATE.firstKey)
      case 0x6e:
        return this.literal('null')
      case 0x74:
        return this.literal('true')
      case 0x66:
        return this.literal('false')
      case 0x2d:
        return this.negative()
      default:
        return isDigit(byte) ? this.positive() : 'invalid'
    }
  }

  private push(state: number): SyntaxCode | undefined {
    if (this.depth >= MAX_DEPTH) return 'recursion'
    stack[this.depth++] = state
    return undefined
  }

  private close(): undefined {
    this.depth--
  }

  private string(): SyntaxCode | undefined {
    const end = stringEnd(this.bytes, this.at)
    this.at = end === -1 ? this.bytes.length : end
    return end === -1 ? 'eof' : undefined
  }

  private literal(word: string): SyntaxCode | undefined {
    const { end, fault } = literalEnd(this.bytes, this.at, word)
    this.at = end
    return fault
  }

  private positive(): SyntaxCode | undefined {
    const length = numberLength(this.bytes, this.at - 1)
    this.at += length < 0 ? -length - 2 : length - 1
    return length < 0 ? 'invalid' : undefined
  }

  private negative(): SyntaxCode | undefined {
    if (this.at >= this.bytes.length) return 'invalid'
    if (!isDigit(this.bytes[this.at])) return 'invalid'
    const length = numberLength(this.bytes, this.at)
    this.at += length < 0 ? -length - 1 : length
    return length < 0 ? 'invalid' : undefined
  }
}
