import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WireStep } from './capture.ts'

export interface SocketResult {
  readonly bytes: Buffer
  /** `fin`: the server closed; `open`: it was silent for `idleMs`; else the error's code. */
  readonly ended: string
}

export interface SocketOptions {
  /** Instead of reading until the server closes: until it has been silent for so many ms; ten times as long where it says nothing at all, as a busy machine may only be late. */
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
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
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
      if (!written || options.idleMs === undefined) return
      idle = setTimeout(finish, options.idleMs * (parts.length === 0 ? 10 : 1), 'open')
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
    // Where data and a reset are read at once, as on a busy machine, Node tells of an end: only a write knows better.
    socket.on('end', () => socket.write('.', (error) => finish(error ? 'ECONNRESET' : 'fin')))
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
