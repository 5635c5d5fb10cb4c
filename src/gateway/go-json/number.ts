/** What became of reading a number: where it ended, and its value; or where it went wrong. */
export type NumberScan = {
  readonly end: number
  readonly fault?: 'eof' | 'invalid' | 'infinity'
  readonly value?: number
}

/** Reads a number as a float; `at` is its first byte. */
export function scanFloat(bytes: Uint8Array, at: number): NumberScan {
  const { length } = bytes
  let i = at
  if (i >= length) return { end: length, fault: 'eof' }
  if (bytes[i] === MINUS && ++i >= length) return { end: length, fault: 'eof' }
  if (!isDigit(bytes[i])) return { end: i, fault: 'invalid' }
  if (bytes[i] === ZERO && !continuesZero(bytes[i + 1])) return { end: i + 1, value: 0 }
  while (isDigit(bytes[i])) i++
  if (bytes[i] === DOT) {
    if (++i >= length) return { end: length, fault: 'eof' }
    if (!isDigit(bytes[i])) return { end: i, fault: 'invalid' }
    while (isDigit(bytes[i])) i++
  }
  if (isExponent(bytes[i])) {
    if (++i >= length) return { end: length, fault: 'eof' }
    if ((bytes[i] === PLUS || bytes[i] === MINUS) && ++i >= length) return { end: length, fault: 'eof' }
    if (!isDigit(bytes[i])) return { end: i, fault: 'invalid' }
    while (isDigit(bytes[i])) i++
  }
  const value = Number(latin(bytes, at, i))
  return Number.isFinite(value) ? { end: i, value } : { end: i, fault: 'infinity' }
}

/** Reads an integer within int64 or uint64; `undefined` for everything else that may stand there. */
export function scanInteger(
  bytes: Uint8Array,
  at: number,
  signed: boolean,
): { readonly end: number; readonly value: number | bigint } | undefined {
  let i = at
  if (bytes[i] === MINUS) {
    if (!signed) return undefined
    i++
  }
  if (!isDigit(bytes[i])) return undefined
  if (bytes[i] === ZERO && !continuesZero(bytes[i + 1])) return { end: i + 1, value: 0 }
  while (isDigit(bytes[i])) i++
  if (continuesZero(bytes[i])) return undefined
  const digits = latin(bytes, at, i)
  if (digits.length <= 15) return { end: i, value: Number(digits) }
  const value = BigInt(digits)
  const [low, high] = signed ? [-(2n ** 63n), 2n ** 63n - 1n] : [0n, 2n ** 64n - 1n]
  if (value < low || value > high) return undefined
  return { end: i, value: Number.isSafeInteger(Number(value)) ? Number(value) : value }
}

/**
 * The length of the number at `at` (no sign), or minus one more than the offset at which it goes wrong. The real
 * scanner looks at 32, then 16 bytes at once where there are so many, which decides what it complains about first.
 */
export function numberLength(bytes: Uint8Array, at: number): number {
  const size = bytes.length - at
  if (size === 0) return -1
  if (bytes[at] === ZERO && !continuesZero(bytes[at + 1])) return 1
  const marks = { dot: -1, exponent: -1, sign: -1 }
  let offset = 0
  for (const width of [32, 16]) {
    while (size - offset >= width) {
      const found = scanBlock(bytes, at, offset, width, marks)
      if (found.fault !== 0) return found.fault
      offset += found.length
      if (found.length < width) return judge(marks, offset)
    }
  }
  for (; offset < size; offset++) {
    const kind = markOf(bytes[at + offset]!)
    if (kind === undefined) break
    if (kind === 'digit') continue
    if (marks[kind] !== -1) return -(offset + 1)
    marks[kind] = offset
  }
  return judge(marks, offset)
}

const ZERO = 0x30
const MINUS = 0x2d
const PLUS = 0x2b
const DOT = 0x2e

type Mark = 'dot' | 'exponent' | 'sign'
type Marks = Record<Mark, number>

function scanBlock(bytes: Uint8Array, at: number, offset: number, width: number, marks: Marks) {
  const seen: Record<Mark, number[]> = { dot: [], exponent: [], sign: [] }
  let length = 0
  for (; length < width; length++) {
    const kind = markOf(bytes[at + offset + length]!)
    if (kind === undefined) break
    if (kind !== 'digit') seen[kind].push(offset + length)
  }
  const kinds = ['dot', 'exponent', 'sign'] as const
  for (const kind of kinds) if (seen[kind].length > 1) return { length, fault: -(seen[kind][1]! + 1) }
  for (const kind of kinds) {
    const [first] = seen[kind]
    if (first === undefined) continue
    if (marks[kind] !== -1) return { length, fault: -(first + 1) }
    marks[kind] = first
  }
  return { length, fault: 0 }
}

function judge({ dot, exponent, sign }: Marks, end: number): number {
  if (dot === 0 || sign === 0 || exponent === 0) return -1
  if (dot === end - 1 || sign === end - 1 || exponent === end - 1) return -end
  if (sign > 0 && exponent !== sign - 1) return -sign - 1
  if (dot >= 0 && exponent >= 0 && dot > exponent - 1) return -dot - 1
  if (dot >= 0 && exponent >= 0 && dot === exponent - 1) return -exponent - 1
  return end
}

function markOf(byte: number): Mark | 'digit' | undefined {
  if (isDigit(byte)) return 'digit'
  if (byte === DOT) return 'dot'
  if (isExponent(byte)) return 'exponent'
  return byte === PLUS || byte === MINUS ? 'sign' : undefined
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39
}

function isExponent(byte: number | undefined): boolean {
  return byte === 0x65 || byte === 0x45
}

/** A zero may be followed by these; by another digit it ends. */
function continuesZero(byte: number | undefined): boolean {
  return byte === DOT || isExponent(byte)
}

function latin(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]!)
  return text
}
