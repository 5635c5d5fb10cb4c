import { load } from './load.ts'
import type { Requests } from './load.ts'
import type { BenchServer } from './server.ts'

/** How long a benchmark takes. */
export interface Effort {
  readonly rounds: number
  /** Of load on one server in one round. */
  readonly ms: number
}

export interface Contestant {
  readonly server: BenchServer
  readonly requests: Requests
}

/** One figure a round. */
export interface Result {
  /** Answers per ms. */
  readonly rates: readonly number[]
  /** µs of the server's CPU time per answer. */
  readonly cpus: readonly number[]
}

/** Before the first round: what a server does has been compiled by then. */
const WARM_UP_MS = 1500

/** Asks at least so many times. */
export async function warmUp({ server, requests }: Contestant, times = 0): Promise<void> {
  let asked = 0
  do asked += (await load(server.port, requests, 50, WARM_UP_MS)).requests
  while (asked < times)
}

/** Loads the servers in turns, so that what else the machine does hits all of them, and lets another begin in each round. */
export async function contest(
  contestants: readonly Contestant[],
  connections: number,
  { rounds, ms }: Effort,
): Promise<Result[]> {
  const results = contestants.map(() => ({ rates: [] as number[], cpus: [] as number[] }))
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const at = (round + turn) % contestants.length
      const { rate, cpu } = await measure(contestants[at]!, connections, ms)
      results[at]!.rates.push(rate)
      results[at]!.cpus.push(cpu)
    }
  }
  return results
}

async function measure(
  { server, requests }: Contestant,
  connections: number,
  ms: number,
): Promise<{ rate: number; cpu: number }> {
  const before = await server.usage()
  const done = await load(server.port, requests, connections, ms)
  const after = await server.usage()
  return { rate: done.requests / done.ms, cpu: (after.cpu - before.cpu) / done.requests }
}
