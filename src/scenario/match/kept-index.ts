import type { Rule } from '../rule.ts'
import type { Probe } from './probe.ts'
import { merge, ruleIndexSteps } from './rule-index.ts'
import type { RuleIndex } from './rule-index.ts'

/** So many rules that are new, or gone, are looked for beside the others before all are filed anew: a share of all, or a few. */
const MOST_BESIDE = { share: 1 / 8, few: 64 }

/**
 * Makes the indexes of books that follow one another. A save changes a few rules of many: the others are found where they
 * stood before, and the new ones have a small index beside that one.
 */
export class KeptIndex {
  #last: Filed | undefined;

  /** In small steps. */
  *of(rules: readonly Rule[]): Generator<void, RuleIndex> {
    const filed = this.#last
    const changes = filed?.changes(rules)
    yield
    if (filed !== undefined && changes !== undefined) {
      const { fresh, places } = changes
      return beside(filed.index, places, yield* ruleIndexSteps(fresh.map((n) => rules[n]!)), fresh)
    }
    const index = yield* ruleIndexSteps(rules)
    this.#last = new Filed(rules, index)
    return index
  }
}

interface Changes {
  /** Numbers of the rules that are not filed. */
  readonly fresh: readonly number[]
  /** For each rule that is filed its number now; `GONE` where it has none. */
  readonly places: Int32Array
}

const GONE = -1

/** An index of all rules of a book, and where in it each of them stands. A rule that stays the same keeps its conditions. */
class Filed {
  readonly index: RuleIndex
  readonly #rules: readonly Rule[]
  #numbers: ReadonlyMap<Rule['conditions'], number> | undefined

  constructor(rules: readonly Rule[], index: RuleIndex) {
    this.#rules = rules
    this.index = index
  }

  /** Undefined where too much changed, or the rules that stayed do not stand in the order in which they stood. */
  changes(rules: readonly Rule[]): Changes | undefined {
    this.#numbers ??= new Map(this.#rules.map(({ conditions }, n) => [conditions, n]))
    const fresh: number[] = []
    const places = new Int32Array(this.#rules.length).fill(GONE)
    let last = -1
    for (const [n, { conditions }] of rules.entries()) {
      const before = this.#numbers.get(conditions)
      if (before === undefined) fresh.push(n)
      else if (before <= last) return undefined
      else places[(last = before)] = n
    }
    const gone = this.#rules.length - (rules.length - fresh.length)
    const most = Math.max(MOST_BESIDE.few, MOST_BESIDE.share * rules.length)
    return Math.max(fresh.length, gone) > most ? undefined : { fresh, places }
  }
}

/** The candidates of an index by their numbers now, and those of the rules beside it. */
function beside(filed: RuleIndex, places: Int32Array, added: RuleIndex, fresh: readonly number[]): RuleIndex {
  const settled = new Uint8Array(places.length + fresh.length)
  for (const [before, n] of places.entries()) if (n !== GONE && filed.isSettled(before)) settled[n] = 1
  for (const [at, n] of fresh.entries()) if (added.isSettled(at)) settled[n] = 1
  return {
    isSettled: (rule) => settled[rule] === 1,
    candidates(probe: Probe) {
      const kept: number[] = []
      for (const n of filed.candidates(probe)) if (places[n] !== GONE) kept.push(places[n]!)
      const found = added.candidates(probe)
      return found.length === 0
        ? kept
        : merge(
            kept,
            found.map((n) => fresh[n]!),
          )
    },
  }
}
