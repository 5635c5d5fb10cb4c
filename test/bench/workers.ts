import { startCommand } from './command.ts'
import type { Command } from './command.ts'
import { load } from './load.ts'
import type { Requests } from './load.ts'
import { askJson, askStream, CHUNKS, folderOf, GATEWAY_PATH, hello } from './work.ts'

/**
 * `npm run bench:workers`: one process, two workers and four, loaded in turns: requests per second, answers per second of CPU
 * time that all processes of the emulator took, and the CPU time of a request by process, as Linux counts it. `alone`: each
 * exchange takes place in the worker; `shared`: where the state is. The loader takes a core of its own, so with two cores the rate
 * says little. `on N cores`: what N workers reach, over one process, with N cores to themselves, by the CPU: the least of what
 * N cores do in all, the busiest worker does and the keeper does. `BENCH_MS`, `BENCH_ROUNDS`.
 */
const MS = Number(process.env['BENCH_MS'] ?? 1000)
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const CONNECTIONS = 50
const COUNTS = [1, 2, 4]

await using files = await folderOf({
  'a.json': {
    scenarios: [
      { when: 'turn', replies: ['one', 'two'], then: 'loop' },
      { when: 'stream', reply: { chunks: CHUNKS } },
      { when: 'Hello', reply: 'Hello there, and what can I do for you today?' },
    ],
  },
})

const WORK: Readonly<Record<string, Requests>> = {
  'JSON, alone': askJson(GATEWAY_PATH),
  'stream, alone': askStream(GATEWAY_PATH),
  'JSON, shared': askJson(GATEWAY_PATH, (number) => `turn ${hello(number)}`),
}

interface Used {
  requests: number
  ms: number
  /** ms of each process, the keeper first; of one process alone that is all. */
  readonly cpu: number[]
}

const servers = await Promise.all(
  COUNTS.map((count) => startCommand(files.folder, ['--workers', String(count)])),
)
say(
  '| processes | work | requests/s | answers per CPU second | CPU of a request: keeper | each worker | on N cores |',
)
say('| --- | --- | --- | --- | --- | --- | --- |')
for (const [name, requests] of Object.entries(WORK)) {
  const used = servers.map((server): Used => ({ requests: 0, ms: 0, cpu: server.cpu().map(() => 0) }))
  for (const server of servers) await load(server.port, requests, CONNECTIONS, MS)
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, server] of servers.entries()) await loadOnce(server, requests, used[index]!)
  const one = costs(used[0]!)[0]!
  for (const [index, count] of COUNTS.entries()) say(row(count, name, used[index]!, one))
}
for (const server of servers) server.stop()

async function loadOnce(server: Command, requests: Requests, used: Used): Promise<void> {
  const before = server.cpu()
  const done = await load(server.port, requests, CONNECTIONS, MS)
  used.requests += done.requests
  used.ms += done.ms
  for (const [index, now] of server.cpu().entries()) used.cpu[index]! += now - before[index]!
}

/** µs of a request, by process. */
function costs({ cpu, requests }: Used): readonly number[] {
  return cpu.map((ms) => (ms * 1000) / requests)
}

/** `one`: what one process takes for a request, µs. */
function row(count: number, name: string, used: Used, one: number): string {
  const all = costs(used)
  const total = all.reduce((sum, it) => sum + it, 0)
  const [keeper, workers] = count === 1 ? [undefined, all] : [all[0], all.slice(1)]
  const most = one / Math.max(total / count, ...all)
  const cells = [
    count,
    name,
    ((used.requests / used.ms) * 1000).toFixed(0),
    `${(1e6 / total).toFixed(0)} (${(one / total).toFixed(2)})`,
    keeper === undefined ? '' : `${keeper.toFixed(0)} µs`,
    workers.map((it) => `${it.toFixed(0)} µs`).join(', '),
    `${most.toFixed(2)} ×`,
  ]
  return `| ${cells.join(' | ')} |`
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
