import type { Random } from '../../random/random.ts'
import { capitalized } from '../realistic/words.ts'

/** What a sentence is about, in the middle of a sentence: `the order`, `sourdough bread`. */
export type Topic = string

const ASPECTS = [
  'the context',
  'good preparation',
  'careful timing',
  'the quality of the input',
  'a clear plan',
  'regular practice',
  'attention to detail',
  'the team around you',
  'the available budget',
  'early feedback',
  'a realistic schedule',
  'the order of the steps',
  'the goal you have in mind',
  'a simple structure',
  'the choice of tools',
  'the wider environment',
  'a shared vocabulary',
  'the first impression',
  'steady maintenance',
  'the weakest link',
]
const EFFECTS = [
  'makes the biggest difference',
  'is often underestimated',
  'saves time later on',
  'decides how well it turns out',
  'keeps the result predictable',
  'is easy to get wrong at first',
  'pays off after a few weeks',
  'matters more than raw effort',
  'helps to avoid surprises',
  'is what most people remember',
  'is worth planning for',
  'leaves room for adjustments',
]
const ACTIONS = [
  'start small and build on what works',
  'write down what you expect before you begin',
  'compare at least two options',
  'check the result after each step',
  'ask someone who has done it before',
  'keep the first version simple',
  'set aside enough time for it',
  'look at a concrete example',
  'measure before you change anything',
  'decide early what you can leave out',
  'break it into smaller parts',
  'review it with fresh eyes the next day',
]
const QUALITIES = [
  'simple',
  'reliable',
  'practical',
  'flexible',
  'thorough',
  'robust',
  'clear',
  'gradual',
  'proven',
]
const GROUPS = ['Most people', 'Experienced teams', 'Beginners', 'Many guides', 'Experts', 'Careful planners']
const VERBS = ['underline', 'agree', 'point out', 'find', 'report', 'confirm']

type Template = (random: Random, topic: Topic) => string

const TEMPLATES: readonly Template[] = [
  (d, t) => `with ${t}, ${d.pick(ASPECTS)} ${d.pick(EFFECTS)}`,
  (d, t) => `when it comes to ${t}, it helps to ${d.pick(ACTIONS)}`,
  (d) => `in practice, ${d.pick(ASPECTS)} ${d.pick(EFFECTS)}`,
  (d) => `a ${d.pick(QUALITIES)} approach is to ${d.pick(ACTIONS)}`,
  (d) => {
    const [first, second] = two(d, ASPECTS)
    return `${first} and ${second} go hand in hand here`
  },
  (d) => `${d.pick(GROUPS)} ${d.pick(VERBS)} that ${d.pick(ASPECTS)} ${d.pick(EFFECTS)}`,
  (d) => {
    const [first, second] = two(d, ACTIONS)
    return `if you are unsure, ${first}, then ${second}`
  },
  (d, t) => `another part of ${t} is ${d.pick(ASPECTS)}, which ${d.pick(EFFECTS)}`,
  (d) => `it also pays to ${d.pick(ACTIONS)}`,
  (d, t) => `a common mistake with ${t} is to overlook ${d.pick(ASPECTS)}`,
  (d) => `once that is settled, ${d.pick(ACTIONS)}`,
  (d, t) => `there is no single right answer for ${t}, but ${d.pick(ASPECTS)} ${d.pick(EFFECTS)}`,
  (d) => {
    const [first, second] = two(d, ASPECTS)
    return `${first} ${d.pick(EFFECTS)}, while ${second} can wait`
  },
  (d) => `over time the routine sets in, and ${d.pick(ASPECTS)} takes less effort`,
]

/** Short sentences by their number of words, to meet a length exactly. */
const SHORT: Readonly<Record<number, readonly string[]>> = {
  1: ['Certainly.', 'Absolutely.', 'Gladly.'],
  2: ['Of course.', 'Happy to.', 'Good luck!'],
  3: ['That usually helps.', 'It depends, though.', 'Details matter here.'],
  4: ['It is worth trying.', 'Start with the basics.', 'Small steps work best.'],
  5: ['The rest follows from that.', 'Take your time with it.', 'That is the main point.'],
  6: [
    'You can adjust it later on.',
    'The details depend on your goals.',
    'It gets easier with some practice.',
  ],
  7: ['Let me know if anything is unclear.', 'That is usually enough to get started.'],
  8: ['Feel free to ask if you need more.', 'From there you can refine it bit by bit.'],
}

/** One sentence about the topic, complete with capital and full stop. */
export function sentence(random: Random, topic: Topic): string {
  return `${capitalized(random.pick(TEMPLATES)(random, topic))}.`
}

/** Different sentences in a row. */
export function sentences(random: Random, topic: Topic, count: number): string {
  const made = new Set<string>()
  for (let tries = 0; made.size < count && tries < count * 4; tries++) made.add(sentence(random, topic))
  return [...made].join(' ')
}

/** A short sentence of exactly so many words, 1 to 8. */
export function shortSentence(random: Random, words: number): string {
  return random.pick(SHORT[Math.min(8, Math.max(1, words))]!)
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

function two<T>(random: Random, list: readonly T[]): [T, T] {
  const first = random.int(0, list.length - 1)
  const second = (first + random.int(1, list.length - 1)) % list.length
  return [list[first]!, list[second]!]
}
