/** One titled part of a case file: `--- title`, and the lines up to the next title. */
export interface Section {
  readonly title: string
  /** Without the line end before the next title. */
  readonly text: string
}

export interface CaseFile {
  /** The lines before the first section: what the case shows. */
  readonly shows: string
  readonly sections: readonly Section[]
}

/** What stands in a case file for the reader to write. */
export const WRITTEN = ['settings', 'scenarios', 'request'] as const
/** What the runner writes under a request when UPDATE=1. */
export const EXPECTED = ['response', 'ending', 'timeline'] as const

const TITLE = /^--- ([a-z]+)$/

/** Reads a case. Throws on a title that is not known, and on text that belongs to none. */
export function readCase(text: string): CaseFile {
  const blocks: { title: string; lines: string[] }[] = [{ title: '', lines: [] }]
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const title = TITLE.exec(line)?.[1]
    if (title === undefined) blocks.at(-1)!.lines.push(line)
    else blocks.push({ title: knownTitle(title), lines: [] })
  }
  const [shows, ...rest] = blocks
  if (shows === undefined || !shows.lines.every((line) => line.startsWith('#') || line === ''))
    throw new Error('before the first section there are only comments')
  return {
    shows: shows.lines.join('\n'),
    sections: rest.map(({ title, lines }) => ({ title, text: lines.join('\n') })),
  }
}

export function writeCase({ shows, sections }: CaseFile): string {
  return `${[shows, ...sections.flatMap(({ title, text }) => [`--- ${title}`, text])].join('\n')}\n`
}

function knownTitle(title: string): string {
  const known: readonly string[] = [...WRITTEN, ...EXPECTED]
  if (!known.includes(title)) throw new Error(`no section "${title}"; known are ${known.join(', ')}`)
  return title
}
