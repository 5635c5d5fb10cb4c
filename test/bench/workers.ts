import { redisCommand, RedisServer } from '../workers/redis-server.ts'
import { cpuOf, startCommand } from './command.ts'
import type { Command } from './command.ts'
import type { Requests } from './load.ts'
import { askJson, askStream, CHUNKS, folderOf, GATEWAY_PATH, hello } from './work.ts'
import { hasWrk, loadCheaply, warmUp } from './wrk.ts'

/**
 * `npm run bench:workers`: one process, two workers, four, and two with a store (a `redis-server` of its own), loaded in turns:
 * requests per second, and the CPU time of a request by process, as Linux counts it. `alone`: each exchange takes place in the
 * worker; `shared`: where the state is.
 *
 * `measured`: the rate over that of one process, on this machine, where the loader needs a core too. With `wrk` (Debian has it) it
 * needs little of one, with our own loader so much that the rate says nothing.
 *
 * `on N cores` is reckoned: what N workers reach, over one process, on N cores that they and the store have to themselves. Workers
 * share nothing but the keeper, and a connection that waits for nobody asks again at once, so their rates add up: N cores do N
 * seconds of CPU time a second, and answer N / (CPU of a request in all processes). No process has more than one core, so
 * keeper and store are bounds: no more than 1 / (CPU of a request there).
 *
 * `BENCH_MS`, `BENCH_ROUNDS`, `BENCH_WORKERS=1,2`.
 */
const MS = Number(process.env['BENCH_MS'] ?? 1000)
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const COUNTS = (process.env['BENCH_WORKERS'] ?? '1,2,4').split(',').map(Number)
const CONNECTIONS = 50
/** Requests of each kind that a worker has answered before it is measured. */
const WARM = 5000
/** Of two workers: times what one process answers; µs that the store adds to a request that needs it. */
const GOALS = { alone: 1.7, aloneWithStore: 1.4, storeAdds: 150 }

interface Setup {
  readonly name: string
  readonly workers: number
  readonly server: Command
  readonly store: RedisServer | undefined
}

/** ms of CPU time of each process, the keeper first; of one process alone that is all. */
interface Used {
  requests: number
  ms: number
  readonly cpu: number[]
  store: number
}

const WORK: Readonly<Record<string, Requests>> = {
  'JSON, alone': askJson(GATEWAY_PATH),
  'stream, alone': askStream(GATEWAY_PATH),
  'JSON, shared': askJson(GATEWAY_PATH, (number) => `turn ${hello(number)}`),
}

await using files = await folderOf({
  'a.json': {
    scenarios: [
      { when: 'turn', replies: ['one', 'two'], then: 'loop' },
      { when: 'stream', reply: { chunks: CHUNKS } },
      { when: 'Hello', reply: 'Hello there, and what can I do for you today?' },
    ],
  },
})
const redis = redisCommand === undefined ? undefined : await RedisServer.start('--appendonly', 'no')
if (!hasWrk) say('`wrk` is not installed (apt-get install wrk): by our own loader `measured` says nothing.')
if (redis === undefined) say('no `redis-server` is installed here: the rows with a store are left out.')
const setups = await Promise.all([
  ...COUNTS.map((count) => setUp(count)),
  ...(redis === undefined ? [] : [setUp(2, redis)]),
])
try {
  say(
    '| processes | work | requests/s | measured | CPU of a request: keeper | each worker | store | all | on N cores |',
  )
  say('| --- | --- | --- | --- | --- | --- | --- | --- | --- |')
  const goals: string[] = []
  for (const [work, requests] of Object.entries(WORK)) goals.push(...(await measure(work, requests)))
  say(`\n${goals.join('\n')}`)
} finally {
  await Promise.all(setups.map(({ server }) => server.stop()))
  redis?.stop()
}

