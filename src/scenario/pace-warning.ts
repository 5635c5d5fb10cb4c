import type { LooseRule } from './read-file.ts'
import type { ChoiceSpec, Outcome } from './outcome.ts'
import type { Problem } from '../shape/source/problem.ts'
import type { Range } from '../shape/source/tree.ts'
import type { Duration, Timing } from './timing.ts'

/** Characters of English text in a token, tokens in a word. */
const CHARACTERS = 4
const TOKENS = 1.3

/** That a pace which somebody wrote makes an answer last longer than the gateway waits; undefined where it does not. */
export function paceProblem(rule: LooseRule, at: Range, patienceMs: number): Problem | undefined {
  const { timing } = rule
  const longest = Math.max(...rule.outcomes.map((outcome) => lastsMs(outcome, timing)))
  if (longest < patienceMs) return undefined
  const seconds = Math.round(longest / 1000)
  return {
    code: 'too-slow',
    severity: 'warning',
    at,
    message: `at this pace the answer takes about ${seconds} s, and the gateway gives up after ${patienceMs / 1000} s`,
    hint: 'make it quicker, or raise default_request_timeout_in_seconds in the gateway configuration (--bifrost-config)',
  }
}

/** About how long an answer takes; 0 where nobody said. */
function lastsMs(outcome: Outcome, timing: Timing | undefined): number {
  if (outcome.kind === 'fake')
    return timing === undefined ? 0 : pacedMs(timing, (outcome.fake.words ?? 0) * TOKENS)
  // What a function answers is not known before: its first token is.
  if (outcome.kind === 'program') return timing === undefined ? 0 : pacedMs(timing, 0)
  if (outcome.kind !== 'reply') return 0
  const choices = [outcome.reply, ...(outcome.reply.choices ?? [])]
  const waits = choices.flatMap(({ chunks = [] }) => chunks.map((chunk) => chunk.delay_ms ?? 0))
  const waited = waits.reduce((sum, ms) => sum + ms, 0)
  if (timing === undefined) return waited
  return (
    waited +
    pacedMs(
      timing,
      choices.reduce((sum, choice) => sum + piecesOf(choice), 0),
    )
  )
}

function piecesOf({ text = '', chunks, reasoning = '', json, tool_calls: calls = [] }: ChoiceSpec): number {
  const given = json?.fake === false ? JSON.stringify(json.value).length : 0
  const called = calls.reduce(
    (sum, { arguments: it }) => sum + (it.fake ? 0 : (JSON.stringify(it.value)?.length ?? 0)),
    0,
  )
  const paced = chunks?.filter(({ delay_ms: delay }) => delay === undefined).length ?? 0
  return paced + (text.length + reasoning.length + given + called) / CHARACTERS
}

function pacedMs(timing: Timing, pieces: number): number {
  const { gap_ms: gap, gaps_ms: recorded, tokens_per_second: speed } = timing
  const each =
    recorded !== undefined && recorded.length > 0
      ? recorded.reduce((sum, ms) => sum + ms, 0) / recorded.length
      : gap === undefined
        ? speed === 0
          ? 0
          : 1000 / speed
        : usualMs(gap)
  return usualMs(timing.first_token_ms) + each * Math.max(0, pieces - 1)
}

function usualMs(duration: Duration): number {
  if (typeof duration === 'number') return duration
  const { points } = duration
  return (points.find(([percent]) => percent >= 50) ?? points.at(-1)!)[1]
}
