import type { Random } from '../../random/random.ts'
import { capitalized } from '../realistic/words.ts'
import english from './data/english.json' with { type: 'json' }
import { filled, textTemplate } from './template.ts'

/** What a sentence is about, in the middle of a sentence: `the order`, `sourdough bread`. */
export type Topic = string

const WORDS: Readonly<Record<string, readonly string[]>> = english.words

/** `{aspect2}` is another one than `{aspect}`: of these kinds of words a sentence has two. */
const TEMPLATES = english.sentences.map((text) => {
  const template = textTemplate(text)
  return { template, pair: template.slots.find((slot) => slot.endsWith('2'))?.slice(0, -1) }
})

/** One sentence about the topic, complete with capital and full stop. */
export function sentence(random: Random, topic: Topic): string {
  const { template, pair } = random.pick(TEMPLATES)
  const [first, second] = pair === undefined ? NO_PAIR : two(random, WORDS[pair]!)
  const text = filled(template, (slot) => {
    if (slot === 'topic') return topic
    if (pair === undefined || !slot.startsWith(pair)) return random.pick(WORDS[slot]!)
    return slot === pair ? first : second
  })
  return `${capitalized(text)}.`
}

const NO_PAIR: readonly [string, string] = ['', '']

/** Different sentences in a row. */
export function sentences(random: Random, topic: Topic, count: number): string {
  const made = new Set<string>()
  for (let tries = 0; made.size < count && tries < count * 4; tries++) made.add(sentence(random, topic))
  return [...made].join(' ')
}

/** A short sentence of exactly so many words, 1 to 8. */
export function shortSentence(random: Random, words: number): string {
  return random.pick(english.short[Math.min(8, Math.max(1, words)) - 1]!)
}

/** Plain words of `min` to `max` characters. */
export function fillText(random: Random, min: number, max: number): string {
  const wanted = Math.min(max, Math.max(min, random.int(min, Math.min(max, min + 30))))
  let text = ''
  while (text.length < wanted) text += `${text === '' ? '' : ' '}${sentence(random, 'this')}`
  if (text.length <= max) return text
  const cut = text.slice(0, max)
  const tidy = cut.replace(/[\s,.]+\S*$/, '')
  return tidy.length >= min && tidy.length > 0 ? tidy : cut
}

function two<T>(random: Random, list: readonly T[]): readonly [T, T] {
  const first = random.int(0, list.length - 1)
  const second = (first + random.int(1, list.length - 1)) % list.length
  return [list[first]!, list[second]!]
}
