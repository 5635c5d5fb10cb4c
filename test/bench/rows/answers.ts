import type { Fixture, Job } from '../child.ts'
import { contest, warmUp } from '../contest.ts'
import type { Contestant, Effort } from '../contest.ts'
import { firstAnswer, Requests } from '../load.ts'
import { figure, ratios } from '../numbers.ts'
import { benchServer } from '../server.ts'
import type { Row } from '../table.ts'
import { askJson, askStream, CHUNKS, folderOf, GATEWAY_PATH, hello, RIVAL_PATH, TEXT } from '../work.ts'

const SCENARIOS = {
  scenarios: [
    { when: 'never asked', reply: 'x' },
    { when: { message: 'Hello', stream: true }, reply: { chunks: CHUNKS } },
    { when: 'Hello', reply: TEXT },
    { when: 'nor this', reply: 'x' },
  ],
}
const CHUNK = CHUNKS[0]!.length

type Requested = (path: string) => Requests

/** The emulator, a bare Fastify that sends the same bytes, and the rival, with the same to do. */
async function contestants(
  asked: Requested,
  fixture: Fixture,
  bareJobs: readonly Partial<Job>[] = [{}],
): Promise<{ readonly all: readonly Contestant[]; readonly [Symbol.asyncDispose]: () => Promise<void> }> {
  const files = await folderOf({ 'few.json': SCENARIOS })
  const own = await benchServer({ kind: 'emulator', scenarios: [files.folder] })
  const first = asked(GATEWAY_PATH)
  const answer = (await firstAnswer(own.port, first.next(first.buffer()))).toString('latin1')
  const bares = await Promise.all(
    bareJobs.map((more) => benchServer({ kind: 'bare', answer, ...more } as Job)),
  )
  const rival = await benchServer({ kind: 'aimock', fixtures: [fixture] })
  const all = [
    { server: own, requests: first },
    ...bares.map((server) => ({ server, requests: asked(GATEWAY_PATH) })),
    { server: rival, requests: asked(RIVAL_PATH) },
  ]
  for (const one of all) await warmUp(one)
  return {
    all,
    [Symbol.asyncDispose]: async () => {
      for (const { server } of all) server.stop()
      await files[Symbol.asyncDispose]()
    },
  }
}

/** JSON answers to questions that never repeat. */
export async function json(effort: Effort): Promise<Row[]> {
  await using servers = await contestants(askJson, { message: 'Hello', content: TEXT, chunkSize: CHUNK })
  const rows: Row[] = []
  const cpuRows: Row[] = []
  for (const connections of [1, 50, 200]) {
    const [own, bare, rival] = await contest(servers.all, connections, effort)
    rows.push({
      work: `JSON answer, ${connections} connections, throughput over bare Fastify`,
      own: ratios(own!.rates, bare!.rates),
      rival: ratios(rival!.rates, bare!.rates),
      goal: { atLeast: 0.7 },
    })
    if (connections === 50)
      cpuRows.push(
        {
          work: 'JSON answer, CPU over bare Fastify',
          own: ratios(own!.cpus, bare!.cpus),
          rival: ratios(rival!.cpus, bare!.cpus),
          goal: { atMost: 1.45 },
          from: microseconds(own!.cpus, bare!.cpus, rival!.cpus),
        },
        {
          work: 'JSON answer, throughput over aimock',
          own: ratios(own!.rates, rival!.rates),
          rival: figure([1]),
          goal: { atLeast: 1.5 },
        },
      )
  }
  return [...rows, ...cpuRows]
}

/** Streams of 53 events without delay. */
export async function stream(effort: Effort): Promise<Row[]> {
  await using servers = await contestants(
    askStream,
    { message: 'Hello', content: CHUNKS.join(''), chunkSize: CHUNK },
    [{ writes: 'each' }, { writes: 'one' }],
  )
  await sameEvents(servers.all)
  const rows: Row[] = []
  const more: Row[] = []
  for (const connections of [1, 50, 200]) {
    const [own, bare, bareOne, rival] = await contest(servers.all, connections, effort)
    rows.push({
      work: `stream of 53 events, ${connections} connections, throughput over bare Fastify with a write per event`,
      own: ratios(own!.rates, bare!.rates),
      rival: ratios(rival!.rates, bare!.rates),
      goal: { atLeast: 1.2 },
    })
    if (connections === 50)
      more.push(
        {
          work: 'the same over bare Fastify with one write for all',
          own: ratios(own!.rates, bareOne!.rates),
          rival: ratios(rival!.rates, bareOne!.rates),
        },
        {
          work: 'stream, CPU over bare Fastify with a write per event',
          own: ratios(own!.cpus, bare!.cpus),
          rival: ratios(rival!.cpus, bare!.cpus),
          goal: { atMost: 0.85 },
          from: microseconds(own!.cpus, bare!.cpus, rival!.cpus),
        },
        {
          work: 'stream, throughput over aimock',
          own: ratios(own!.rates, rival!.rates),
          rival: figure([1]),
          goal: { atLeast: 2.6 },
        },
      )
  }
  return [...rows, ...more]
}

/** A conversation of a hundred messages, 100 kB. */
export async function long(effort: Effort): Promise<Row[]> {
  const said = 'word '.repeat(190)
  const past = Array.from({ length: 99 }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: `${index} ${said}`,
  }))
  const asked: Requested = (path) =>
    new Requests(path, hello, (content) => ({ messages: [...past, { role: 'user', content }] }))
  await using servers = await contestants(asked, { message: 'Hello', content: TEXT, chunkSize: CHUNK })
  const [own, bare, rival] = await contest(servers.all, 50, effort)
  return [
    {
      work: 'request of 100 kB (100 messages), throughput over bare Fastify',
      own: ratios(own!.rates, bare!.rates),
      rival: ratios(rival!.rates, bare!.rates),
      goal: { atLeast: 0.6 },
      from: microseconds(own!.cpus, bare!.cpus, rival!.cpus),
    },
  ]
}

/** The one row whose request repeats. */
export async function repeated(effort: Effort): Promise<Row[]> {
  const asked: Requested = (path) => askJson(path, () => hello(0))
  await using servers = await contestants(asked, { message: 'Hello', content: TEXT, chunkSize: CHUNK })
  const [own, bare, rival] = await contest(servers.all, 50, effort)
  return [
    {
      work: 'JSON answer, THE SAME REQUEST again and again, throughput over bare Fastify',
      own: ratios(own!.rates, bare!.rates),
      rival: ratios(rival!.rates, bare!.rates),
      from: microseconds(own!.cpus, bare!.cpus, rival!.cpus),
    },
  ]
}

/** Throws unless all send the same number of events. */
async function sameEvents(all: readonly Contestant[]): Promise<void> {
  for (const { server, requests } of all) {
    const answer = await firstAnswer(server.port, requests.next(requests.buffer()))
    const events = answer.toString('latin1').split('data: ').length - 1
    if (events !== CHUNKS.length + 3) throw new Error(`${events} events in a stream`)
  }
}

function microseconds(own: readonly number[], bare: readonly number[], rival: readonly number[]): string {
  const [first, ...others] = [own, bare, rival].map((values) => figure(values).median.toFixed(0))
  return `${first} µs against ${others[0]} (bare) and ${others[1]} (aimock)`
}
