import type { Random } from '../../random/random.ts'
import { countWords } from '../realistic/words.ts'
import { languageOf, snippet } from './code.ts'
import codeLanguages from './data/code.json' with { type: 'json' }
import { listText, taken } from './list.ts'
import { comparison } from './table.ts'
import { fill } from './template.ts'
import type { Language, Wish } from './wish.ts'

/** An answer in another language than English, in the form that is wanted. `words`: about so many, to the nearest sentence. */
export function foreignText(
  random: Random,
  language: Language,
  wish: Wish,
  line: string,
  words: number | undefined,
): string {
  const said = line.trim()
  if (starts(said, language.greeting)) return random.pick(language.greetings)
  if (starts(said, language.thank)) return random.pick(language.thanks)
  switch (wish.form) {
    case 'list': {
      const count = wish.count ?? random.int(4, 6)
      const intro = fill(random.pick(language.lists), { count: String(count) })
      return `${intro}\n\n${listText(taken(random, language.items, count), wish.isNumbered)}`
    }
    case 'table':
      return `${random.pick(language.tables)}\n\n${comparison(random, language.table, wish.count ?? 3)}`
    case 'code': {
      const code = languageOf(line) ?? 'python'
      const intro = fill(random.pick(language.code), { language: codeLanguages[code].spoken })
      return `${intro}\n\n${snippet(random, code, [])}`
    }
    default:
      return prose(random, language, words ?? random.int(45, 110))
  }
}

function starts(said: string, words: string): boolean {
  return new RegExp(`^(?:${words})(?![\\p{L}])`, 'iu').test(said) && said.length < 30
}

function prose(random: Random, { openings, sentences, ends, space }: Language, words: number): string {
  const list = [random.pick(openings)]
  let left = words - lengthOf(list[0]!, space)
  while (left > 0) {
    for (const sentence of taken(random, sentences, sentences.length)) {
      const length = lengthOf(sentence, space)
      if (length / 2 > left) return paragraphsOf(list, space)
      list.push(sentence)
      left -= length
    }
  }
  list.push(random.pick(ends))
  return paragraphsOf(list, space)
}

/** Where no spaces stand between words, two characters are reckoned one. */
function lengthOf(text: string, space: string): number {
  return space === '' ? Math.ceil(text.length / 2) : countWords(text)
}

function paragraphsOf(list: readonly string[], space: string): string {
  const made: string[] = []
  for (let at = 0; at < list.length; at += 4) made.push(list.slice(at, at + 4).join(space))
  return made.join('\n\n')
}
