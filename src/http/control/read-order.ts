import { errorNames } from '../../errors/catalogue.ts'
import { readValue, valueProblemText } from '../../shape/read-value.ts'
import type { ValueProblem } from '../../shape/read-value.ts'
import type { LimitSpec } from '../../scenario/limit.ts'
import type { ChaosSpec, NextSpec } from '../../scenario/order.ts'
import { chaosShape } from '../../scenario/schema/chaos-shape.ts'
import { limitShape } from '../../scenario/schema/limit-shape.ts'
import { nextShape } from '../../scenario/schema/next-shape.ts'
import type { Shape } from '../../shape/shape.ts'

/** What is wrong with the body of a control request: one text, and each mistake with its path, value and hint. */
export class WrongOrderBody extends Error {
  readonly statusCode = 400
  readonly problems: readonly ValueProblem[]

  constructor(problems: readonly ValueProblem[]) {
    super(valueProblemText(problems))
    this.problems = problems
  }
}

/** Milliseconds: chaos that nobody ends must not spoil the next day's work. */
const DEFAULT_FOR = 300_000

/** `{ error | fault | one_of, when?, times? }`, `when` as in a scenario. Throws `WrongOrderBody`. */
export function readNext(body: unknown): NextSpec {
  return read(body, nextShape, 'the order', '')
}

/** One chaos or a list of them, as in a scenario file; `for` is five minutes unless given. Throws `WrongOrderBody`. */
export function readChaos(body: unknown): readonly ChaosSpec[] {
  const specs = several(body, chaosShape, 'chaos', 'the list is empty; DELETE ends chaos')
  return specs.map((spec) => ({ forMs: DEFAULT_FOR, ...spec }))
}

/** One limit or a list of them, as in a scenario file. Throws `WrongOrderBody`. */
export function readLimits(body: unknown): readonly LimitSpec[] {
  return several(body, limitShape, 'the limit', 'the list is empty; DELETE ends limits')
}

function several<T>(body: unknown, shape: Shape<T>, label: string, ifEmpty: string): readonly T[] {
  if (!Array.isArray(body)) return [read(body, shape, label, '')]
  if (body.length === 0) throw new WrongOrderBody([{ path: '', message: ifEmpty }])
  return body.map((one, index) => read(one, shape, `${label}[${index}]`, `[${index}]`))
}

function read<T>(body: unknown, shape: Shape<T>, label: string, under: string): T {
  const found = readValue(body, shape, { errors: errorNames() }, label)
  if ('value' in found) return found.value
  throw new WrongOrderBody(
    found.problems.map((problem) => ({ ...problem, path: joined(under, problem.path) })),
  )
}

function joined(under: string, path: string): string {
  return under === '' || path === '' ? under + path : `${under}.${path}`
}
