import { RedisServer } from '../workers/redis-server.ts'
import { BenchInstances } from './instances.ts'
import type { Requests } from './load.ts'
import { askJson, askStream, CHUNKS, folderOf, GATEWAY_PATH, hello } from './work.ts'

/**
 * `npm run bench:store`: instances with two workers each, without a store and with one (a `redis-server` of its own): requests per
 * second, and the CPU time of a request in the processes that keep the state, in the workers and in the store, as Linux counts
 * it. `alone`: the store is not asked; `shared`: it is. With two cores look at the CPU, not at the rate. `BENCH_MS`,
 * `BENCH_INSTANCES=1,2,4`.
 */
const MS = Number(process.env['BENCH_MS'] ?? 3000)
const INSTANCES = (process.env['BENCH_INSTANCES'] ?? '1,2').split(',').map(Number)

const WORK: Readonly<Record<string, Requests>> = {
  'JSON, alone': askJson(GATEWAY_PATH),
  'stream, alone': askStream(GATEWAY_PATH),
  'JSON, shared': askJson(GATEWAY_PATH, (number) => `turn ${hello(number)}`),
}

const turn = { when: 'turn', replies: ['one', 'two'], then: 'loop' }
const stream = { when: 'Hello', reply: { chunks: CHUNKS } }
await using files = await folderOf({ 'a.json': { scenarios: [turn, stream] } })
const redis = await RedisServer.start('--appendonly', 'no')
try {
  say('| instances | work | requests/s | CPU of a request: keepers | workers | store |')
  say('| --- | --- | --- | --- | --- | --- |')
  await compare('1, no store', await BenchInstances.start(files.folder, 1))
  for (const count of INSTANCES)
    await compare(String(count), await BenchInstances.start(files.folder, count, redis))
} finally {
  redis.stop()
}

async function compare(how: string, instances: BenchInstances): Promise<void> {
  for (const [name, requests] of Object.entries(WORK)) {
    await instances.warmUp(requests, MS / 3)
    const { requests: count, rate, keepers, workers, store } = await instances.load(requests, MS)
    const costs = [keepers, workers, store].map((ms) => `${((ms * 1000) / count).toFixed(0)} µs`)
    say(`| ${[how, name, rate.toFixed(0), ...costs].join(' | ')} |`)
  }
  await instances.stop()
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
