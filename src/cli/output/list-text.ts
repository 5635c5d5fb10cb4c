import { faultTable } from '../../faults/fault-table.ts'
import type { FaultEntry } from '../../faults/fault-table.ts'
import { PROXY_FACTS } from '../../faults/proxy-facts.ts'
import { timingProfiles } from '../../scenario/timing-profiles.ts'
import type { TimingProfile } from '../../scenario/timing-profiles.ts'
import { allLines } from '../../start/front-ends.ts'
import type { Line } from '../../start/front-ends.ts'
import { metErrors } from './error-statuses.ts'
import type { ListName } from '../list-names.ts'
import { lineOf } from '../options/single-release.ts'

type Row = Readonly<Record<string, string | number>>

/** One of the lists, as a table for people or as JSON; ends with a line break. `line`: whose statuses the errors have. */
export function listText(name: ListName, json: boolean, line: Line = lineOf()): string {
  const rows = ROWS[name](line)
  return json ? `${JSON.stringify(rows, null, 2)}\n` : table(rows)
}

const ROWS: Readonly<Record<ListName, (line: Line) => readonly Row[]>> = {
  errors: errorRows,
  faults: () => faultTable().flatMap(faultRows),
  profiles: () => allLines().map(({ name, about }) => ({ name, about })),
  timings: () => Object.entries(timingProfiles).map(timingRow),
}

/** A row for a fault, and one for each thing that its bare word may say. */
function faultRows({ name, example, about }: FaultEntry): readonly Row[] {
  const facts = name === 'as_proxy' ? PROXY_FACTS : []
  const rows = facts.map((fact) => ({
    name: `${name}:${fact.name}`,
    example: `${name}:${fact.name}`,
    about: `${fact.about} (${fact.proxies.join('; ')})`,
  }))
  return [{ name, example, about }, ...rows]
}

/** The status of a stream has a column where it is not always that of a whole answer. */
function errorRows(line: Line): readonly Row[] {
  const errors = metErrors(line)
  const same = errors.every(({ statuses: { whole, stream } }) => whole === stream)
  return errors.map(({ name, statuses: { whole, stream }, when }) => ({
    name,
    status: whole,
    ...(same ? {} : { stream }),
    when,
  }))
}

function timingRow([name, { timing, source }]: readonly [string, TimingProfile]): Row {
  const { first_token_ms: first, tokens_per_second, jitter, prompt_ms_per_1000_tokens: prompt = 0 } = timing
  const first_token_ms = typeof first === 'number' ? first : JSON.stringify(first)
  return { name, first_token_ms, tokens_per_second, jitter, prompt_ms_per_1000_tokens: prompt, source }
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
