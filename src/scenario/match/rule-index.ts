import type { Rule } from '../rule.ts'
import { accessKeys, exactKey } from './access-keys.ts'
import type { AccessKey, Way } from './access-keys.ts'
import { gramIndexSteps } from './gram-index.ts'
import type { GramIndex } from './gram-index.ts'
import type { Probe } from './probe.ts'
import type { Subject } from './subject.ts'

/** Narrows all rules down to those that a request may match. */
export interface RuleIndex {
  /** Numbers of the rules that may match, ascending. Every rule that does match is among them. */
  candidates(probe: Probe): readonly number[]
  /** Whether the conditions of a rule hold for each request that it is a candidate for. */
  isSettled(rule: number): boolean
}

/** Files every rule under its rarest key; a rule without any is a candidate for each request. In small steps. */
export function* ruleIndexSteps(rules: readonly Rule[]): Generator<void, RuleIndex> {
  const options: (readonly Way[])[] = []
  const uses = new ByTable<Map<string, number>>(() => new Map())
  for (const [n, rule] of rules.entries()) {
    if (n % STEP === 0) yield
    const ways = waysOf(rule.conditions)
    options.push(ways)
    countKeys(ways, uses)
  }
  const always: number[] = []
  const settled = new Uint8Array(rules.length)
  const tables = new ByTable((key) => new Table(readerOf(key), key.kind === 'literal'))
  for (const [n, ways] of options.entries()) {
    if (n % STEP === 0) yield
    const best = rarest(ways, uses)
    if (best === undefined || best.keys.length > MOST_KEYS) always.push(n)
    else for (const key of best.keys) tables.of(key).add(key, n)
    if (isLookUp(rules[n]!.conditions)) settled[n] = 1
  }
  const lookups: LookUp[] = []
  for (const table of tables.values()) lookups.push(yield* table.build())
  return {
    candidates(probe) {
      const found: number[] = []
      for (const lookUp of lookups) lookUp(probe, found)
      return found.length === 0 ? always : merge(always, ascending(found))
    },
    isSettled: (rule) => settled[rule] === 1,
  }
}

/** A text that the message holds is all that most rules ask for, and to find that it does is to look them up. */
function isLookUp([condition, ...more]: Rule['conditions']): boolean {
  return (
    more.length === 0 &&
    condition?.kind === 'is' &&
    condition.subject.path === 'message' &&
    condition.matcher.op === 'contains'
  )
}

/** A reload has most rules again. */
function waysOf(conditions: Rule['conditions']): readonly Way[] {
  let ways = known.get(conditions)
  if (ways === undefined) known.set(conditions, (ways = conditions.flatMap(accessKeys)))
  return ways
}

const known = new WeakMap<Rule['conditions'], readonly Way[]>()

/** Rules a step. */
const STEP = 500
/** A rule with more of them is looked at for each request. */
const MOST_KEYS = 64

type LookUp = (probe: Probe, found: number[]) => void

/** All keys of one subject and kind. */
class Table {
  readonly #read: (probe: Probe) => readonly unknown[]
  readonly #literal: boolean
  readonly #rules = new Map<string, number[]>()

  constructor(read: (probe: Probe) => readonly unknown[], literal: boolean) {
    this.#read = read
    this.#literal = literal
  }

  add({ value }: AccessKey, rule: number): void {
    const rules = this.#rules.get(value)
    if (rules === undefined) this.#rules.set(value, [rule])
    else if (rules.at(-1) !== rule) rules.push(rule)
  }

  *build(): Generator<void, LookUp> {
    return this.#literal ? yield* this.#buildLiterals() : this.#buildExact()
  }

