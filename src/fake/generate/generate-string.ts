import { generateSync } from 'json-schema-faker'
import type { Random } from '../../random/random.ts'
import { lengthOf } from '../validate/partial-validator.ts'
import { FAIL, type Generation, type Place } from './generation.ts'
import type { Conjunction } from '../schema/conjunction.ts'
import { checkPattern } from '../pattern/checked-pattern.ts'
import { writePattern } from '../pattern/write.ts'
import { formatText } from '../realistic/format-text.ts'
import { realisticText } from '../realistic/strings.ts'
import type { SchemaObject } from '../schema/schema.ts'
import { fillText } from '../text/sentences.ts'
import { spend } from '../work.ts'

/** What a round of candidates costs, in steps of the composer: growing patterns is slow. */
const FAILED_TRY = 200
/** Characters of a long text that cost a step. */
const CHARACTERS = 500

/** What is asked of a text. */
interface Asked {
  readonly limits: Limits
  /** Each must accept it. */
  readonly plain: readonly SchemaObject[]
  /** The parts that say it holds JSON. */
  readonly json: readonly SchemaObject[]
}

interface Limits {
  readonly min: number
  readonly max: number
  readonly patterns: readonly string[]
  readonly formats: readonly string[]
}

/**
 * A string: by format, by what the key and its description say, by pattern, by json-schema-faker, or plain words
 * cut to length; the first that satisfies everything that is asked of it.
 */
export function generateString(work: Generation, conjunction: Conjunction, place: Place): unknown {
  const asked = askedOf(conjunction)
  const { limits, plain } = asked
  if (limits.min > limits.max)
    return work.fail(place, conjunction, `minLength ${limits.min} is above maxLength ${limits.max}`)
  const fits = (text: string | undefined): text is string =>
    text !== undefined && plain.every((part) => work.prepared.accepts(part, text))
  const random = place.random.fork('text')
  spend(limits.min / CHARACTERS)
  for (const attempt of [0, 1, 2, 3]) {
    for (const candidate of candidates(work, conjunction, place, asked, random.fork(`try ${attempt}`)))
      if (fits(candidate)) return candidate
    if (limits.formats.length === 0 && limits.patterns.length === 0) break
    spend(FAILED_TRY)
  }
  const reason =
    limits.patterns.length > 0 ? `pattern ${JSON.stringify(limits.patterns[0])}` : limits.formats[0]
  return work.fail(
    place,
    conjunction,
    `no text satisfies ${reason ?? 'its lengths'} together with what else is asked`,
  )
}

function* candidates(
  work: Generation,
  conjunction: Conjunction,
  place: Place,
  { limits, json }: Asked,
  random: Random,
): Generator<string | undefined> {
  if (json.length > 0) yield jsonContent(work, json, place)
  for (const format of limits.formats)
    for (let count = 0; count < 6; count++)
      yield formatText(format, work.aim(random.fork(`${format} ${count}`)), place, limits.max)
  for (let count = 0; count < (limits.max < 40 ? 4 : 1); count++)
    yield realisticText(work, conjunction, place, limits, random.fork(`real ${count}`))
  yield* written(limits, random)
  if (limits.patterns.length === 0 && limits.formats.length === 0)
    yield fillText(random.fork('fill'), limits.min, Math.min(limits.max, limits.min + 40))
  yield fromLeaf(limits, random)
}

/** A text that holds JSON, where that is what the text is said to be. */
function jsonContent(work: Generation, parts: readonly SchemaObject[], place: Place): string | undefined {
  const schemas = parts.map((part) => part.contentSchema).filter((schema) => schema !== undefined)
  const value = work.compose(schemas.length > 0 ? schemas : [ANY_JSON], deeper(place))
  return value === FAIL ? undefined : JSON.stringify(value)
}

function deeper(place: Place): Place {
  const { key, parent, random, person, isItem, lineage, nested, optional } = place
  return { depth: place.depth + 1, key, parent, random, person, isItem, lineage, nested, optional }
}

const ANY_JSON: SchemaObject = { type: 'object' }

/** Texts grown from the patterns; with room around them, or glued, where more than one thing is asked for. */
function* written(limits: Limits, random: Random): Generator<string | undefined> {
  const { patterns, min, max } = limits
  const grow = (pattern: string, least: number, label: string) =>
    writePattern(checkPattern(pattern, ''), Math.min(least, max), max, random.fork(`${label} ${pattern}`))
  for (const pattern of patterns) {
    const text = grow(pattern, min, 'plain')
    yield text
    if (limits.formats.length === 0 && patterns.length === 1) continue
    for (let wider = 3; wider < 13; wider += 2)
      yield grow(pattern, Math.max(min, (text?.length ?? 0) + wider), `wide ${wider}`)
  }
  for (const first of patterns)
    for (const second of patterns)
      if (first !== second) yield `${grow(first, 0, 'left') ?? ''}${grow(second, 0, 'right') ?? ''}`
}

function askedOf(conjunction: Conjunction): Asked {
  let it = asked.get(conjunction)
  if (it === undefined) {
    const { parts } = conjunction
    it = { limits: limitsOf(parts), plain: parts.map(textual), json: jsonParts(parts) }
    asked.set(conjunction, it)
  }
  return it
}

/** Conjunctions come again and again. */
const asked = new WeakMap<Conjunction, Asked>()

function jsonParts(parts: readonly SchemaObject[]): readonly SchemaObject[] {
  const found = parts.filter(({ contentMediaType: type }) => type !== undefined && JSON_TYPE.test(type))
  return found.some((part) => part.contentEncoding !== undefined) ? [] : found
}

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\b/

function limitsOf(parts: Conjunction['parts']): Limits {
  return {
    min: Math.max(0, ...parts.map((part) => part.minLength ?? 0)),
    max: Math.min(...parts.map((part) => part.maxLength ?? Infinity)),
    patterns: [...new Set(parts.map((part) => part.pattern).filter((pattern) => pattern !== undefined))],
    formats: [...new Set(parts.map(formatOf).filter((format) => format !== undefined))],
  }
}

function formatOf(part: SchemaObject): string | undefined {
  const { format, contentEncoding: encoding } = part
  return format ?? (encoding === undefined ? undefined : encoding === 'base64' ? 'byte' : encoding)
}

/** The part without its choices and conditions: those are looked at when the value is whole. */
function textual(part: SchemaObject): SchemaObject {
  const plain: SchemaObject = {}
  if (part.minLength !== undefined) plain.minLength = part.minLength
  if (part.maxLength !== undefined) plain.maxLength = part.maxLength
  if (part.pattern !== undefined) plain.pattern = part.pattern
  if (part.format !== undefined) plain.format = part.format
  return plain
}

/** json-schema-faker's text for what is left of the leaf; it neither hangs nor grows, as lengths are bounded here. */
function fromLeaf(limits: Limits, random: Random): string | undefined {
  if (limits.min > 1_000 || limits.patterns.length > 0) return undefined
  const leaf: Record<string, unknown> = { type: 'string' }
  if (limits.min > 0) leaf['minLength'] = limits.min
  if (limits.max < Infinity) leaf['maxLength'] = limits.max
  if (limits.formats[0] !== undefined) leaf['format'] = limits.formats[0]
  const value = generateSync(leaf, { seed: random.int(1, 0x7fffffff), maxDepth: 20 })
  if (typeof value !== 'string') return undefined
  return lengthOf(value) > limits.max ? value.slice(0, limits.max) : value
}
