import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readStoreUrl } from '../../src/store/store-url.ts'
import { Instances } from '../../src/workers/instances.ts'
import type { Replica } from '../../src/workers/instances.ts'
import type { SentExchange } from '../../src/workers/messages.ts'
import type { Change } from '../../src/workers/shared-changes.ts'
import { SharedLog } from '../../src/store/shared-log.ts'
import { RedisServer } from '../workers/redis-server.ts'
import { cpuOf } from './command.ts'
import { digits, GATEWAY_PATH, hello } from './work.ts'

/**
 * `node dist/tools/test/bench/changes.js` after `npm run tools`: what the store alone adds to an exchange that needs it, without
 * HTTP and without the exchange: CPU time of a change in the instance that asks for it, in each other one, and in a `redis-server`
 * of its own, as Linux counts it. `at once`: how many the instance waits for. `CHANGES=10000`, `INSTANCES=1,2,4`.
 */
const COUNT = Number(process.env['CHANGES'] ?? 10_000)
const INSTANCES = (process.env['INSTANCES'] ?? '1,2,4').split(',').map(Number)
const AT_ONCE = [1, 5, 25]

interface Work {
  readonly count: number
  readonly atOnce: number
}

if (process.send === undefined) await measureAll()
else await serve(process.argv[2]!, process.argv[3]!)

async function measureAll(): Promise<void> {
  const redis = await RedisServer.start('--appendonly', 'no')
  say('| instances | at once | changes/s | CPU of a change: who asks | each other | store |')
  say('| --- | --- | --- | --- | --- | --- |')
  for (const count of INSTANCES) {
    const children = await Promise.all(
      Array.from({ length: count }, async () => {
        const child = fork(new URL(import.meta.url), [redis.url, `changes-${count}`])
        await once(child, 'message')
        return child
      }),
    )
    for (const atOnce of AT_ONCE)
      say(`| ${count} | ${atOnce} | ${await measure(children, atOnce, redis.pid)} |`)
    for (const child of children) child.kill()
  }
  redis.stop()
}

/** The first one asks, the others follow. */
async function measure(children: readonly ChildProcess[], atOnce: number, store: number): Promise<string> {
  const pids = [...children.map(({ pid }) => pid!), store]
  await ask(children[0]!, { count: COUNT / 2, atOnce })
  const before = pids.map(cpuOf)
  const start = performance.now()
  await ask(children[0]!, { count: COUNT, atOnce })
  const ms = performance.now() - start
  const used = pids.map((pid, index) => ((cpuOf(pid) - before[index]!) * 1000) / COUNT)
  const others = used.slice(1, -1)
  const each = others.length === 0 ? '' : micro(others.reduce((sum, it) => sum + it, 0) / others.length)
  return [((COUNT / ms) * 1000).toFixed(0), micro(used[0]!), each, micro(used.at(-1)!)].join(' | ')
}

async function ask(child: ChildProcess, work: Work): Promise<void> {
  child.send(work)
  await once(child, 'message')
}

/** One instance, whose state is nothing. */
async function serve(url: string, prefix: string): Promise<void> {
  const options = { ...readStoreUrl(url)!, prefix, down: 'refuse' as const }
  const instances = new Instances(options, await SharedLog.connect(options, prefix), {})
  const outcome: SentExchange = { id: 'x', at: 0, events: [], speed: 1 }
  const replica: Replica = {
    make: ({ change }) => (change.kind === 'exchange' ? outcome : undefined),
    told: async () => [],
    gone: () => {},
    snapshot: () => Buffer.alloc(2000),
    restore: async () => {},
  }
  await instances.enter(replica)
  process.send!('here')
  process.on('message', async ({ count, atOnce }: Work) => {
    let left = count
    const go = async () => {
      while (left-- > 0) await instances.make(change(left))
    }
    await Promise.all(Array.from({ length: atOnce }, go))
    // All have made what was made before it.
    await instances.makeEverywhere({ kind: 'gather' })
    process.send!('done')
  })
}

function change(number: number): Change & { readonly kind: 'exchange' } {
  const body = Buffer.from(JSON.stringify({ messages: [{ role: 'user', content: `turn ${hello(number)}` }] }))
  const headers: [string, string][] = [
    ['Host', 'localhost'],
    ['Content-Type', 'application/json'],
    ['Accept', 'application/json'],
    ['api-key', 'any'],
    ['Content-Length', String(body.length)],
  ]
  const request = { method: 'POST', target: GATEWAY_PATH, headers, body, httpVersion: '1.1' }
  const at = Date.now()
  return { kind: 'exchange', worker: 1, began: at + 0.5, at, hash: digits(number, 40), request }
}

function micro(value: number): string {
  return `${value.toFixed(0)} µs`
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
