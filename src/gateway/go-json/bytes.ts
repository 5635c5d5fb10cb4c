import { asBuffer } from '../../message/bytes.ts'
import { runeLength } from '../../message/utf8.ts'

/**
 * Text that may hold bytes that are no UTF-8. Such a byte `0xNN` stands in a string as the lone surrogate `U+DCNN`, which
 * no UTF-8 text and no JSON escape can produce here; everything else is ordinary text.
 */
const LONE_BYTE = /\p{Cs}/u

/** The text of `bytes[from, to)`, without loss. */
export function bytesToText(bytes: Uint8Array, from = 0, to = bytes.length): string {
  const text = asBuffer(bytes).toString('utf8', from, to)
  return text.includes('\ufffd') ? decodeLossless(bytes, from, to) : text
}

/** The bytes of a text, bytes that are no UTF-8 restored. */
export function textToBytes(text: string): Uint8Array {
  if (!LONE_BYTE.test(text)) return Buffer.from(text, 'utf8')
  const parts: Uint8Array[] = []
  for (const piece of text.split(/(\p{Cs})/u)) {
    const code = piece.length === 1 ? piece.charCodeAt(0) : 0
    parts.push(isLoneByte(code) ? Uint8Array.of(code & 0xff) : Buffer.from(piece, 'utf8'))
  }
  return Buffer.concat(parts)
}

/** What to put on the wire: the text itself, or its bytes where it holds some that are no UTF-8. */
export function wireBytes(text: string): string | Uint8Array {
  return LONE_BYTE.test(text) ? textToBytes(text) : text
}

/** The length of a text in bytes, as Go's `len` counts it. */
export function byteLength(text: string): number {
  return LONE_BYTE.test(text) ? textToBytes(text).length : Buffer.byteLength(text, 'utf8')
}

function isLoneByte(code: number): boolean {
  return code >= 0xdc80 && code <= 0xdcff
}

function decodeLossless(bytes: Uint8Array, from: number, to: number): string {
  const buffer = asBuffer(bytes)
  let out = ''
  let clean = from
  let at = from
  while (at < to) {
    const size = runeLength(bytes, at, to)
    if (size === 0) {
      out += buffer.toString('utf8', clean, at) + String.fromCharCode(0xdc00 + bytes[at]!)
      clean = ++at
    } else {
      at += size
    }
  }
  return out + buffer.toString('utf8', clean, to)
}
