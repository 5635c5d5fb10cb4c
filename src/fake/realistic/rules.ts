import { businessRules } from './tables/business.ts'
import { peopleRules } from './tables/people.ts'
import { proseRules } from './tables/prose.ts'
import { technicalRules } from './tables/technical.ts'
import { thingRules } from './tables/things.ts'
import type { Rule } from './rule.ts'

const known = new Map<string, readonly Rule[]>()

/** All rules for a key, in the order in which to ask them. */
export function findRules(words: string): readonly Rule[] {
  let rules = known.get(words)
  if (rules === undefined) {
    const tables = [technicalRules, peopleRules, businessRules, thingRules, proseRules]
    rules = tables.flatMap((table) => table.filter(([test]) => test.test(words)).map(([, rule]) => rule))
    if (known.size > 5_000) known.clear()
    known.set(words, rules)
  }
  return rules
}
