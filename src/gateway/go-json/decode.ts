import { bytesToText, textToBytes } from './bytes.ts'
import { GoError } from './errors.ts'
import { decodeExact } from './exact.ts'
import { DEVIATES, decodeFast, projectFast } from './fast.ts'
import type { GoType, StructType } from './types.ts'

export type Decoded<T = unknown> =
  | {
      readonly ok: true
      readonly value: T
      /** The whole text as `JSON.parse` reads it, where the short way was taken; the value may share parts with it. */
      readonly plain?: unknown
    }
  | { readonly ok: false; readonly error: string }

/**
 * Decodes one JSON text as the gateway does, whose decoder is Go's sonic 1.15.0. Errors are its own texts, positions count bytes.
 * The value may be changed by the caller: nothing else refers to it. `null` sets nothing: it is an empty object.
 */
export function decodeJson<T = unknown>(type: GoType, source: string | Uint8Array): Decoded<T> {
  const text = typeof source === 'string' ? source : bytesToText(source)
  const fast = decodeFast(type, text)
  if (fast !== DEVIATES) return { ok: true, value: (fast.value ?? {}) as T, plain: fast.plain }
  try {
    const exact = decodeExact(type, typeof source === 'string' ? textToBytes(source) : source)
    return { ok: true, value: (exact ?? {}) as T }
  } catch (error) {
    if (error instanceof GoError) return { ok: false, error: error.message }
    if (error instanceof RangeError) return { ok: false, error: TOO_DEEP }
    throw error
  }
}

/** What was read of an object that cannot be read whole: the members before the place where it goes wrong. */
export function decodeSoFar<T extends object>(type: StructType, source: Uint8Array): Partial<T> {
  const read: Partial<T> = {}
  try {
    decodeExact(type, source, read)
  } catch (error) {
    if (!(error instanceof GoError) && !(error instanceof RangeError)) throw error
  }
  return read
}

/** The same for a value that is parsed already; it is not changed. */
export function projectJson<T = unknown>(type: GoType, parsed: unknown): Decoded<T> {
  try {
    return { ok: true, value: projectFast(type, parsed) as T }
  } catch {
    // Whatever the short way does not take, the exact decoder judges by the text.
    return decodeJson(type, JSON.stringify(parsed))
  }
}

/** A value so deep that it exhausts the stack here; the real decoder's limit is near. */
const TOO_DEEP = 'json: unsupported value: Value nesting too deep'
