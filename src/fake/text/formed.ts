import type { Random } from '../../random/random.ts'
import { countWords } from '../realistic/words.ts'
import english from './data/english.json' with { type: 'json' }
import { englishItems, listText } from './list.ts'
import { fillSentences, paragraphs } from './prose.ts'
import { comparison, markdownTable } from './table.ts'
import { fill } from './template.ts'
import type { PromptTopic } from './topic.ts'
import type { Wish } from './wish.ts'

/** A list or a table, with a sentence before it; sentences make up for the words that are wanted. */
export function formedText(
  random: Random,
  prompt: PromptTopic,
  wish: Extract<Wish, { readonly form: 'list' | 'table' }>,
  words: number | undefined,
): string {
  const topic = prompt.topic === '' ? 'what you have in mind' : prompt.topic
  const text = wish.form === 'list' ? list(random, topic, wish) : table(random, topic, wish)
  const left = (words ?? 0) - countWords(text)
  if (words === undefined) return random.next() < 0.5 ? `${text}\n\n${random.pick(english.listEnds)}` : text
  return left > 2 ? `${text}\n\n${paragraphs(random, fillSentences(random, topic, left))}` : text
}

function list(
  random: Random,
  topic: string,
  { count = random.int(4, 6), isNumbered }: Extract<Wish, { readonly form: 'list' }>,
): string {
  const intro = fill(random.pick(COUNTED.test(topic) ? english.namedLists : english.lists), {
    count: String(count),
    topic,
  })
  return `${intro}\n\n${listText(englishItems(random, count), isNumbered)}`
}

/** A topic that says how many. */
const COUNTED =
  /^(?:the (?:top|best)|\d|two|three|four|five|six|seven|eight|nine|ten|twelve|several|some|a few|ideas|steps|ways|tips)\b/i

/** With the columns that are named, else a comparison. */
function table(
  random: Random,
  topic: string,
  { count = 3, columns }: Extract<Wish, { readonly form: 'table' }>,
): string {
  const intro = fill(random.pick(english.tables), { topic })
  if (columns.length === 0) return `${intro}\n\n${comparison(random, english.table, count)}`
  const { options, efforts, fits } = english.table
  const rows = Array.from({ length: count }, (_, row) =>
    columns.map((name, column) =>
      column === 0
        ? `${options[row % options.length]!}${row < options.length ? '' : ` ${Math.floor(row / options.length) + 1}`}`
        : cell(random, name, column % 2 === 1 ? efforts : fits),
    ),
  )
  return `${intro}\n\n${markdownTable(columns, rows)}`
}

/** What stands under a column: a number where its name wants one. */
function cell(random: Random, name: string, words: readonly string[]): string {
  if (/price|cost|amount|total/i.test(name)) return `$${random.int(5, 95)}.${random.pick(['00', '50', '90'])}`
  if (/rating|score|stars/i.test(name)) return (random.int(30, 50) / 10).toFixed(1)
  if (/year/i.test(name)) return String(random.int(1990, 2024))
  if (/age|count|number|quantity|rank|population/i.test(name)) return String(random.int(1, 90))
  return random.pick(words)
}
