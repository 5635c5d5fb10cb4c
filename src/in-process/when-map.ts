import { types } from 'node:util'
import type { WhenInput } from './scenario-types.ts'

/** Conditions as a map: the short form means the last user message. */
export function whenMap(when: WhenInput): object {
  if (typeof when === 'string' || types.isRegExp(when) || Array.isArray(when)) return { message: when }
  return when as object
}
