import type { Random } from '../../random/random.ts'

/** What the rows of a table are made of. */
export interface TableWords {
  readonly head: readonly string[]
  readonly options: readonly string[]
  readonly efforts: readonly string[]
  readonly fits: readonly string[]
}

/** Options, what each costs and whom it fits; as many rows as there are options at most. */
export function comparison(
  random: Random,
  { head, options, efforts, fits }: TableWords,
  count: number,
): string {
  const start = random.int(0, options.length - 1)
  const rows = Array.from({ length: Math.min(count, options.length) }, (_, step) => [
    options[(start + step) % options.length]!,
    random.pick(efforts),
    fits[(start + step) % fits.length]!,
  ])
  return markdownTable(head, rows)
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
