import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WireStep } from './capture.ts'

export interface SocketResult {
  readonly bytes: Buffer
  /** `fin`: the server closed; `open`: it was silent for `idleMs`; else the error's code. */
  readonly ended: string
}

export interface SocketOptions {
  /** Instead of reading until the server closes: until it has been silent for so many ms. */
  readonly idleMs?: number
  /** Closes after so many SSE events. */
  readonly hangUpAfter?: number
}

/** Writes bytes on a socket as they are and reads what comes back, as it is. */
export function talk(
  port: number,
  steps: readonly WireStep[],
  options: SocketOptions = {},
): Promise<SocketResult> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    const parts: Buffer[] = []
    let idle: NodeJS.Timeout | undefined
    const finish = (ended: string) => {
      clearTimeout(idle)
      socket.destroy()
      resolve({ bytes: Buffer.concat(parts), ended })
    }
    let written = false
    const rest = () => {
      clearTimeout(idle)
      if (written && options.idleMs !== undefined) idle = setTimeout(finish, options.idleMs, 'open')
    }
    socket.on('data', (part) => {
      parts.push(part)
      rest()
      const events =
        options.hangUpAfter === undefined
          ? -1
          : Buffer.concat(parts).toString('latin1').split('\n\n').length - 1
      if (events >= (options.hangUpAfter ?? Infinity)) finish('client hung up')
    })
    socket.on('end', () => finish('fin'))
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message))
    void write(socket, steps).then(() => {
      written = true
      rest()
    })
  })
}

async function write(socket: net.Socket, steps: readonly WireStep[]): Promise<void> {
  for (const step of steps) {
    if (typeof step === 'string' || step instanceof Uint8Array) socket.write(step)
    else if ('pause' in step) await sleep(step.pause)
    else socket.end()
  }
}
