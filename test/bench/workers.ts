import { startCommand } from './command.ts'
import { load } from './load.ts'
import type { Requests } from './load.ts'
import { askJson, askStream, CHUNKS, folderOf, GATEWAY_PATH, hello } from './work.ts'

/**
 * `npm run bench:workers`: requests per second of one process and of two and four workers, and the CPU time of a request by
 * process, as Linux counts it. `alone`: each exchange takes place in the worker; `shared`: where the state is. The loader
 * takes a core of its own: with two cores look at the CPU, not at the rate.
 */
const MS = Number(process.env['BENCH_MS'] ?? 3000)
const CONNECTIONS = 50

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

process.stdout.write(
  '| processes | work | requests/s | CPU of a request: keeper | each worker |\n| --- | --- | --- | --- | --- |\n',
)
for (const workers of [1, 2, 4]) {
  const server = await startCommand(files.folder, ['--workers', String(workers)])
  for (const [name, requests] of Object.entries(WORK)) {
    await load(server.port, requests, CONNECTIONS, MS / 3)
    const before = server.cpu()
    const { requests: count, ms } = await load(server.port, requests, CONNECTIONS, MS)
    const used = server.cpu().map((now, index) => (((now - before[index]!) * 1000) / count).toFixed(0))
    const [keeper, ...others] = workers === 1 ? ['', ...used] : used
    const cells = [workers, name, ((count / ms) * 1000).toFixed(0), keeper === '' ? '' : `${keeper} µs`]
    process.stdout.write(`| ${cells.join(' | ')} | ${others.map((it) => `${it} µs`).join(', ')} |\n`)
  }
  server.stop()
}
