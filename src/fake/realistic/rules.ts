import { BoundedMap } from '../../values/bounded-map.ts'
import { businessRules } from './tables/business.ts'
import { peopleRules } from './tables/people.ts'
import { proseRules } from './tables/prose.ts'
import { technicalRules } from './tables/technical.ts'
import { thingRules } from './tables/things.ts'
import type { Rule } from './rule.ts'

const TABLES = [technicalRules, peopleRules, businessRules, thingRules, proseRules]
const known = new BoundedMap<string, readonly Rule[]>(5000)

/** All rules for a key, in the order in which to ask them. */
export function findRules(words: string): readonly Rule[] {
  return known.use(words, () =>
    TABLES.flatMap((table) => table.filter(([test]) => test.test(words)).map(([, rule]) => rule)),
  )
}
