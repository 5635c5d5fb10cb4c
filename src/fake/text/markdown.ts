import type { Random } from '../../random/random.ts'
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
export function markdownText(random: Random, prompt: PromptTopic, words: number): string {
  const topic = topicName(prompt)
  const parts = {
    title: `## ${titleOf(prompt)}`,
    intro: random.pick(INTROS)(topic),
    points: section('Key points', bullets(random, topic, words)),
    steps: section('Steps', steps(random, words)),
    table: section('Comparison', table(random, words < 130 ? 2 : 3)),
    code: section('Example', snippet(random, 'json', keywords(prompt.topic, 2))),
  }
  const kept = [parts.title]
  let used = countWords(parts.title)
  for (const part of [parts.intro, parts.points, parts.table, parts.code, parts.steps]) {
    if (used + countWords(part) > words * 1.1) continue
    kept.push(part)
    used += countWords(part)
  }
  if (words > used) kept.push(paragraphs(random, fillSentences(random, topic, words - used)))
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

function bullets(random: Random, topic: string, words: number): string {
  const count = words < 200 ? 3 : 4
  const start = random.int(0, ASPECTS.length - 1)
  return Array.from({ length: count }, (_, index) => {
    const text = words < 130 ? shortSentence(random, 4 + (index % 3)) : sentence(random, topic)
    return `- **${ASPECTS[(start + index) % ASPECTS.length]}:** ${text}`
  }).join('\n')
}

function steps(random: Random, words: number): string {
  const all = [
    'Collect what you have.',
    'Sort it by importance.',
    'Try the first option.',
    'Compare the results.',
    'Write down what you learned.',
  ]
  const start = random.int(0, 1)
  return all
    .slice(start, start + (words < 120 ? 3 : 4))
    .map((text, index) => `${index + 1}. ${text}`)
    .join('\n')
}

function table(random: Random, count: number): string {
  const start = random.int(0, OPTIONS.length - 1)
  const rows = Array.from({ length: count }, (_, step) => {
    const name = OPTIONS[(start + step) % OPTIONS.length]!
    return `| ${name} | ${random.pick(EFFORTS)} | ${FITS[(start + step) % FITS.length]!} |`
  })
  return ['| Option | Effort | Fits |', '| --- | --- | --- |', ...rows].join('\n')
}
