import { errorCatalogue } from '../errors.ts'
import { faultTable } from '../faults/fault-table.ts'
import { timingProfiles } from '../scenario/timing.ts'
import { DEFAULT_LINE, gatewayLines } from '../start/gateway-line.ts'
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
  profiles: () =>
    gatewayLines.map(({ line, evidence }) => ({
      name: line,
      about: `the gateway as ${EVIDENCE[evidence]}${line === DEFAULT_LINE ? ' (default)' : ''}`,
    })),
  timings: () => Object.entries(timingProfiles).map(([name, timing]) => ({ name, ...timing })),
}

const EVIDENCE = {
  recorded: 'recorded on the wire',
  read: 'read from source and release notes, not recorded',
} as const

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
