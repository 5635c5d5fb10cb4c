import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { growth, WARM_UP } from './judge.ts'
import { scenarioText, visitAll } from './visitors.ts'
import { watchedServer } from './watched-server.ts'
import type { Held } from './watched-server.ts'

/*
 * `npm run soak -- --minutes 10 --workers 2`: the built command under mixed load on 127.0.0.1: JSON, streams, schemas,
 * sessions, clients that leave and clients that never read, reloads, one-shots, chaos on and off, journal and metrics. Every
 * twentieth of the time the load rests and each process says what it holds after a garbage collection. Fails when an answer
 * was wrong, a process ended, or something grew after the warm-up. Arguments behind `--` go to the emulator.
 */
const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, workers: { type: 'string' } },
  allowPositionals: true,
})
const ms = Number(values.minutes) * 60_000
if (!(ms > 0)) throw new Error(`--minutes must be a number above 0, got ${values.minutes}`)
const READINGS = 20
/** Who was cut off a moment ago is noticed within this, ms. */
const REST = 3000

const folder = await mkdtemp(path.join(tmpdir(), 'soak-scenarios-'))
await writeFile(path.join(folder, 'a.yaml'), scenarioText(0))
const workers = values.workers === undefined ? [] : ['--workers', values.workers]
const own = [
  '--scenarios',
  folder,
  '--log',
  'silent',
  '--speed',
  '5',
  '--session-idle',
  '20s',
  '--journal-entries',
  '300',
  '--journal-size',
  '8mb',
]
const server = await watchedServer([...own, ...workers, ...positionals])
const say = (text: string) => process.stdout.write(`${text}\n`)
const row = (cells: readonly (string | number)[]) => say(`| ${cells.join(' | ')} |`)

let count = 0
const visit = { port: server.port, folder, next: () => ++count }
const visits: Record<string, number> = {}
const problems: string[] = []
const readings: Held[] = []
const begun = performance.now()
row(['after', 'memory, MB', 'resident, MB', 'sockets', 'timers', 'files', 'processes', ''])
row(Array.from({ length: 8 }, () => '---'))
while (readings.length < READINGS) {
  const due = begun + (ms * (readings.length + 1)) / READINGS
  const visited = await visitAll(visit, Math.max(500, due - performance.now() - REST))
  problems.push(...visited.problems)
  for (const [kind, times] of Object.entries(visited.visits)) visits[kind] = (visits[kind] ?? 0) + times
  await pause(REST)
  const { processes, ...held } = await server.held()
  readings.push(held)
  row([
    `${((performance.now() - begun) / 1000).toFixed(0)} s`,
    (held.bytes / 2 ** 20).toFixed(1),
    (held.rss / 2 ** 20).toFixed(0),
    held.sockets,
    held.timers,
    held.files,
    processes,
    readings.length <= Math.ceil(READINGS * WARM_UP) ? 'warm-up' : '',
  ])
}
const code = await server.stop()
await rm(folder, { recursive: true })
const grown = growth(readings)
if (code !== 0) problems.push(`the emulator ended with ${code}`)
if (server.complaints() !== '') problems.push(`it said: ${server.complaints().slice(0, 1000)}`)
say(
  `\nvisits: ${Object.entries(visits)
    .map(([kind, times]) => `${times} ${kind}`)
    .join(', ')}`,
)
say(
  `wrong: ${problems.length === 0 ? 'nothing' : `${problems.length}, e.g.\n${problems.slice(0, 10).join('\n')}`}`,
)
say(`grew: ${grown.length === 0 ? 'nothing' : grown.join('; ')}`)
if (problems.length + grown.length > 0) process.exitCode = 1
