import { describe, expect, expectTypeOf, test } from 'vitest'
import { errorNames } from '../../src/errors/catalogue.ts'
import { faultNames } from '../../src/faults/fault-table.ts'
import type {
  EmulatorSession,
  ErrorName,
  FaultName,
  OutcomeInput,
  RuleStart,
  RunningEmulator,
  ScenarioInput,
  WhenInput,
} from '../../src/index.ts'
import type { outcomeKeys } from '../../src/scenario/schema/outcome-shape.ts'
import type { whenKeys } from '../../src/scenario/schema/when-shape.ts'

type WhenMap = Exclude<WhenInput, string | RegExp | readonly unknown[]>

describe('the types know the language', () => {
  test('every key of when and every kind of answer', () => {
    expectTypeOf<keyof WhenMap>().toEqualTypeOf<keyof typeof whenKeys>()
    expectTypeOf<keyof typeof outcomeKeys>().toExtend<keyof RuleStart>()
    expectTypeOf<keyof typeof outcomeKeys>().toExtend<keyof ScenarioInput>()
  })

  test('every error and every fault by name, and no other', () => {
    expectTypeOf<string>().not.toExtend<ErrorName>()
    const errors: Record<ErrorName, true> = named(errorNames())
    const faults: Record<FaultName, true> = named(faultNames())
    expectTypeOf<'azure.rate_limit' | 'network.reset'>().toExtend<ErrorName>()
    expectTypeOf<'cut' | 'upstream_hang'>().toExtend<FaultName>()
    expectTypeOf<'azure.rate_limits'>().not.toExtend<ErrorName>()
    expect(Object.keys(errors).length * Object.keys(faults).length).toBeGreaterThan(1000)
  })

  test('patterns where a text is a condition, not where it is an answer', () => {
    expectTypeOf<RegExp>().toExtend<WhenInput>()
    expectTypeOf<{ message: RegExp; body: { 'metadata.x': [RegExp, string] } }>().toExtend<WhenInput>()
    expectTypeOf<{ message: { matches: RegExp } }>().toExtend<WhenInput>()
    expectTypeOf<{ message: { contains: RegExp } }>().not.toExtend<WhenInput>()
    expectTypeOf<RegExp>().not.toExtend<OutcomeInput>()
  })

  test('what a wrong rule looks like', () => {
    const never = (session: RunningEmulator | EmulatorSession) => {
      const rule = session.when('x').reply('y')
      // @ts-expect-error -- no such key
      session.when({ mesage: 'x' })
      // @ts-expect-error -- no such error
      session.when('x').error('azure.rate_limits')
      // @ts-expect-error -- no such fault
      rule.faults('cuts:after=3')
      // @ts-expect-error -- no such option of the fault
      rule.faults({ cut: { behind: 3 } })
      // @ts-expect-error -- a rule has one answer
      rule.reply('z')
      rule.faults('cut:after=3; delay:ms=5', { slice: { bytes: 7 } }).times(2)
    }
    expect(never).toBeTypeOf('function')
  })
})

function named<N extends string>(names: readonly string[]): Record<N, true> {
  return Object.fromEntries(names.map((name) => [name, true])) as Record<N, true>
}
