import { isObject } from '../../json/json-object.ts'
import type { GatewayProfile } from './profile.ts'
import { profileWords } from './profile-words.ts'
import type { RuleGroup, RuleWords } from './profile-words.ts'

/** One switch that stands differently in two lines. */
export interface Difference extends RuleWords {
  readonly group: RuleGroup
  /** What either line does, in words. */
  readonly of: readonly [one: string, other: string]
}

/** The switches in which two lines differ, in the order of the profile. */
export function differences(one: GatewayProfile, other: GatewayProfile): readonly Difference[] {
  return (Object.keys(profileWords) as RuleGroup[]).flatMap((group) => {
    const words = profileWords[group] as Readonly<Record<string, RuleWords>>
    return Object.entries(words).flatMap(([name, rule]) => {
      const of = [valueText(one[group], name), valueText(other[group], name)] as const
      return of[0] === of[1] ? [] : [{ group, ...rule, of }]
    })
  })
}

function valueText(rules: object, name: string): string {
  const value = (rules as Readonly<Record<string, unknown>>)[name]
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (isObject(value)) return Object.keys(value).join(', ') || 'none'
  if (!Array.isArray(value)) return String(value)
  return value.length === 0
    ? 'none'
    : value.map((it) => (Array.isArray(it) ? it.join(': ') : String(it))).join(', ')
}
