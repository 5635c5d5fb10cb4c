import type { Random } from '../../random/random.ts'
import { sentence, shortSentence } from './sentences.ts'
import { keywords, type PromptTopic } from './topic.ts'
import { capitalized, countWords } from '../realistic/words.ts'

const GREETINGS = [
  'Hello! How can I help you today?',
  'Hi there! What can I do for you?',
  'Hello! It is good to hear from you. What would you like to work on?',
  'Hi! What is on your mind today?',
  'Hey! How can I assist you?',
]
const THANKS = [
  'You are welcome! Let me know if there is anything else.',
  'My pleasure! Feel free to ask if something else comes up.',
  'Glad I could help! Anything else you would like to look at?',
]
const OFFERS = [
  'If you have a question, a text or a piece of code, just send it over.',
  'I can explain things, draft texts, or work through a problem with you.',
  'Tell me a little about what you need and we can start right away.',
  'You can also just describe the situation in your own words.',
  'We can take it step by step, at whatever pace suits you.',
  'No question is too small, and there is no need to be formal.',
  'A rough idea is enough to begin with.',
]

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
  const list = prompt.intent === 'greeting' ? GREETINGS : THANKS
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
  const { intent, topic, action } = prompt
  if (topic === '') return words < 12 ? shortSentence(random, Math.min(words, 4)) : random.pick(PLAIN)
  if (words < 14) {
    const short = keywords(topic, Math.max(1, Math.min(3, words - 1))).join(' ') || topic
    return words < 4
      ? `${capitalized(short)}.`
      : `${capitalized(short)}: ${shortSentence(random, Math.max(1, Math.min(3, words - countWords(short)))).toLowerCase()}`
  }
  if (intent === 'howto')
    return random.pick([
      `To ${action}, begin with the part you know best and work outwards.`,
      `If you want to ${action}, a short plan helps more than anything else.`,
      `The easiest way to ${action} is to take it one step at a time.`,
      `Before you ${action}, get everything you need together.`,
    ])
  if (intent === 'question')
    return random.pick([
      `The short answer on ${topic}: it depends on what you need.`,
      `When people ask about ${topic}, they usually mean two things.`,
      `${capitalized(topic)} comes up often, and the answer is clearer than it seems.`,
      `Good question: with ${topic}, a few points matter most.`,
    ])
  return random.pick([
    `Here is a short look at ${topic}.`,
    `Let us take ${topic} one point at a time.`,
    `Here is what I would say about ${topic}.`,
    `Happy to help with ${topic}: these are the main points.`,
  ])
}

const PLAIN = [
  'Here is how I would approach this.',
  'There are a few points worth looking at first.',
  'Let me go through this one step at a time.',
  'That can be answered from several sides.',
]

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
