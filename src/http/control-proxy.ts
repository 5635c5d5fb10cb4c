import http from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isControl } from './control-path.ts'
import type { ControlSide } from './control-plugin.ts'

/** The emulator's own routes where another process of this machine has them: each request is handed on as it came. */
export class ControlProxy implements ControlSide {
  readonly #socketPath: string
  readonly #agent = new http.Agent({ keepAlive: true })

  /** `socketPath`: where the other process listens. */
  constructor(socketPath: string) {
    this.#socketPath = socketPath
  }

  takes(request: IncomingMessage, response: ServerResponse): boolean {
    const { method, url: path = '', rawHeaders: headers } = request
    if (!isControl(path)) return false
    const there = http.request({ socketPath: this.#socketPath, agent: this.#agent, method, path, headers })
    there.on('response', (answer) => {
      response.sendDate = false
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders)
      answer.on('error', () => response.destroy())
      answer.pipe(response)
      // The head of a feed that has nothing to tell yet.
      response.flushHeaders()
    })
    there.on('error', (error) => {
      if (response.headersSent) return void response.destroy()
      response.writeHead(503, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({ error: `the process that keeps the state does not answer: ${error.message}` }),
      )
    })
    response.on('close', () => there.destroy())
    request.pipe(there)
    return true
  }

  async close(): Promise<void> {
    this.#agent.destroy()
  }
}
