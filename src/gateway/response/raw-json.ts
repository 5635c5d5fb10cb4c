import { textToBytes } from '../go-json/bytes.ts'
import { isSpace } from '../go-json/space.ts'
import { skipOne } from '../go-json/skip.ts'

/** A JSON text as it stands in a body under raw capture: every token as written, without the whitespace between them. No JSON stays as it is. */
export function rawJson(text: string): string {
  return rawFault(text) === undefined ? text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1') : text
}

/**
 * Where the encoder finds fault with a text that is to stand in its output as it is; undefined: nowhere. It does not look
 * into strings (raw-bad-escape), and at the end of the text it has stepped on by then (raw-half-json).
 */
export function rawFault(text: string): number | undefined {
  const bytes = textToBytes(text)
  const { end, fault } = skipOne(bytes, 0)
  if (fault !== undefined) return end - 1
  for (let at = end; at < bytes.length; at++) if (!isSpace(bytes[at])) return at
  return undefined
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
