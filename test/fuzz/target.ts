import net from 'node:net'

/** The emulator that inputs are sent to; `control` is another one, whose state they may change. */
export interface Target {
  readonly gateway: number
  readonly control: number
}

export interface Reply {
  readonly status: number
  readonly text: string
}

/** Longer than that nobody shall wait, whatever else goes on, ms. */
export const MOST_WAIT = 1_000

export async function send(
  port: number,
  path: string,
  init: { readonly method: string; readonly type?: string; readonly body?: string | undefined },
): Promise<Reply> {
  const { method, type = 'application/json', body } = init
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    ...(body === undefined ? {} : { body, headers: { 'content-type': type } }),
    signal: AbortSignal.timeout(20_000),
  })
  return { status: response.status, text: await response.text() }
}

/** Writes the bytes, ends its side, and gives what came back until the other side ended or was silent. */
export function exchangeBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' })
    let said = ''
    const done = () => {
      socket.destroy()
      resolve(said)
    }
    socket.setTimeout(400, done)
    socket.on('data', (data) => (said += data.toString('latin1')))
    socket.on('error', done).on('close', done)
    socket.end(Buffer.from(bytes, 'utf8'))
  })
}
