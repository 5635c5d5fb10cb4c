import { afterAll, beforeAll } from 'vitest'
import { until } from '../disk/support.ts'
import { ask, control, running, startCommand, times, wantBuilt } from './command.ts'
import type { Started } from './command.ts'
import { redisCommand, RedisServer } from './redis-server.ts'

/** `STORE_STEPS=10000` takes some minutes on a machine that does much else. */
export const STEPS = Number(process.env['STORE_STEPS'] ?? 2000)

export const scenarios = (steps: number) => `scenarios:
  - { name: plain, when: plain, reply: plainly }
  - { name: said, when: '/say (\\w+)/', reply: 'you said {{ match[1] }}' }
  - { name: calls, when: which call, reply: 'call {{ call }}' }
  - { name: steps, when: step, replies: [${times(steps, (index) => `s${index}`).join(', ')}], then: fail }
  - { when: open, reply: opened, set_state: open }
  - { when: { message: enter, state: open }, reply: inside }
  - { when: enter, reply: closed }
  - { when: once, times: 1, reply: the only time }
  - { when: slow, reply: { chunks: [a, b] }, timing: { first_token_ms: 1000, gap_ms: 1000, jitter: 0 } }
limits:
  - { requests_per_minute: 25, when: { deployment: limited } }
`
export const SCENARIOS = scenarios(100)

/** Waits for other processes; a machine under load takes its time. */
export const LONG = 180_000
export let server: RedisServer
let names = 0

/** A `redis-server` for the tests of a file. */
export function useStore(): void {
  beforeAll(async () => {
    wantBuilt()
    if (redisCommand !== undefined) server = await RedisServer.start()
  }, LONG)
  afterAll(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL')
    server?.stop()
  })
}

export interface Wanted {
  readonly store?: string
  readonly name: string
  readonly scenarios?: string | { readonly folder: string }
}

export function storeArgs({ store = server.url, name }: Wanted, args: readonly string[]): readonly string[] {
  return ['--port', '0', '--log', 'silent', '--store', store, '--store-name', name, ...args]
}

export function start(wanted: Wanted, ...args: readonly string[]): Promise<Started> {
  return startCommand(storeArgs(wanted, args), wanted.scenarios ?? SCENARIOS)
}

/** Instances of one emulator, two workers each. */
export function startTwo(wanted: Wanted, ...args: readonly string[]): Promise<readonly [Started, Started]> {
  return Promise.all([start(wanted, '--workers', '2', ...args), start(wanted, '--workers', '2', ...args)])
}

/** What it has said on the error output, once that text is there. */
export function tells({ said }: Pick<Started, 'said'>, text: string): Promise<string> {
  return until(
    () => said.err,
    (err) => err.includes(text),
    90_000,
  )
}

export const newName = () => `test-${++names}`

export async function idsOf(url: string): Promise<readonly string[]> {
  const { body } = await control(url, 'GET', '/journal')
  return (body['entries'] as unknown as { id: string }[]).map(({ id }) => id)
}

/** What one of them tells of the store. */
export async function storeMetrics(url: string) {
  const { text } = await ask(url, 'GET', '/_emulator/metrics')
  const value = (name: string) =>
    Number(text.split(`\nbifrost_emulator_store_${name} `)[1]?.split('\n', 1)[0])
  return {
    up: value('up'),
    instances: value('instances'),
    sum: value('round_trip_seconds_sum'),
    count: value('round_trip_seconds_count'),
    all: value('round_trip_seconds_bucket{le="+Inf"}'),
  }
}
