import { errorCatalogue } from '../errors.ts'
import { faultTable } from '../faults/fault-table.ts'
import { timingProfiles } from '../scenario/timing.ts'
import { allLines } from '../start/front-ends.ts'
import type { ListName } from './list.ts'

type Row = Readonly<Record<string, string | number>>

/** One of the lists, as a table for people or as JSON; ends with a line break. */
export function listText(name: ListName, json: boolean): string {
  const rows = ROWS[name]()
  return json ? `${JSON.stringify(rows, null, 2)}\n` : table(rows)
}

const ROWS: Readonly<Record<ListName, () => readonly Row[]>> = {
  errors: () => errorCatalogue().map(({ name, status, when }) => ({ name, status, when })),
  faults: () => faultTable().map(({ name, example, about }) => ({ name, example, about })),
  profiles: () => allLines().map(({ name, about }) => ({ name, about })),
  timings: () => Object.entries(timingProfiles).map(([name, timing]) => ({ name, ...timing })),
}

function table(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column])))]
  const widths = columns.map((_column, index) => Math.max(...lines.map((line) => line[index]!.length)))
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, index) => cell.padEnd(widths[index]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}