async function setUp(workers: number, store?: RedisServer): Promise<Setup> {
  const kept = store === undefined ? [] : ['--store', store.url]
  const server = await startCommand(files.folder, ['--seed', '7', '--workers', String(workers), ...kept])
  return { name: `${workers}${store === undefined ? '' : ' and a store'}`, workers, server, store }
}

/** Says the rows, and gives the goals. */
async function measure(work: string, requests: Requests): Promise<readonly string[]> {
  const used = setups.map(({ server }): Used => ({
    requests: 0,
    ms: 0,
    cpu: server.cpu().map(() => 0),
    store: 0,
  }))
  for (const { server, workers } of setups)
    await warmUp(workers * WARM, () => loadCheaply(server.port, requests, CONNECTIONS, MS))
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, setup] of setups.entries()) await loadOnce(setup, requests, used[index]!)
  const costs = setups.map((setup, index) => costsOf(setup, used[index]!))
  for (const [index, setup] of setups.entries()) say(row(setup, work, costs[index]!, costs[0]!))
  return setups.flatMap((setup, index) => goalOf(setup, work, costs[index]!, costs) ?? [])
}

async function loadOnce({ server, store }: Setup, requests: Requests, used: Used): Promise<void> {
  const storeCpu = () => (store === undefined ? 0 : cpuOf(store.pid))
  const [before, storeBefore] = [server.cpu(), storeCpu()]
  const done = await loadCheaply(server.port, requests, CONNECTIONS, MS)
  used.requests += done.requests
  used.ms += done.ms
  used.store += storeCpu() - storeBefore
  for (const [index, now] of server.cpu().entries()) used.cpu[index]! += now - before[index]!
}

/** µs of CPU time of a request. */
interface Costs {
  /** A second. */
  readonly rate: number
  readonly keeper: number
  readonly workers: readonly number[]
  readonly store: number
  readonly all: number
  /** What so many workers answer in a second, each with a core of its own. */
  readonly reckoned: number
}

function costsOf({ workers: count }: Setup, { requests, ms, cpu, store: storeMs }: Used): Costs {
  const each = cpu.map((used) => (used * 1000) / requests)
  const [keeper, workers] = count === 1 ? [0, each] : [each[0]!, each.slice(1)]
  const store = (storeMs * 1000) / requests
  const all = each.reduce((sum, it) => sum + it, store)
  const reckoned = 1e6 / Math.max(all / count, keeper, store)
  return { rate: (requests / ms) * 1000, keeper, workers, store, all, reckoned }
}

function row({ name }: Setup, work: string, costs: Costs, one: Costs): string {
  const cells = [
    name,
    work,
    costs.rate.toFixed(0),
    times(costs.rate / one.rate),
    micro(costs.keeper),
    costs.workers.map(micro).join(', '),
    micro(costs.store),
    micro(costs.all),
    times(costs.reckoned / one.reckoned),
  ]
  return `| ${cells.join(' | ')} |`
}

function goalOf(
  { name, workers, store }: Setup,
  work: string,
  costs: Costs,
  all: readonly Costs[],
): string | undefined {
  if (workers !== 2) return undefined
  if (work.endsWith('alone')) {
    const goal = store === undefined ? GOALS.alone : GOALS.aloneWithStore
    const [measured, reckoned] = [costs.rate / all[0]!.rate, costs.reckoned / all[0]!.reckoned]
    return `${name}, ${work}: measured ${times(measured)}, reckoned ${times(reckoned)}, wanted ≥ ${times(goal)}`
  }
  const without = all[setups.findIndex((it) => it.workers === 2 && it.store === undefined)]
  if (store === undefined || without === undefined) return undefined
  return `${work}: the store adds ${micro(costs.all - without.all)}, wanted ≤ ${micro(GOALS.storeAdds)}`
}

function times(value: number): string {
  return `${value.toFixed(2)} ×`
}

function micro(value: number): string {
  return value === 0 ? '' : `${value.toFixed(0)} µs`
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
