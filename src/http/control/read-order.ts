import { errorNames } from '../../errors/catalogue.ts'
import { valueOf, WrongValue } from '../../shape/read-value.ts'
import type { LimitSpec } from '../../scenario/limit.ts'
import type { ChaosSpec, NextSpec } from '../../scenario/order.ts'
import { chaosShape } from '../../scenario/schema/chaos-shape.ts'
import { limitShape } from '../../scenario/schema/limit-shape.ts'
import { nextShape } from '../../scenario/schema/next-shape.ts'
import type { Shape } from '../../shape/shape.ts'

/** Milliseconds: chaos that nobody ends must not spoil the next day's work. */
const DEFAULT_FOR = 300_000

/** `{ error | fault | one_of, when?, times? }`, `when` as in a scenario. Throws `WrongValue`. */
export function readNext(body: unknown): NextSpec {
  return valueOf(body, nextShape, 'the order', { errors: errorNames() })
}

/** One chaos or a list of them, as in a scenario file; `for` is five minutes unless given. Throws `WrongValue`. */
export function readChaos(body: unknown): readonly ChaosSpec[] {
  const specs = several(body, chaosShape, 'chaos', 'the list is empty; DELETE ends chaos')
  return specs.map((spec) => ({ forMs: DEFAULT_FOR, ...spec }))
}

/** One limit or a list of them, as in a scenario file. Throws `WrongValue`. */
export function readLimits(body: unknown): readonly LimitSpec[] {
  return several(body, limitShape, 'the limit', 'the list is empty; DELETE ends limits')
}

function several<T>(body: unknown, shape: Shape<T>, label: string, ifEmpty: string): readonly T[] {
  const names = { errors: errorNames() }
  if (!Array.isArray(body)) return [valueOf(body, shape, label, names)]
  if (body.length === 0) throw new WrongValue([{ path: '', message: ifEmpty }])
  return body.map((one, index) => valueOf(one, shape, `${label}[${index}]`, names, `[${index}]`))
}
