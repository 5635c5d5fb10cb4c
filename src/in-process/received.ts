import type { JournalEntry } from '../journal.ts'
import { explainRule } from '../scenario/match/explain-miss.ts'
import type { MatchContext } from '../scenario/match/probe.ts'
import { readValue, valueProblemText } from '../scenario/read-value.ts'
import type { Rule } from '../scenario/rule.ts'
import { whenShape } from '../scenario/schema/when-shape.ts'
import { plainScenario } from './plain-scenario.ts'
import type { WhenInput } from './scenario-types.ts'
import { whenMap } from './when-map.ts'

/** How many requests are expected; at least one unless said. */
export interface ExpectedCount {
  readonly times?: number | undefined
  readonly atLeast?: number | undefined
  readonly atMost?: number | undefined
}

export interface Received {
  readonly pass: boolean
  /** What was expected and what came instead, line by line. */
  readonly message: string
}

/** Whether as many chat requests as expected fit the conditions. Throws where the conditions or the count are wrong. */
export function checkReceived(
  entries: readonly JournalEntry[],
  when: WhenInput,
  expected: ExpectedCount = {},
): Received {
  const rule = ruleOf(when)
  const asked = entries.filter(({ calls }) => calls.length > 0)
  const fitting = asked.filter((entry) => missOf(entry, rule) === undefined)
  const { pass, words } = judge(fitting.length, expected)
  const others = asked.filter((entry) => !fitting.includes(entry))
  const lines = [
    `expected ${words} with ${shown(whenMap(when))}, got ${fitting.length} of ${asked.length}`,
    ...fitting.slice(-MOST_SHOWN).map((entry) => `  ${entry.id} fits`),
    ...others.slice(-MOST_SHOWN).map((entry) => `  ${entry.id} does not: ${missOf(entry, rule)}`),
    ...(asked.length === 0 ? ['  no chat request has come at all'] : []),
  ]
  return { pass, message: lines.join('\n') }
}

const MOST_SHOWN = 5

/** A request is looked at alone. */
const NO_PAST: MatchContext = { calls: () => 0, state: undefined }

/** The conditions as a rule that answers nothing. */
function ruleOf(when: WhenInput): Rule {
  const read = readValue(plainScenario(when, 'when'), whenShape, {}, 'when')
  if ('problems' in read) throw new TypeError(valueProblemText(read.problems))
  const conditions = Object.values(read.value).filter((condition) => condition !== undefined)
  const place = { name: 'when', file: 'when', line: 1, column: 1 }
  return { ...place, priority: 0, conditions, outcomes: [], then: 'last', index: 0 }
}

function missOf({ calls }: JournalEntry, rule: Rule): string | undefined {
  const failed = explainRule(rule, calls[0]!.request, NO_PAST)
  return failed === undefined
    ? undefined
    : `${failed.path}: expected ${failed.expected}, got ${failed.actual}`
}

function judge(count: number, { times, atLeast, atMost }: ExpectedCount): { pass: boolean; words: string } {
  for (const [name, value] of Object.entries({ times, atLeast, atMost })) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 0))
      throw new TypeError(`${name} must be a whole number of at least 0, got ${value}`)
  }
  if (times !== undefined) return { pass: count === times, words: requests(`${times}`, times) }
  const least = atLeast ?? (atMost === undefined ? 1 : 0)
  const words = [
    ...(least > 0 ? [`at least ${least}`] : []),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ].join(' and ')
  return { pass: count >= least && count <= (atMost ?? Infinity), words: requests(words, atMost ?? least) }
}

function requests(words: string, count: number): string {
  return `${words} ${count === 1 ? 'request' : 'requests'}`
}

function shown(when: object): string {
  return JSON.stringify(plainScenario(when, 'when'))
}
