import { RedisServer } from '../workers/redis-server.ts'
import { BenchInstances } from './instances.ts'
import type { InstancesUsed } from './instances.ts'
import { Requests } from './load.ts'
import { digits, folderOf, GATEWAY_PATH } from './work.ts'

/**
 * `npm run bench:growth`: what a request with state costs by instances, scenarios and sessions: CPU time over HTTP, µs, as Linux
 * counts it, with two workers an instance and a `redis-server` of its own. Prints the table of the guide. Those with few
 * and with many sessions are asked in turns. About seven minutes; `BENCH_MS`, `BENCH_ROUNDS`, `BENCH_INSTANCES=1,2,4`.
 */
const MS = Number(process.env['BENCH_MS'] ?? 1000)
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const INSTANCES = (process.env['BENCH_INSTANCES'] ?? '1,2,4').split(',').map(Number)
const SCENARIOS = [10, 100, 1000]
const SESSIONS = [10, 1000]

const redis = await RedisServer.start('--appendonly', 'no')
try {
  say('| instances | scenarios | each keeper, 10 / 1,000 sessions | workers | store | all |')
  say('| --- | --- | --- | --- | --- | --- |')
  for (const instances of INSTANCES) for (const scenarios of SCENARIOS) say(await row(instances, scenarios))
} finally {
  redis.stop()
}

async function row(count: number, scenarios: number): Promise<string> {
  await using files = await folderOf(scenariosFor(scenarios))
  const instances = await BenchInstances.start(files.folder, count, redis)
  const work = SESSIONS.map((sessions) => ({ requests: bySession(sessions), used: [] as InstancesUsed[] }))
  for (const { requests } of work) await instances.warmUp(requests, MS)
  for (let round = 0; round < ROUNDS; round++)
    for (const { requests, used } of work) used.push(await instances.load(requests, MS))
  await instances.stop()
  const cell = (of: (used: InstancesUsed) => number) =>
    work.map(({ used }) => cost(used, of).toFixed(0)).join(' / ')
  const cells = [
    count,
    scenarios.toLocaleString('en-US'),
    cell(({ keepers }) => keepers / count),
    cell(({ workers }) => workers),
    cell(({ store }) => store),
    cell(({ keepers, workers, store }) => keepers + workers + store),
  ]
  return `| ${cells.join(' | ')} |`
}

/** µs of a request. */
function cost(used: readonly InstancesUsed[], of: (used: InstancesUsed) => number): number {
  const requests = used.reduce((sum, it) => sum + it.requests, 0)
  return (used.reduce((sum, it) => sum + of(it), 0) * 1000) / requests
}

/** The same question in one session after the other. */
function bySession(count: number): Requests {
  const body = (user: string) => ({ messages: [{ role: 'user', content: 'turn' }], user })
  return new Requests(GATEWAY_PATH, (number) => digits(number, 8), body, count)
}

/** The first ones are for other requests. */
function scenariosFor(count: number): Record<string, object> {
  const others = Array.from({ length: count - 1 }, (_, index) => ({
    when: `other ${digits(index, 4)}`,
    reply: 'no',
  }))
  const turn = { when: 'turn', replies: ['one', 'two'], then: 'loop' }
  return { 'a.json': { scenarios: [...others, turn] } }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
