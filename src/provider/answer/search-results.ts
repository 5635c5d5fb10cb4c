import type { Random } from '../../random/random.ts'
import { fakeValue } from '../../fake/fake-value.ts'
import { joined } from './answer.ts'
import type { Piece } from './answer.ts'

/** A page that a web search found. */
export interface FoundPage {
  readonly title: string
  readonly url: string
  readonly date: string
  readonly last_updated: string
  readonly snippet: string
  readonly source: string
}

/** Annotations of a text that leans on the web: each cites a page for one of its sentences. */
export function foundOnTheWeb(content: readonly Piece[], locale: string, random: Random): readonly object[] {
  const sentences = sentencesOf(joined(content))
  return foundPages(Math.min(3, sentences.length), locale, random).map(({ title, url }, index) => ({
    type: 'url_citation',
    url_citation: { start_index: sentences[index]!.start, end_index: sentences[index]!.end, title, url },
  }))
}

export function foundPages(count: number, locale: string, random: Random): readonly FoundPage[] {
  return Array.from({ length: count }, (_, index) => {
    const made = fakeValue(PAGE, random.fork(`page ${index}`), { locale })
    if (!made.ok) throw new Error(made.problem.message)
    const page = made.value as FoundPage
    return { ...page, url: `https://${page.source}/${slug(page.title)}` }
  })
}

const PAGE = {
  type: 'object',
  properties: {
    title: { type: 'string', description: 'title of the article' },
    url: { type: 'string', format: 'uri' },
    date: { type: 'string', format: 'date' },
    last_updated: { type: 'string', format: 'date' },
    snippet: { type: 'string', description: 'A sentence from the page.' },
    source: { type: 'string', format: 'hostname' },
  },
  required: ['title', 'url', 'date', 'last_updated', 'snippet', 'source'],
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** Where the sentences of a text begin and end, in code units. */
function sentencesOf(text: string): readonly { start: number; end: number }[] {
  return [...text.matchAll(/\S[^.!?]*[.!?]?/g)].map(({ index, 0: sentence }) => ({
    start: index,
    end: index + sentence.length,
  }))
}
