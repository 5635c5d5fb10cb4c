import { boolean, number } from '../shape/scalars.ts'
import { map, undescribed } from '../shape/maps.ts'
import { valueOf } from '../shape/read-value.ts'
import type { VerdictOptions } from '../verdict/rule.ts'

const amount = number({ min: 0 })
const verdictKeys = undescribed({
  final: boolean(),
  quietMs: amount,
  readTimeoutMs: amount,
  stormAttempts: amount,
  stormWindowMs: amount,
}) satisfies Record<keyof VerdictOptions, unknown>

/** Throws a `TypeError` that names the option of a verdict that is wrong; one that is undefined is as if not given. */
export function verdictOptions(given: Partial<VerdictOptions>): Partial<VerdictOptions> {
  return valueOf(given, map(verdictKeys), 'the options of a verdict')
}
