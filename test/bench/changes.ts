import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readStoreUrl } from '../../src/store/store-url.ts'
import { Instances } from '../../src/workers/instances.ts'
import type { Replica } from '../../src/workers/instances.ts'
import { receivedRequest, sentExchange, sentRequest } from '../../src/workers/packed.ts'
import type { SentExchange } from '../../src/workers/packed.ts'
import type { Change } from '../../src/workers/shared-changes.ts'
import { SharedLog } from '../../src/store/shared-log.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import { testEmulator } from '../support/start-service.ts'
import { RedisServer } from '../workers/redis-server.ts'
import { cpuOf } from './command.ts'
import { digits, GATEWAY_PATH, hello } from './work.ts'

/**
 * `npm run bench:changes`: what the store alone adds to an exchange that needs it, without
 * HTTP and without the exchange: CPU time of a change in the instance that asks for it, in each other one, and in a `redis-server`
 * of its own, as Linux counts it. `at once`: how many the instance waits for. Then the same with the exchange, which takes place in
 * each instance, by scenarios and sessions. `CHANGES=10000`, `INSTANCES=1,2,4`, `PART=alone` or `PART=growth`.
 */
const COUNT = Number(process.env['CHANGES'] ?? 10_000)
const INSTANCES = (process.env['INSTANCES'] ?? '1,2,4').split(',').map(Number)
const AT_ONCE = [1, 5, 25]
const SCENARIOS = [10, 100, 1000]
const SESSIONS = [10, 1000]

interface Work {
  readonly count: number
  readonly atOnce: number
  readonly sessions: number
}

if (process.send === undefined) await measureAll(process.env['PART'])
else await serve(process.argv[2]!, process.argv[3]!, Number(process.argv[4]))

async function measureAll(part: string | undefined): Promise<void> {
  const redis = await RedisServer.start('--appendonly', 'no')
  const costs = 'changes/s | CPU of a change: who asks | each other | store |'
  if (part !== 'growth') {
    say(`| instances | at once | ${costs}\n| --- | --- | --- | --- | --- | --- |`)
    for (const count of INSTANCES) {
      const children = await start(redis, count, 0)
      for (const atOnce of AT_ONCE)
        say(
          `| ${count} | ${atOnce} | ${await measure(children, { count: COUNT, atOnce, sessions: 1 }, redis.pid)} |`,
        )
      for (const child of children) child.kill()
    }
  }
  if (part !== 'alone') {
    say(`\n| instances | scenarios | sessions | ${costs}\n| --- | --- | --- | --- | --- | --- | --- |`)
    for (const count of INSTANCES)
      for (const scenarios of SCENARIOS) {
        const children = await start(redis, count, scenarios)
        for (const sessions of SESSIONS) {
          const costs = await measure(children, { count: COUNT, atOnce: 25, sessions }, redis.pid)
          say(`| ${count} | ${scenarios} | ${sessions} | ${costs} |`)
        }
        for (const child of children) child.kill()
      }
  }
  redis.stop()
}

function start(redis: RedisServer, count: number, scenarios: number): Promise<readonly ChildProcess[]> {
  const one = async () => {
    const name = `changes-${count}-${scenarios}`
    const child = fork(new URL(import.meta.url), [redis.url, name, String(scenarios)])
    await once(child, 'message')
    return child
  }
  return Promise.all(Array.from({ length: count }, one))
}

/** The first one asks, the others follow. */
async function measure(children: readonly ChildProcess[], work: Work, store: number): Promise<string> {
  const pids = [...children.map(({ pid }) => pid!), store]
  await ask(children[0]!, { ...work, count: COUNT / 2 })
  const before = pids.map(cpuOf)
  const start = performance.now()
  await ask(children[0]!, work)
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

/** One instance; without scenarios its state is nothing. */
async function serve(url: string, prefix: string, scenarios: number): Promise<void> {
  const options = { ...readStoreUrl(url)!, prefix, down: 'refuse' as const }
  const instances = new Instances(options, await SharedLog.connect(options, prefix), {})
  const replica: Replica = {
    make: scenarios === 0 ? () => NOTHING : exchanges(scenarios),
    told: async () => [],
    gone: () => {},
    snapshot: () => Buffer.alloc(2000),
    restore: async () => {},
  }
  await instances.enter(replica)
  process.send!('here')
  process.on('message', async ({ count, atOnce, sessions }: Work) => {
    let left = count
    const go = async () => {
      while (left-- > 0) await instances.make(change(left, sessions))
    }
    await Promise.all(Array.from({ length: atOnce }, go))
    // All have made what was made before it.
    await instances.makeEverywhere({ kind: 'gather' })
    process.send!('done')
  })
}

const NOTHING: SentExchange = ['x', 0, 1, []]

/** The first scenarios are for other requests. */
function exchanges(count: number): Replica['make'] {
  const others = Array.from({ length: count - 1 }, (_, index) => ({ when: `other ${index}`, reply: 'no' }))
  const turn = { when: 'turn', replies: ['one', 'two'], then: 'loop' }
  const emulator = testEmulator({ scenarios: { scenarios: [...others, turn] } })
  return ({ change: it }, number) => {
    if (it.kind !== 'exchange') return undefined
    const { at, request } = it
    const moment = { at, date: new Date(at).toUTCString(), id: `x${number}` }
    return sentExchange(emulator.exchange(receivedRequest(request), moment))
  }
}

function change(number: number, sessions: number): Change & { readonly kind: 'exchange' } {
  const body = Buffer.from(JSON.stringify({ messages: [{ role: 'user', content: `turn ${hello(number)}` }] }))
  const headers: [string, string][] = [
    ['Host', 'localhost'],
    ['Content-Type', 'application/json'],
    ['Accept', 'application/json'],
    ['api-key', 'any'],
    ['x-emulator-session', `s${number % sessions}`],
    ['Content-Length', String(body.length)],
  ]
  const request = sentRequest({
    method: 'POST',
    target: GATEWAY_PATH,
    headers: new HeaderMap(headers),
    body,
    httpVersion: '1.1',
  })
  const at = Date.now()
  return { kind: 'exchange', worker: 1, began: at + 0.5, at, hash: digits(number, 40), request }
}

function micro(value: number): string {
  return `${value.toFixed(0)} µs`
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
