import type { Random } from '../../random/random.ts'
import { sentence, shortSentence } from './sentences.ts'
import { keywords, type PromptTopic } from './topic.ts'
import { capitalized, countWords } from '../realistic/words.ts'
import english from './data/english.json' with { type: 'json' }
import { fill } from './template.ts'

const { greetings, thanks, offers: OFFERS, openings } = english

/** Paragraphs; `wanted` words, or as many as the prompt deserves. */
export function proseText(random: Random, prompt: PromptTopic, wanted: number | undefined): string {
  if (prompt.intent === 'greeting' || prompt.intent === 'thanks') return smallTalk(random, prompt, wanted)
  const words = wanted ?? random.int(45, 130)
  return paragraphs(random, fillSentences(random, topicName(prompt), words, opening(random, prompt, words)))
}

/** Sentences about a topic that together have exactly so many words, as far as the first leaves room. */
export function fillSentences(random: Random, topic: string, words: number, first?: string): string[] {
  const made: string[] = first === undefined ? [] : [first]
  let left = words - (first === undefined ? 0 : countWords(first))
  let recent = new Set<string>(made)
  while (left > (words >= 20 ? 2 : 0)) {
    const next = left <= 8 ? shortSentence(random, left) : sentence(random, topic)
    const count = countWords(next)
    if (count > left) {
      const part = Math.min(8, left)
      made.push(shortSentence(random, part))
      left -= part
      continue
    }
    if (recent.has(next) && left > 8 && random.next() < 0.9) continue
    if (recent.size > 40) recent = new Set()
    recent.add(next)
    made.push(next)
    left -= count
  }
  return made
}

export function topicName(prompt: PromptTopic): string {
  return prompt.topic === '' ? 'this' : prompt.topic
}

function smallTalk(random: Random, prompt: PromptTopic, wanted: number | undefined): string {
  const list = prompt.intent === 'greeting' ? greetings : thanks
  const near = wanted === undefined ? list : list.filter((text) => countWords(text) <= wanted)
  const first = near.length > 0 ? random.pick(near) : 'Hello!'
  if (wanted === undefined) return first
  const made = [first]
  let left = wanted - countWords(first)
  const offers = OFFERS.filter((text) => countWords(text) <= left)
  for (const offer of rotated(offers, random)) {
    if (countWords(offer) > left) continue
    made.push(offer)
    left -= countWords(offer)
  }
  return paragraphs(random, [...made, ...fillSentences(random, 'your question', left)])
}

/** The first sentence names the topic; a short answer has a short one. */
function opening(random: Random, prompt: PromptTopic, words: number): string {
  const { intent, topic, action, question } = prompt
  if (words < 14) {
    if (topic === '') return shortSentence(random, Math.min(words, 4))
    const short = keywords(topic, Math.max(1, Math.min(3, words - 1))).join(' ') || topic
    return words < 4
      ? `${capitalized(short)}.`
      : `${capitalized(short)}: ${shortSentence(random, Math.max(1, Math.min(3, words - countWords(short)))).toLowerCase()}`
  }
  const kind = topic === '' && intent !== 'quoted' ? 'plain' : OPENINGS_OF[intent]
  return fill(random.pick(openings[kind]), { topic, Topic: capitalized(topic), action, question })
}

const OPENINGS_OF = {
  greeting: 'plain',
  thanks: 'plain',
  none: 'plain',
  howto: 'howto',
  question: 'question',
  quoted: 'quoted',
  task: 'task',
} as const

/** Three to five sentences each. */
export function paragraphs(random: Random, list: readonly string[]): string {
  const made: string[] = []
  for (let at = 0; at < list.length;) {
    const remaining = list.length - at
    const size = remaining <= 5 ? remaining : random.int(3, 5)
    made.push(list.slice(at, at + size).join(' '))
    at += size
  }
  return made.join('\n\n')
}

function rotated<T>(list: readonly T[], random: Random): T[] {
  if (list.length === 0) return []
  const start = random.int(0, list.length - 1)
  return [...list.slice(start), ...list.slice(0, start)]
}
