import type { Random } from '../../random/random.ts'
import { sentence, shortSentence } from './sentences.ts'
import { snippet } from './code.ts'
import { fillSentences, paragraphs, topicName } from './prose.ts'
import { keywords, type PromptTopic } from './topic.ts'
import english from './data/english.json' with { type: 'json' }
import { comparison } from './table.ts'
import { fill } from './template.ts'
import { capitalized, countWords } from '../realistic/words.ts'

const { markdown, table: cells } = english

/** Headings, lists, a table and a code block; the paragraphs between them make up the length. */
export function markdownText(random: Random, prompt: PromptTopic, words: number): string {
  const topic = topicName(prompt)
  const parts = {
    title: `## ${titleOf(prompt)}`,
    intro: fill(random.pick(markdown.intros), { topic }),
    points: section('Key points', bullets(random, topic, words)),
    steps: section('Steps', steps(random, words)),
    table: section('Comparison', comparison(random, cells, words < 130 ? 2 : 3)),
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

function titleOf(prompt: PromptTopic): string {
  return prompt.topic === '' ? 'Overview' : capitalized(prompt.topic)
}

function section(heading: string, body: string): string {
  return `### ${heading}\n\n${body}`
}

function bullets(random: Random, topic: string, words: number): string {
  const count = words < 200 ? 3 : 4
  const start = random.int(0, markdown.aspects.length - 1)
  return Array.from({ length: count }, (_, index) => {
    const text = words < 130 ? shortSentence(random, 4 + (index % 3)) : sentence(random, topic)
    return `- **${markdown.aspects[(start + index) % markdown.aspects.length]}:** ${text}`
  }).join('\n')
}

function steps(random: Random, words: number): string {
  const start = random.int(0, 1)
  return markdown.steps
    .slice(start, start + (words < 120 ? 3 : 4))
    .map((text, index) => `${index + 1}. ${text}`)
    .join('\n')
}
