import { finish } from '../../values/finish.ts'
import type { Rule } from '../rule.ts'
import { describeCondition } from './condition.ts'
import type { Condition } from './condition.ts'
import { foldCase } from './fold.ts'
import { gramIndexSteps } from './gram-index.ts'
import { describeMatcher } from './matcher.ts'
import type { Matcher } from './matcher.ts'

/**
 * Rules that can never answer because an earlier one always matches when they do. Only what is certain is told: an earlier
 * rule whose conditions are all implied by the later one's. A condition is implied by an equal one, a text that must be
 * contained by a longer or whole one around it, a list of values by any part of it.
 */
export function unreachable<R extends Rule>(rules: readonly R[]): readonly Shadowed<R>[] {
  return finish(unreachableSteps(rules))
}

export interface Shadowed<R> {
  readonly rule: R
  readonly by: R
}

/** `unreachable` in small steps, so that other work can be done between them. */
export function* unreachableSteps<R extends Rule>(
  rules: readonly R[],
): Generator<void, readonly Shadowed<R>[]> {
  const shadows = new Shadows<R>()
  // Where a weighted rule matches it answers, or another weighted one does.
  const weighted = new Shadows<R>()
  const literals = yield* messageLiterals(rules)
  const found: Shadowed<R>[] = []
  for (const [index, rule] of rules.entries()) {
    if (index % STEP === 0) yield
    const by =
      coveredBy(rule, shadows, literals) ??
      (rule.weight === undefined ? coveredBy(rule, weighted, literals) : undefined)
    if (by !== undefined) found.push({ rule, by })
    else if (alwaysAnswers(rule)) {
      const cover = rule.weight === undefined ? shadows : weighted
      for (const variant of variantsOf(rule)) cover.add(variant, rule)
    }
  }
  return found
}

/** Rules a step. */
const STEP = 200
const MOST_VARIANTS = 32
const MOST_CONDITIONS = 8

/** Rules that always answer, by the conditions they want. */
class Shadows<R> {
  readonly #rules = new Map<string, R>()
  readonly #parts = new Set<string>()

