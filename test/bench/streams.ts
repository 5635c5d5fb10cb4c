import net from 'node:net'
import { post } from './load.ts'
import { benchServer } from './server.ts'
import { folderOf, GATEWAY_PATH } from './work.ts'

/**
 * `npm run bench:streams`: so many streams at once, each planned to take ten seconds from its first byte to its last. Prints
 * how long they took for their clients, and how late the server's event loop was.
 */
const STREAMS = Number(process.env['BENCH_STREAMS'] ?? 1000)
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10)
const GAP = Number(process.env['BENCH_GAP'] ?? 50)

const chunks = Array.from({ length: (SECONDS * 1000) / GAP + 1 }, (_, index) => ` token${index}`)
const timing = { first_token_ms: 100, gap_ms: GAP, jitter: 0 }
await using files = await folderOf({ 'slow.json': { scenarios: [{ reply: { chunks }, timing }] } })
const server = await benchServer({ kind: 'emulator', scenarios: [files.folder], speed: 1 })

const request = post(GATEWAY_PATH, { messages: [{ role: 'user', content: 'Hello' }], stream: true })
const END = Buffer.from('0\r\n\r\n')

/** A stream's duration, ms: from its first byte to its last. */
function stream(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(server.port, '127.0.0.1')
    socket.setNoDelay(true)
    let began = 0
    socket.on('connect', () => socket.write(request))
    socket.on('data', (part: Buffer) => {
      if (began === 0) began = performance.now()
      if (!part.subarray(-5).equals(END)) return
      socket.destroy()
      resolve(performance.now() - began)
    })
    socket.on('error', reject)
  })
}

const before = await server.usage()
const running: Promise<number>[] = []
for (let number = 0; number < STREAMS; number++) {
  running.push(stream())
  // As they come in reality: not all in the same millisecond.
  if (number % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 10))
}
const durations = (await Promise.all(running)).sort((a, b) => a - b)
const { cpu, lagMs } = await server.usage()
const at = (share: number) => durations[Math.min(STREAMS - 1, Math.floor(share * STREAMS))]!
const show = (ms: number) => `${ms.toFixed(0)} ms`
const lines = [
  `${STREAMS} streams of ${chunks.length} chunks, ${SECONDS} s each`,
  `duration   p50 ${show(at(0.5))}, p99 ${show(at(0.99))}, shortest ${show(at(0))}, longest ${show(at(1))}`,
  `event loop p50 ${lagMs.p50.toFixed(1)} ms, p99 ${lagMs.p99.toFixed(1)} ms, longest ${lagMs.max.toFixed(1)} ms`,
  `cpu        ${((cpu - before.cpu) / STREAMS / chunks.length).toFixed(1)} µs a chunk`,
]
process.stdout.write(`${lines.join('\n')}\n`)
server.stop()
