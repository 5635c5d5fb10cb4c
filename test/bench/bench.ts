import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Effort } from './contest.ts'
import { json, long, repeated, stream } from './rows/answers.ts'
import { fakes } from './rows/fakes.ts'
import { patterns, plain } from './rows/many-scenarios.ts'
import { slowStreams } from './rows/slow-streams.ts'
import { startUp } from './rows/start-up.ts'
import { table } from './table.ts'
import type { Row } from './table.ts'

/**
 * `npm run bench [-- --quick] [-- json stream …]`: the emulator as it is built, beside a bare Fastify that sends the same bytes
 * and beside the rival, each server in a process of its own, loaded in turns by this one. No request is asked twice, except
 * where the row says so.
 */
const GROUPS: Readonly<Record<string, (effort: Effort) => Promise<Row[]>>> = {
  json,
  stream,
  long,
  repeated,
  patterns,
  scenarios: plain,
  start: startUp,
  fakes,
  memory: slowStreams,
}

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean' } },
  allowPositionals: true,
})
const unknown = positionals.find((name) => !Object.hasOwn(GROUPS, name))
if (unknown !== undefined) throw new Error(`no group ${unknown}, only ${Object.keys(GROUPS).join(', ')}`)

const effort: Effort = values.quick === true ? { rounds: 5, ms: 150 } : { rounds: 15, ms: 250 }
const manifest = new URL('../package.json', import.meta.resolve('@copilotkit/aimock'))
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
const rows: Row[] = []
for (const [name, run] of Object.entries(GROUPS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  process.stderr.write(`${name} …\n`)
  rows.push(...(await run(effort)))
}
process.stdout.write(
  `Node ${process.version}, medians of ${effort.rounds} rounds in turns (least–most)\n\n${table(rows, `aimock ${version}`)}\n`,
)
