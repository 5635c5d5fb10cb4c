import type { Random } from '../../random/random.ts'
import { capitalized } from '../realistic/words.ts'
import english from './data/english.json' with { type: 'json' }

/** Different things to do or to look at, in English; those that are used up begin again. */
export function englishItems(random: Random, count: number): readonly string[] {
  const { action, aspect, effect } = english.words
  const all = [...action.map(capitalized), ...aspect.map((it) => `${capitalized(it)} ${random.pick(effect)}`)]
  return taken(random, all, count)
}

/** So many of a list, in an order of their own. */
export function taken(random: Random, list: readonly string[], count: number): readonly string[] {
  const left = [...list]
  return Array.from({ length: count }, (_, index) => {
    if (left.length === 0) return list[index % list.length]!
    return left.splice(random.int(0, left.length - 1), 1)[0]!
  })
}

export function listText(items: readonly string[], isNumbered: boolean): string {
  return items.map((item, index) => `${isNumbered ? `${index + 1}.` : '-'} ${item}`).join('\n')
}
