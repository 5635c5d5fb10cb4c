import { RedisServer } from '../workers/redis-server.ts'
import { cpuOf, startCommand } from './command.ts'
import type { Command } from './command.ts'
import { load, Requests } from './load.ts'
import { askJson, askStream, CHUNKS, digits, folderOf, GATEWAY_PATH, hello } from './work.ts'

/**
 * `npm run bench:store`: instances with two workers each, without a store and with one (a `redis-server` of its own):
 * requests per second, and the CPU time of a request in the process that keeps the state, in the workers and in the store, as
 * Linux counts it. `alone`: the store is not asked; `shared`: it is. Then how the cost of a shared one grows with scenarios
 * and sessions. With two cores look at the CPU, not at the rate. `BENCH_MS`, `BENCH_INSTANCES=1,2,4`, `BENCH_COMPARE=no`,
 * `BENCH_GROWTH=no`.
 */
const MS = Number(process.env['BENCH_MS'] ?? 3000)
const INSTANCES = (process.env['BENCH_INSTANCES'] ?? '1,2').split(',').map(Number)
const CONNECTIONS = 50

const turns = askJson(GATEWAY_PATH, (number) => `turn ${hello(number)}`)
const WORK: Readonly<Record<string, Requests>> = {
  'JSON, alone': askJson(GATEWAY_PATH),
  'stream, alone': askStream(GATEWAY_PATH),
  'JSON, shared': turns,
}

let names = 0
const redis = await RedisServer.start('--appendonly', 'no')
try {
  if (process.env['BENCH_COMPARE'] !== 'no') await compare()
  if (process.env['BENCH_GROWTH'] !== 'no') await growth()
} finally {
  redis.stop()
}

async function compare(): Promise<void> {
  await using files = await folderOf(scenarios(2))
  say('| instances | work | requests/s | CPU of a request: keepers | workers | store |')
  say('| --- | --- | --- | --- | --- | --- |')
  const rows = [0, ...INSTANCES]
  for (const count of rows) {
    const instances = await start(files.folder, count)
    const how = count === 0 ? '1, no store' : String(count)
    for (const [name, requests] of Object.entries(WORK))
      say(`| ${how} | ${name} | ${await measure(instances, requests)} |`)
    for (const instance of instances) instance.stop()
  }
}

async function growth(): Promise<void> {
  say('\n| instances | scenarios | sessions | requests/s | CPU of a request: keepers | workers | store |')
  say('| --- | --- | --- | --- | --- | --- | --- |')
  for (const count of INSTANCES)
    for (const rules of [10, 100, 1000]) {
      await using files = await folderOf(scenarios(rules))
      const instances = await start(files.folder, count)
      for (const sessions of [10, 1000])
        say(`| ${count} | ${rules} | ${sessions} | ${await measure(instances, bySession(sessions))} |`)
      for (const instance of instances) instance.stop()
    }
}

/** The same question in one session after the other. */
function bySession(count: number): Requests {
  const name = (number: number) => `session${digits(number % count, 4)}`
  return new Requests(GATEWAY_PATH, name, (user) => ({ messages: [{ role: 'user', content: 'turn' }], user }))
}

/** The first ones are for other requests. */
function scenarios(count: number): Record<string, object> {
  const others = Array.from({ length: count - 2 }, (_, index) => ({
    when: `other ${digits(index, 4)}`,
    reply: 'no',
  }))
  const turn = { when: 'turn', replies: ['one', 'two'], then: 'loop' }
  const stream = { when: 'Hello', reply: { chunks: CHUNKS } }
  return { 'a.json': { scenarios: [...others, turn, stream] } }
}

async function start(folder: string, count: number): Promise<readonly Command[]> {
  const workers = ['--workers', '2', '--seed', '7', '--session', 'body:user']
  if (count === 0) return [await startCommand(folder, workers)]
  const name = `bench-${++names}`
  const store = ['--store', redis.url, '--store-name', name]
  return Promise.all(Array.from({ length: count }, () => startCommand(folder, [...workers, ...store])))
}

async function measure(instances: readonly Command[], requests: Requests): Promise<string> {
  const each = Math.ceil(CONNECTIONS / instances.length)
  const loaded = (ms: number) => Promise.all(instances.map(({ port }) => load(port, requests, each, ms)))
  const cpus = () => ({ all: instances.map((it) => it.cpu()), store: cpuOf(redis.pid) })
  await loaded(MS / 3)
  const before = cpus()
  const done = await loaded(MS)
  const after = cpus()
  const count = done.reduce((sum, it) => sum + it.requests, 0)
  const rate = done.reduce((sum, it) => sum + (it.requests / it.ms) * 1000, 0)
  const used = (pick: (cpu: readonly number[]) => number) =>
    after.all.reduce((sum, cpu, index) => sum + pick(cpu) - pick(before.all[index]!), 0)
  const workers = (cpu: readonly number[]) => cpu.slice(1).reduce((sum, ms) => sum + ms, 0)
  const costs = [used((cpu) => cpu[0]!), used(workers), after.store - before.store]
  return [rate.toFixed(0), ...costs.map((ms) => `${((ms * 1000) / count).toFixed(0)} µs`)].join(' | ')
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
