import { encodeAny } from '../go-json/encode.ts'

/**
 * A JSON object written anew, its keys sorted at every depth and `<`, `>` and `&` escaped, as a plugin of older lines hands
 * it on. Whatever is no JSON object stays as it is.
 */
export function withSortedKeys(bytes: Uint8Array): Uint8Array {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
    )
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? Buffer.from(encodeAny(value, 'html'), 'utf8') : bytes
  } catch {
    return bytes
  }
}
