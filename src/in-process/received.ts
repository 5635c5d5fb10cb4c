import type { JournalEntry } from '../journal/entry.ts'
import type { Check } from '../verify/check.ts'
import type { NearExchange } from '../verify/check-result.ts'
import { readChecks } from '../verify/read-checks.ts'
import { verify } from '../verify/verify.ts'
import { suggest } from '../shape/shape.ts'
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
  /** What was expected and what came instead, the nearest first, line by line. */
  readonly message: string
}

/** Whether as many chat requests as expected fit the conditions. Throws where the conditions or the count are wrong. */
export function checkReceived(
  entries: readonly JournalEntry[],
  when: WhenInput,
  expected: ExpectedCount = {},
): Received {
  const asked = entries.filter(({ calls }) => calls.length > 0)
  const result = verify(expectedChecks(when, expected), asked).checks[0]!
  const conditions = JSON.stringify(plainScenario(whenMap(when), 'when'))
  const others = (result.instead ?? []).filter(({ exchange }) => !result.exchanges.includes(exchange))
  const lines = [
    `expected ${expectedText(expected)} with ${conditions}, got ${result.found} of ${asked.length}`,
    ...result.exchanges.slice(-MOST_SHOWN).map((id) => `  ${id} fits`),
    ...others.map(missText),
    ...(asked.length === 0 ? ['  no chat request has come at all'] : []),
  ]
  return { pass: result.ok, message: lines.join('\n') }
}

const MOST_SHOWN = 5

/** The same as checks of a verification. Throws where the conditions or the count are wrong. */
export function expectedChecks(when: WhenInput, expected: ExpectedCount = {}): readonly Check[] {
  if (typeof expected !== 'object' || expected === null)
    throw new TypeError(`a count is written { times: 2 }, got ${JSON.stringify(expected)}`)
  const unknown = Object.keys(expected).find((key) => !EXPECTED_KEYS.some((it) => it === key))
  if (unknown !== undefined)
    throw new TypeError(`a count has no key ${JSON.stringify(unknown)}; ${suggest(unknown, EXPECTED_KEYS)}`)
  for (const name of EXPECTED_KEYS) {
    const value = expected[name]
    if (value !== undefined && !(Number.isInteger(value) && value >= 0))
      throw new TypeError(`${name} must be a whole number of at least 0, got ${value}`)
  }
  const { times, atLeast, atMost } = expected
  if (times !== undefined && (atLeast !== undefined || atMost !== undefined))
    throw new TypeError('times excludes atLeast and atMost')
  const counts =
    times === undefined
      ? { ...(atLeast !== undefined && { atLeast }), ...(atMost !== undefined && { atMost }) }
      : { exactly: times }
  return readChecks({ when: plainScenario(whenMap(when), 'when'), ...counts }, 'program')
}

const EXPECTED_KEYS = ['times', 'atLeast', 'atMost'] as const satisfies readonly (keyof ExpectedCount)[]

function expectedText({ times, atLeast, atMost }: ExpectedCount): string {
  if (times !== undefined) return requests(`${times}`, times)
  const least = atLeast ?? (atMost === undefined ? 1 : 0)
  const words = [
    ...(least > 0 ? [`at least ${least}`] : []),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ].join(' and ')
  return requests(words, atMost ?? least)
}

function requests(words: string, count: number): string {
  return `${words} ${count === 1 ? 'request' : 'requests'}`
}

function missText({ exchange, failed }: NearExchange): string {
  if (failed === undefined) return `  ${exchange} does not`
  const hint = failed.hint === undefined ? '' : `; ${failed.hint}`
  return `  ${exchange} does not: ${failed.path}: expected ${failed.expected}, got ${failed.actual}${hint}`
}
