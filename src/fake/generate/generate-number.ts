import { generateSync } from 'json-schema-faker'
import type { Random } from '../../random/random.ts'
import type { Generation, Place } from './generation.ts'
import type { Conjunction } from '../schema/conjunction.ts'
import { realisticNumber } from '../realistic/numbers.ts'
import { spend } from '../work.ts'

interface Range {
  readonly low: number
  readonly high: number
  /** 0: none. */
  readonly step: number
}

/** A number: one that suits the key's name where there is such, else json-schema-faker's, else any multiple in range. */
export function generateNumber(
  work: Generation,
  conjunction: Conjunction,
  place: Place,
  whole: boolean,
): unknown {
  const { parts } = conjunction
  const fits = (value: number) =>
    Number.isFinite(value) &&
    (!whole || Number.isInteger(value)) &&
    parts.every((part) => work.prepared.accepts(numeric(part), value))
  const range = rangeOf(conjunction, whole)
  if (range.low > range.high)
    return work.fail(place, conjunction, `no number lies between its bounds (${range.low} … ${range.high})`)
  const random = place.random.fork('number')
  for (let attempt = 0; attempt < 3; attempt++) {
    const value = realisticNumber(place, conjunction, whole, random.fork(`real ${attempt}`))
    if (value === undefined) break
    if (fits(value)) return value
  }
  const leaf = fromLeaf(range, whole, random)
  if (leaf !== undefined && fits(leaf)) return leaf
  for (let attempt = 0; attempt < 60; attempt++) {
    const value = drawMultiple(range, whole, random, attempt)
    if (fits(value)) return value
  }
  spend(20)
  for (const value of [range.low, range.high, 0]) if (fits(value)) return value
  return work.fail(place, conjunction, 'no number satisfies its bounds and multipleOf')
}

/** The part without its choices and conditions: those are looked at when the value is whole. */
function numeric(part: Conjunction['parts'][number]): Conjunction['parts'][number] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format } = part
  const plain: Conjunction['parts'][number] = {}
  if (minimum !== undefined) plain.minimum = minimum
  if (maximum !== undefined) plain.maximum = maximum
  if (exclusiveMinimum !== undefined) plain.exclusiveMinimum = exclusiveMinimum
  if (exclusiveMaximum !== undefined) plain.exclusiveMaximum = exclusiveMaximum
  if (multipleOf !== undefined) plain.multipleOf = multipleOf
  if (format !== undefined) plain.format = format
  return plain
}

/** Both ends are set: json-schema-faker leaves an open one at ±1000 even where the other lies beyond. */
function rangeOf(conjunction: Conjunction, whole: boolean): Range {
  const { parts } = conjunction
  const step = parts.reduce((sum, part) => commonMultiple(sum, part.multipleOf ?? 0), whole ? 1 : 0)
  const grain = step > 0 ? step : 1e-9
  let low = Math.max(...parts.map((part) => part.minimum ?? -Infinity))
  let high = Math.min(...parts.map((part) => part.maximum ?? Infinity))
  for (const part of parts) {
    if (part.exclusiveMinimum !== undefined && part.exclusiveMinimum >= low)
      low = part.exclusiveMinimum + openEnd(part.exclusiveMinimum, whole, grain)
    if (part.exclusiveMaximum !== undefined && part.exclusiveMaximum <= high)
      high = part.exclusiveMaximum - openEnd(part.exclusiveMaximum, whole, grain)
  }
  if (Number.isFinite(low) && Number.isFinite(high) && high - low > WIDE)
    [low, high] = usualPart(low, high, step)
  if (low === -Infinity) low = high === Infinity ? 0 : Math.min(0, high - 100 * Math.max(step, 1))
  if (high === Infinity) high = low + Math.max(100 * Math.max(step, 1), Math.abs(low) * 0.2)
  return whole ? { low: Math.ceil(low), high: Math.floor(high), step } : { low, high, step }
}

/** A range of all the numbers that there are, as some libraries spell it, is no range: nobody means its ends. */
const WIDE = 2 ** 40

function usualPart(low: number, high: number, step: number): [number, number] {
  const span = Math.max(1_000, 100 * step)
  if (low > 0) return [low, Math.min(high, low + Math.max(span, low * 0.2))]
  return high < 0 ? [Math.max(low, high - Math.max(span, -high * 0.2)), high] : [0, Math.min(high, span)]
}

function openEnd(bound: number, whole: boolean, grain: number): number {
  if (whole) return Number.isInteger(bound) ? 1 : 0
  return Math.max(Math.min(grain, 1e-9), Math.abs(bound) * Number.EPSILON * 2)
}

function fromLeaf(range: Range, whole: boolean, random: Random): number | undefined {
  const seed = random.int(1, 0x7fffffff)
  if (range.step > 1 || (!whole && range.step > 0) || range.high - range.low > 2 ** 40) return undefined
  const leaf = { type: whole ? 'integer' : 'number', minimum: range.low, maximum: range.high }
  const value = generateSync(leaf, { seed, maxDepth: 20 })
  if (typeof value !== 'number') return undefined
  // Nobody writes 17.38204719: two digits do, where they stay in range.
  const short = Math.round(value * 100) / 100
  return whole || short < range.low || short > range.high ? value : short
}

function drawMultiple(range: Range, whole: boolean, random: Random, attempt: number): number {
  const drawn = range.low + random.next() * (range.high - range.low)
  if (range.step === 0) return whole ? Math.round(drawn) : drawn
  const near = Math.round(drawn / range.step) + (attempt % 3) - 1
  const count = Math.min(
    Math.floor(range.high / range.step),
    Math.max(Math.ceil(range.low / range.step), near),
  )
  const product = count * range.step
  const digits = decimals(range.step)
  return digits === 0 || digits > 15 ? product : Number(product.toFixed(digits))
}

function commonMultiple(a: number, b: number): number {
  if (a === 0 || b === 0) return a + b
  const scale = 10 ** Math.min(12, Math.max(decimals(a), decimals(b)))
  let [x, y] = [Math.round(a * scale), Math.round(b * scale)]
  const product = x * y
  while (y !== 0) [x, y] = [y, x % y]
  return product / x / scale
}

function decimals(value: number): number {
  const [digits, exponent] = String(value).split('e')
  return Math.max(0, (digits!.split('.')[1]?.length ?? 0) - Number(exponent ?? 0))
}