  add(parts: readonly string[], rule: R): void {
    const key = keyOf(parts)
    if (this.#rules.has(key)) return
    this.#rules.set(key, rule)
    for (const part of parts) this.#parts.add(part)
  }

  get(parts: readonly string[]): R | undefined {
    return this.#rules.get(keyOf(parts))
  }

  /** Whether any rule wants this condition: what none wants need not be looked for. */
  mentions(part: string): boolean {
    return this.#parts.has(part)
  }
}

function alwaysAnswers(rule: Rule): boolean {
  return rule.times === undefined && !rule.conditions.some(dependsOnRule)
}

function dependsOnRule(condition: Condition): boolean {
  if (condition.kind === 'is') return condition.subject.perRule === true
  if (condition.kind === 'tool_result') return false
  // What a function says may differ from request to request.
  if (condition.kind === 'program') return true
  return condition.kind === 'not' ? dependsOnRule(condition.of) : condition.of.some(dependsOnRule)
}

/** A rule is covered when each of its variants is; the rule that covers the first one is named. */
function coveredBy<R extends Rule>(rule: R, shadows: Shadows<R>, literals: LiteralsIn): R | undefined {
  if (rule.conditions.length > MOST_CONDITIONS) return undefined
  const covers = variantsOf(rule).map((variant) => coverOfVariant(variant, shadows, literals))
  return covers.includes(undefined) ? undefined : covers[0]
}

/** A rule as alternatives of plain conditions: each part of a list of values on its own. A reload has most rules again. */
function variantsOf({ conditions }: Rule): readonly (readonly string[])[] {
  let variants = known.get(conditions)
  if (variants === undefined) known.set(conditions, (variants = alternativesOf(conditions)))
  return variants
}

const known = new WeakMap<readonly Condition[], readonly (readonly string[])[]>()

function alternativesOf(conditions: readonly Condition[]): readonly (readonly string[])[] {
  let variants: (readonly string[])[] = [[]]
  for (const condition of conditions) {
    const parts = partsOf(condition)
    if (variants.length * parts.length > MOST_VARIANTS) return [conditions.map(describeCondition)]
    variants = variants.flatMap((variant) => parts.map((part) => [...variant, part]))
  }
  return variants
}

function partsOf(condition: Condition): readonly string[] {
  if (condition.kind !== 'is' || condition.matcher.op !== 'any') return [describeCondition(condition)]
  return condition.matcher.of.map((matcher) => describeCondition({ ...condition, matcher }))
}

/** Looks for an earlier rule among all subsets of the variant, each text also by the shorter ones inside it. */
function coverOfVariant<R>(
  variant: readonly string[],
  shadows: Shadows<R>,
  literals: LiteralsIn,
): R | undefined {
  const choices = variant.map((part) => [
    undefined,
    ...[part, ...literals(part)].filter((name) => shadows.mentions(name)),
  ])
  const ways = choices.reduce((product, some) => product * some.length, 1)
  // A few conditions that hold many of the others' texts would be looked at in millions of ways.
  return search(ways > MOST_WAYS ? choices.map((some) => some.slice(0, 2)) : choices, 0, [], shadows)
}

const MOST_WAYS = 2000

function search<R>(
  choices: readonly (readonly (string | undefined)[])[],
  at: number,
  chosen: readonly string[],
  shadows: Shadows<R>,
): R | undefined {
  if (at === choices.length) return shadows.get(chosen)
  for (const choice of choices[at]!) {
    const found = search(choices, at + 1, choice === undefined ? chosen : [...chosen, choice], shadows)
    if (found !== undefined) return found
  }
  return undefined
}

function keyOf(parts: readonly string[]): string {
  // No condition in words looks like a list in JSON.
  if (parts.length < 2) return parts[0] ?? ''
  return JSON.stringify([...new Set(parts)].sort())
}

type LiteralsIn = (part: string) => readonly string[]

/** For a condition that a text must be, begin with, end with or contain: the texts that others want to be contained and that stand in it. */
function* messageLiterals(rules: readonly Rule[]): Generator<void, LiteralsIn> {
  const wanted = new Map<string, Told>()
  const told = new Map<string, Told>()
  for (const [index, rule] of rules.entries()) {
    if (index % STEP === 0) yield
    for (const { path, matcher } of textMatchers(rule)) {
      const part = `${path} ${describeMatcher(matcher)}`
      const folded = toldBy(matcher, path)
      if (folded !== undefined) told.set(part, { path, folded })
      if (matcher.op === 'contains') wanted.set(part, { path, folded: matcher.folded })
    }
  }
  const names = [...wanted.keys()]
  const values = [...wanted.values()]
  const grams = yield* gramIndexSteps(values.map(({ folded }) => folded))
  return (part) => {
    const text = told.get(part)
    if (text === undefined) return []
    const inside = new Set<string>()
    grams.scan(text.folded, (n) => {
      if (values[n]!.path === text.path && inside.size < 8 && names[n] !== part) inside.add(names[n]!)
    })
    return [...inside]
  }
}

interface Told {
  readonly path: string
  readonly folded: string
}

/** A text that stands in whatever satisfies the matcher. */
function toldBy(matcher: Matcher, path: string): string | undefined {
  switch (matcher.op) {
    case 'contains':
      // Of a list in the body it means one whole item, which does not contain what a part of it does.
      return path.startsWith('body.') ? undefined : matcher.folded
    case 'starts_with':
    case 'ends_with':
      return matcher.folded
    case 'equals':
      return typeof matcher.value === 'string' ? foldCase(matcher.value) : undefined
    default:
      return undefined
  }
}

function* textMatchers({
  conditions,
}: Rule): Generator<{ readonly path: string; readonly matcher: Matcher }> {
  for (const condition of conditions) {
    if (condition.kind !== 'is') continue
    for (const matcher of plainParts(condition.matcher)) yield { path: condition.subject.path, matcher }
  }
}

function plainParts(matcher: Matcher): readonly Matcher[] {
  return matcher.op === 'any' ? matcher.of : [matcher]
}
