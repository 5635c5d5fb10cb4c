import type { Bytes } from '../message/bytes.ts'
import type { LazyBytes } from '../plan/plan.ts'

/** The bytes of a piece, made now where they were not made before. */
export function madeOf(data: LazyBytes): Bytes {
  return typeof data === 'function' ? data() : data
}
