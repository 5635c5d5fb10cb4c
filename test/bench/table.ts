import type { Figure } from './numbers.ts'

export interface Row {
  readonly work: string
  readonly own: Figure
  /** The same of the rival, where it can do the work. */
  readonly rival?: Figure | undefined
  /** Where the figures are no plain ratios. */
  readonly unit?: string
  /** Undefined where there is none. */
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number } | undefined
  /** What the figures come from. */
  readonly from?: string
}

/** The rows as a table for people and Markdown: medians, with the least and the most of all rounds. */
export function table(rows: readonly Row[], rival: string): string {
  const cells = [
    ['work', 'bifrost-emulator', rival, 'goal', 'from'],
    ['---', '---', '---', '---', '---'],
    ...rows.map((row) => [
      row.work,
      show(row.own, row.unit),
      row.rival ? show(row.rival, row.unit) : '',
      goal(row),
      row.from ?? '',
    ]),
  ]
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  return cells
    .map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`)
    .join('\n')
}

function show({ median, least, most }: Figure, unit = ''): string {
  const spread = least === most ? '' : ` (${digits(least)}–${digits(most)})`
  return `${digits(median)}${unit}${spread}`
}

function digits(value: number): string {
  return value.toFixed(Math.abs(value) >= 10 ? 0 : 2)
}

function goal({ own, goal, unit = '' }: Row): string {
  if (goal === undefined) return ''
  if ('atLeast' in goal) return `≥ ${goal.atLeast}${unit} ${own.median >= goal.atLeast ? 'met' : 'not met'}`
  return `≤ ${goal.atMost}${unit} ${own.median <= goal.atMost ? 'met' : 'not met'}`
}
