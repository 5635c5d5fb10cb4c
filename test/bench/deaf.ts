import net from 'node:net'
import { post } from './load.ts'
import { benchServer } from './server.ts'
import { folderOf, GATEWAY_PATH } from './work.ts'

/**
 * `npm run bench:deaf`: clients that ask for a stream of 6 MB and never read it. Prints what each costs the server, beside
 * what the kernel holds. `same`: all send the same request; `different`: none sends what another one did.
 */
const CLIENTS = Number(process.env['BENCH_CLIENTS'] ?? 300)
/** Every time is another: that takes the most room. */
const TIMING = { first_token_ms: 0, gap_ms: 1, jitter: 0.5 }
const FRAMES = Number(process.env['BENCH_FRAMES'] ?? 17_500)

await using files = await folderOf({
  'long.json': { scenarios: [{ reply: { text: 'word '.repeat(FRAMES) }, timing: TIMING }] },
})
const server = await benchServer({ kind: 'emulator', scenarios: [files.folder] }, ['--expose-gc'])

function deaf(content: string): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(server.port, '127.0.0.1', () => {
      socket.pause()
      socket.write(post(GATEWAY_PATH, { messages: [{ role: 'user', content }], stream: true }), () =>
        resolve(socket),
      )
    })
    socket.on('error', reject)
  })
}

/** Until the server has nothing to do. */
async function settled(): Promise<void> {
  for (let busy = true; busy;) {
    const { cpu } = await server.work()
    await pause(1000)
    busy = (await server.work()).cpu - cpu > 100_000
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

// What the first stream makes for all others is no client's cost.
const first = await deaf('go on')
await settled()
for (const kind of ['same', 'different']) {
  const before = await server.usage()
  const sockets: net.Socket[] = []
  for (let number = 0; number < CLIENTS; number++)
    sockets.push(await deaf(kind === 'same' ? 'go on' : `go on ${number}`))
  await settled()
  const { bytes, rss } = await server.usage()
  const each = (now: number, then: number) => `${((now - then) / CLIENTS / 1000).toFixed(0)} kB`
  process.stdout.write(
    `${kind.padEnd(9)} ${CLIENTS} clients: ${each(bytes, before.bytes)} of memory each, ${each(rss, before.rss)} resident; ${await server.underWay()} of them stuck\n`,
  )
  for (const socket of sockets) socket.destroy()
  await settled()
  const after = await server.usage()
  process.stdout.write(
    `          after they left: ${each(after.bytes, before.bytes)} each; ${await server.underWay()} of them stuck\n`,
  )
}
first.destroy()
server.stop()
