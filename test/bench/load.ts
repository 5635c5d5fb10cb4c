import net from 'node:net'

export interface LoadResult {
  readonly requests: number
  readonly ms: number
}

/**
 * Sends one request over and over on `connections` sockets for `ms`, and counts answers. All answers must have the same
 * length: the first one is read to its end, the others are counted by bytes, so that the client costs next to nothing.
 */
export async function load(
  port: number,
  request: Buffer,
  connections: number,
  ms: number,
): Promise<LoadResult> {
  const length = await answerLength(port, request)
  const deadline = performance.now() + ms
  const start = performance.now()
  const counts = await Promise.all(
    Array.from({ length: connections }, () => run(port, request, length, deadline)),
  )
  return { requests: counts.reduce((sum, count) => sum + count, 0), ms: performance.now() - start }
}

function run(port: number, request: Buffer, length: number, deadline: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(request))
    socket.setNoDelay(true)
    let got = 0
    let count = 0
    socket.on('data', (part: Buffer) => {
      got += part.length
      if (got < length) return
      if (got > length) return reject(new Error(`an answer of ${got} bytes where ${length} were expected`))
      got = 0
      count++
      if (performance.now() < deadline) socket.write(request)
      else {
        socket.destroy()
        resolve(count)
      }
    })
    socket.on('error', reject)
  })
}

/** Bytes of one whole answer: reads until the server is silent. */
export function answerLength(port: number, request: Buffer): Promise<number> {
  return firstAnswer(port, request).then((answer) => answer.length)
}

export function firstAnswer(port: number, request: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(request))
    const parts: Buffer[] = []
    let timer: NodeJS.Timeout | undefined
    socket.on('data', (part: Buffer) => {
      parts.push(part)
      clearTimeout(timer)
      timer = setTimeout(() => {
        socket.destroy()
        resolve(Buffer.concat(parts))
      }, 150)
    })
    socket.on('error', reject)
  })
}
