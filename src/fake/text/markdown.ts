import type { Dice } from '../../random/random.ts'
import { sentence, shortSentence } from './sentences.ts'
import { snippet } from './code.ts'
import { fillSentences, paragraphs, topicName } from './prose.ts'
import { keywords, type PromptTopic } from './topic.ts'
import { capitalized, countWords } from '../realistic/words.ts'

const ASPECTS = ['Focus', 'Scope', 'Timing', 'Quality', 'Effort', 'Risk']
const OPTIONS = ['Minimal', 'Standard', 'Extended', 'Custom', 'Guided']
const EFFORTS = ['low', 'medium', 'high']
const FITS = ['first trials', 'daily work', 'larger teams', 'special cases', 'newcomers']

/** Headings, lists, a table and a code block; the paragraphs between them make up the length. */
export function markdownText(dice: Dice, prompt: PromptTopic, words: number): string {
  const topic = topicName(prompt)
  const parts = {
    title: `## ${titleOf(prompt)}`,
    intro: dice.pick(INTROS)(topic),
    points: section('Key points', bullets(dice, topic, words)),
    steps: section('Steps', steps(dice, words)),
    table: section('Comparison', table(dice, words < 130 ? 2 : 3)),
    code: section('Example', snippet(dice, 'json', keywords(prompt.topic, 2))),
  }
  const kept = [parts.title]
  let used = countWords(parts.title)
  for (const part of [parts.intro, parts.points, parts.table, parts.code, parts.steps]) {
    if (used + countWords(part) > words * 1.1) continue
    kept.push(part)
    used += countWords(part)
  }
  if (words > used) kept.push(paragraphs(dice, fillSentences(dice, topic, words - used)))
  return kept.join('\n\n')
}

const INTROS: readonly ((topic: string) => string)[] = [
  (topic) => `Here is an overview of ${topic}, with the points that matter most.`,
  (topic) => `This is what is worth knowing about ${topic}.`,
  (topic) => `A short guide to ${topic}, from first ideas to next steps.`,
]

function titleOf(prompt: PromptTopic): string {
  return prompt.topic === '' ? 'Overview' : capitalized(prompt.topic)
}

function section(heading: string, body: string): string {
  return `### ${heading}\n\n${body}`
}

function bullets(dice: Dice, topic: string, words: number): string {
  const count = words < 200 ? 3 : 4
  const start = dice.int(0, ASPECTS.length - 1)
  return Array.from({ length: count }, (_, index) => {
    const text = words < 130 ? shortSentence(dice, 4 + (index % 3)) : sentence(dice, topic)
    return `- **${ASPECTS[(start + index) % ASPECTS.length]}:** ${text}`
  }).join('\n')
}

function steps(dice: Dice, words: number): string {
  const all = [
    'Collect what you have.',
    'Sort it by importance.',
    'Try the first option.',
    'Compare the results.',
    'Write down what you learned.',
  ]
  const start = dice.int(0, 1)
  return all
    .slice(start, start + (words < 120 ? 3 : 4))
    .map((text, index) => `${index + 1}. ${text}`)
    .join('\n')
}

function table(dice: Dice, count: number): string {
  const start = dice.int(0, OPTIONS.length - 1)
  const rows = Array.from({ length: count }, (_, step) => {
    const name = OPTIONS[(start + step) % OPTIONS.length]!
    return `| ${name} | ${dice.pick(EFFORTS)} | ${FITS[(start + step) % FITS.length]!} |`
  })
  return ['| Option | Effort | Fits |', '| --- | --- | --- |', ...rows].join('\n')
}
