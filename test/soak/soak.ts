import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { growth, WARM_UP } from './judge.ts'
import type { Reading } from './judge.ts'
import { startWatchedStore } from './watched-store.ts'
import { scenarioText, visitAll } from './visitors.ts'
import { watchedServer } from './watched-server.ts'

/*
 * `npm run soak -- --minutes 10 --workers 2`: the built command under mixed load on 127.0.0.1: JSON, streams, schemas,
 * sessions, clients that leave and clients that never read, reloads, one-shots, chaos on and off, journal and metrics. Every
 * twentieth of the time the load rests and each process says what it holds after a garbage collection. Fails when an answer
 * was wrong, a process ended, or something grew after the warm-up. Arguments behind `--` go to the emulator. `--store`: with
 * a `redis-server` of its own, whose keys must not grow either, nor its log beyond what two snapshots keep.
 */
const { values, positionals } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    workers: { type: 'string' },
    store: { type: 'boolean' },
  },
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
const store = values.store === true ? await startWatchedStore() : undefined
const server = await watchedServer([...own, ...workers, ...(store?.args ?? []), ...positionals])
const say = (text: string) => process.stdout.write(`${text}\n`)
const row = (cells: readonly (string | number)[]) => say(`| ${cells.join(' | ')} |`)

let count = 0
const visit = { port: server.port, folder, next: () => ++count }
const visits: Record<string, number> = {}
const problems: string[] = []
const readings: Reading[] = []
const begun = performance.now()
row([
  'after',
  'memory, MB',
  'resident, MB',
  'sockets',
  'timers',
  'files',
  'processes',
  'keys, entries, MB of the store',
  '',
])
row(Array.from({ length: 9 }, () => '---'))
while (readings.length < READINGS) {
  const due = begun + (ms * (readings.length + 1)) / READINGS
  const visited = await visitAll(visit, Math.max(500, due - performance.now() - REST))
  problems.push(...visited.problems)
  for (const [kind, times] of Object.entries(visited.visits)) visits[kind] = (visits[kind] ?? 0) + times
  await pause(REST)
  const { processes, ...held } = await server.held()
  const stored = await store?.holds()
  readings.push({ ...held, keys: stored?.keys ?? 0 })
  if (stored !== undefined && stored.entries > store!.mostEntries)
    problems.push(`the log of the store holds ${stored.entries} entries`)
  row([
    `${((performance.now() - begun) / 1000).toFixed(0)} s`,
    (held.bytes / 2 ** 20).toFixed(1),
    (held.rss / 2 ** 20).toFixed(0),
    held.sockets,
    held.timers,
    held.files,
    processes,
    stored === undefined ? '' : `${stored.keys}, ${stored.entries}, ${(stored.bytes / 2 ** 20).toFixed(1)}`,
    readings.length <= Math.ceil(READINGS * WARM_UP) ? 'warm-up' : '',
  ])
}
const code = await server.stop()
store?.stop()
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
