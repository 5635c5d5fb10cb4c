import type net from 'node:net'
import type { Job } from '../child.ts'
import { connect } from '../load.ts'
import type { Requests } from '../load.ts'
import { figure } from '../numbers.ts'
import { benchServer } from '../server.ts'
import type { Row } from '../table.ts'
import { askStream, CHUNKS, folderOf, GATEWAY_PATH, RIVAL_PATH } from '../work.ts'

const STREAMS = 1000
const GAP_MS = 2000

/** What a stream under way takes of the server's memory. */
export async function slowStreams(): Promise<Row[]> {
  const timing = { first_token_ms: 0, gap_ms: GAP_MS, jitter: 0 }
  await using files = await folderOf({
    'slow.json': { scenarios: [{ when: 'Hello', reply: { chunks: CHUNKS }, timing }] },
  })
  const own = await each({ kind: 'emulator', scenarios: [files.folder], speed: 1 }, askStream(GATEWAY_PATH))
  const fixtures = [{ message: 'Hello', content: CHUNKS.join(''), chunkSize: CHUNKS[0]!.length }]
  const rival = await each({ kind: 'aimock', fixtures, latency: GAP_MS }, askStream(RIVAL_PATH))
  const kB = (bytes: number) => figure([bytes / STREAMS / 1000])
  return [
    {
      work: `memory of a slow stream, ${STREAMS} at once`,
      own: kB(own.bytes),
      rival: kB(rival.bytes),
      unit: ' kB',
      goal: { atMost: 35 },
      from: `resident: ${(own.rss / STREAMS / 1000).toFixed(0)} kB, aimock ${(rival.rss / STREAMS / 1000).toFixed(0)} kB`,
    },
  ]
}

async function each(job: Job, requests: Requests): Promise<{ bytes: number; rss: number }> {
  const server = await benchServer(job, ['--expose-gc'])
  // What the first streams make for all others is no stream's cost.
  for (const socket of await begin(server.port, requests, 20)) socket.destroy()
  const before = await server.usage()
  const sockets = await begin(server.port, requests, STREAMS)
  const after = await server.usage()
  for (const socket of sockets) socket.destroy()
  server.stop()
  return { bytes: after.bytes - before.bytes, rss: after.rss - before.rss }
}

/** Streams of which something has arrived. */
async function begin(port: number, requests: Requests, count: number): Promise<net.Socket[]> {
  const sockets: net.Socket[] = []
  const firsts: Promise<void>[] = []
  for (let number = 0; number < count; number++) {
    const socket = await connect(port)
    sockets.push(socket)
    firsts.push(new Promise((resolve) => socket.on('data', () => resolve())))
    socket.write(requests.next(requests.buffer()))
  }
  await Promise.all(firsts)
  return sockets
}
