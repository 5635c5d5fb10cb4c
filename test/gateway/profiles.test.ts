import { describe, expect, test } from 'vitest'
import { differences } from '../../src/gateway/profiles/differences.ts'
import { PROFILE_1_3_60 } from '../../src/gateway/profiles/line-1-3-60.ts'
import { PROFILE_1_4_10 } from '../../src/gateway/profiles/line-1-4-10.ts'
import { PROFILE_1_4_19 } from '../../src/gateway/profiles/line-1-4-19.ts'
import { PROFILE_1_4_24 } from '../../src/gateway/profiles/line-1-4-24.ts'
import { PROFILE_1_5_1 } from '../../src/gateway/profiles/line-1-5-1.ts'
import { PROFILE_2_2 } from '../../src/gateway/profiles/line-2-2.ts'
import { profileWords } from '../../src/gateway/profiles/profile-words.ts'
import type { RuleWords } from '../../src/gateway/profiles/profile-words.ts'
import { loadCaptures } from '../support/capture.ts'
import type { Capture } from '../support/capture.ts'
import { maskResponse } from '../support/mask-response.ts'
import type { Line } from '../support/spec-files.ts'
import { compareUpstreamSaw } from '../support/upstream-saw.ts'

const RECORDED = [PROFILE_1_3_60, PROFILE_1_4_10, PROFILE_1_4_19, PROFILE_1_4_24, PROFILE_1_5_1]
const LINES = [...RECORDED, PROFILE_2_2]
const captures = new Map(
  RECORDED.map(({ line }) => [line, new Map(loadCaptures(line as Line).map((one) => [one.name, one]))]),
)

describe('the words of the profile', () => {
  test('cover every switch of every line', () => {
    for (const { line: _line, evidence: _evidence, ...groups } of LINES) {
      const shape = Object.entries(groups).map(([group, rules]) => [
        group,
        Object.keys(rules as object).sort(),
      ])
      const words = Object.entries(profileWords).map(([group, rules]) => [group, Object.keys(rules).sort()])
      expect(shape.sort()).toEqual(words.sort())
    }
  })

  test('name recordings that exist', () => {
    const named = Object.values(profileWords).flatMap((group) =>
      Object.values(group as Record<string, RuleWords>).flatMap((rule) => rule.seen),
    )
    expect(named.filter((name) => !captures.get('1.5.1')!.has(name))).toEqual([])
    expect(new Set(named).size).toBeGreaterThan(40)
  })

  test('are different for every switch', () => {
    const about = Object.values(profileWords).flatMap((group) =>
      Object.values(group as Record<string, RuleWords>).map((rule) => rule.about),
    )
    expect(new Set(about).size).toBe(about.length)
  })
})

describe.each([
  ['1.3.60', '1.4.10', 30],
  ['1.4.10', '1.4.19', 18],
  ['1.3.60', '1.4.19', 40],
  ['1.4.19', '1.4.24', 4],
  ['1.4.24', '1.5.1', 20],
])('%s and %s', (a, b, atLeast) => {
  const [one, other] = [a, b].map((line) => RECORDED.find((it) => it.line === line)!) as [
    (typeof RECORDED)[number],
    (typeof RECORDED)[number],
  ]
  const rows = differences(one, other)

  test('differ in many switches, in the same ones from either side', () => {
    expect(rows.length).toBeGreaterThanOrEqual(atLeast)
    expect(differences(other, one).map(({ about, of: [x, y] }) => [about, y, x])).toEqual(
      rows.map(({ about, of: [x, y] }) => [about, x, y]),
    )
    expect(differences(one, one)).toEqual([])
  })

  test.each(rows.filter((row) => row.seen.length > 0))('$group: $about, as recordings show', ({ seen }) => {
    const pairs = seen.map((name) => [captures.get(a)!.get(name), captures.get(b)!.get(name)] as const)
    // What an older release was not recorded with is no sign of a difference.
    const both = pairs.filter((pair): pair is [Capture, Capture] => pair.every((it) => it !== undefined))
    expect(both.some(([first, second]) => differs(first, second))).toBe(both.length > 0)
  })
})

/** Compared with the stricter mask of either line, so that nothing is taken for equal that is not. */
function differs(one: Capture, other: Capture): boolean {
  const masked = (capture: Capture) => capture.responses.map((it) => maskResponse(it, '1.4.10'))
  if (JSON.stringify(masked(one)) !== JSON.stringify(masked(other))) return true
  return compareUpstreamSaw(one.upstreamSaw, other.upstreamSaw).length > 0
}