  #buildExact(): LookUp {
    const read = this.#read
    const rules = this.#rules
    return (probe, found) => {
      for (const value of read(probe)) {
        const key = exactKey(value)
        const matching = key === undefined ? undefined : rules.get(key)
        if (matching !== undefined) for (const rule of matching) found.push(rule)
      }
    }
  }

  *#buildLiterals(): Generator<void, LookUp> {
    const read = this.#read
    const { starts, rules } = packed([...this.#rules.values()])
    const grams: GramIndex = yield* gramIndexSteps([...this.#rules.keys()])
    return (probe, found) => {
      const add = (literal: number) => {
        for (let at = starts[literal]!; at < starts[literal + 1]!; at++) found.push(rules[at]!)
      }
      for (const value of read(probe)) {
        const key = typeof value === 'string' ? value : exactKey(value)
        if (key !== undefined) grams.scan(probe.fold(key), add)
      }
    }
  }
}

/** Lists close together in memory: where each begins, and behind the last one where that ends. */
function packed(lists: readonly (readonly number[])[]): {
  readonly starts: Int32Array
  readonly rules: Int32Array
} {
  const starts = new Int32Array(lists.length + 1)
  for (const [n, list] of lists.entries()) starts[n + 1] = starts[n]! + list.length
  return { starts, rules: Int32Array.from(lists.flat()) }
}

function readerOf(key: AccessKey): (probe: Probe) => readonly unknown[] {
  if (key.kind === 'tool_result') return (probe) => probe.toolResults.map(({ name }) => name)
  const subject: Subject = key.subject
  return (probe) => subject.read(probe, undefined)
}

/** Something for each subject and kind of key. */
class ByTable<T> {
  readonly #make: (key: AccessKey) => T
  readonly #tables = {
    exact: new Map<string, T>(),
    literal: new Map<string, T>(),
    tool_result: new Map<string, T>(),
  }

  constructor(make: (key: AccessKey) => T) {
    this.#make = make
  }

  of(key: AccessKey): T {
    const tables = this.#tables[key.kind]
    const path = key.kind === 'tool_result' ? '' : key.subject.path
    let table = tables.get(path)
    if (table === undefined) tables.set(path, (table = this.#make(key)))
    return table
  }

  values(): readonly T[] {
    return Object.values(this.#tables).flatMap((tables) => [...tables.values()])
  }
}

/** How many rules could stand under a key, by table and value. */
type KeyCounts = ByTable<Map<string, number>>

function countKeys(ways: readonly Way[], uses: KeyCounts): void {
  for (const way of ways) {
    if ('alternatives' in way) {
      for (const alternative of way.alternatives) countKeys(alternative, uses)
      continue
    }
    for (const key of way.keys) {
      const counts = uses.of(key)
      counts.set(key.value, (counts.get(key.value) ?? 0) + 1)
    }
  }
}

interface Chosen {
  readonly keys: readonly AccessKey[]
  /** How many rules could stand under them. */
  readonly uses: number
}

/** The way with the fewest rules under its keys; the first of equals. */
function rarest(ways: readonly Way[], uses: KeyCounts): Chosen | undefined {
  let best: Chosen | undefined
  for (const way of ways) {
    const chosen = 'alternatives' in way ? rarestOfEach(way.alternatives, uses) : usesOf(way.keys, uses)
    if (best === undefined || chosen.uses < best.uses) best = chosen
  }
  return best
}

function usesOf(keys: readonly AccessKey[], uses: KeyCounts): Chosen {
  let count = 0
  for (const key of keys) count += isOfState(key) ? Infinity : (uses.of(key).get(key.value) ?? 0)
  return { keys, uses: count }
}

/** What a session did before may have to be asked of another process: it is looked at where nothing else tells rules apart. */
function isOfState(key: AccessKey): boolean {
  return key.kind !== 'tool_result' && key.subject.path === 'state'
}

/** No alternative is without a way. */
function rarestOfEach(alternatives: readonly (readonly Way[])[], uses: KeyCounts): Chosen {
  const chosen = alternatives.map((ways) => rarest(ways, uses)!)
  return {
    keys: chosen.flatMap(({ keys }) => keys),
    uses: chosen.reduce((sum, one) => sum + one.uses, 0),
  }
}

/** In order and each once, in the same list. Nearly all are a few numbers, for which `sort` and `filter` take twenty times as long. */
function ascending(numbers: number[]): readonly number[] {
  if (numbers.length > FEW) return [...new Set(numbers)].sort((a, b) => a - b)
  for (let index = 1; index < numbers.length; index++) {
    const number = numbers[index]!
    let at = index
    for (; at > 0 && numbers[at - 1]! > number; at--) numbers[at] = numbers[at - 1]!
    numbers[at] = number
  }
  let kept = 0
  for (const number of numbers) if (kept === 0 || number !== numbers[kept - 1]) numbers[kept++] = number
  if (kept < numbers.length) numbers.length = kept
  return numbers
}

const FEW = 16

/** Two ascending lists as one. */
export function merge(a: readonly number[], b: readonly number[]): readonly number[] {
  if (a.length === 0) return b
  const merged: number[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) merged.push(a[i]! < b[j]! ? a[i++]! : b[j++]!)
  while (i < a.length) merged.push(a[i++]!)
  while (j < b.length) merged.push(b[j++]!)
  return merged
}
