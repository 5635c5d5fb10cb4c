import http from 'node:http'
import type { IncomingMessage } from 'node:http'
import { vi } from 'vitest'
import { ManualClock } from '../../src/play/manual-clock.ts'
import type { Verdict } from '../../src/verdict/verdict.ts'
import { call, CHAT } from '../http/call.ts'
import type { Called } from '../http/call.ts'
import { startServer } from '../support/start-service.ts'

export interface Said {
  readonly role: string
  readonly content: string
}

/** A client that does what a test tells it, against an emulator whose time the test moves. */
export interface ScriptedClient extends AsyncDisposable {
  readonly port: number
  /** Asks for a whole answer. */
  ask(content: string, options?: AskOptions): Promise<Called>
  /** Asks for a stream and reads it as far as it comes; the text of it. */
  stream(messages: string | readonly Said[], options?: AskOptions): Promise<string>
  /** Asks, and waits until that has arrived; nothing is read. */
  open(content: string, options?: AskOptions): Promise<Opened>
  /** Time passes. */
  wait(ms: number): Promise<void>
  verdict(query?: string): Promise<Verdict>
  /** Until the emulator has noticed that the client of an exchange is gone. */
  noticed(id: string): Promise<void>
}

export interface AskOptions {
  readonly session?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Opened {
  readonly head: Promise<IncomingMessage>
  leave(): void
}

export async function scripted(scenarios: readonly object[]): Promise<ScriptedClient> {
  const clock = new ManualClock(1_735_689_600_000)
  const server = await startServer({
    scenarios: { scenarios },
    clock,
    date: clock.date,
    emulatorHeaders: true,
  })
  const { port, emulator } = server
  const open = new Set<http.ClientRequest>()
  const post = (body: object, given: Readonly<Record<string, string>>) => {
    const headers = { 'content-type': 'application/json', ...given }
    const request = http.request({
      host: '127.0.0.1',
      port,
      path: CHAT,
      method: 'POST',
      headers,
      agent: false,
    })
    request.on('error', () => {})
    open.add(request)
    request.end(JSON.stringify(body))
    return request
  }
  const options = ({ session, headers = {} }: AskOptions = {}) =>
    session === undefined ? headers : { ...headers, 'x-emulator-session': session }
  return {
    port,
    ask: (content, given) =>
      call(port, CHAT, {
        method: 'POST',
        headers: options(given),
        body: { messages: [{ role: 'user', content }] },
      }),
    async stream(messages, given) {
      const said = typeof messages === 'string' ? [{ role: 'user', content: messages }] : messages
      const body = JSON.stringify({ messages: said, stream: true })
      const response = await fetch(`${server.url}${CHAT}`, { method: 'POST', headers: options(given), body })
      let text = ''
      try {
        for await (const part of response.body!) text += Buffer.from(part).toString('utf8')
      } catch {
        // It broke off; what came is what a careless client has.
      }
      return contentOf(text)
    },
    async open(content, given) {
      const before = emulator.journal.list().length
      const request = post({ messages: [{ role: 'user', content }], stream: true }, options(given))
      const head = new Promise<IncomingMessage>((resolve) => request.on('response', resolve))
      await vi.waitUntil(() => emulator.journal.list().length > before, { interval: 5, timeout: 10_000 })
      return { head, leave: () => request.destroy() }
    },
    wait: (ms) => clock.advance(ms),
    async verdict(query = '') {
      return (await call(port, `/_emulator/verdict?${query}`)).json() as unknown as Verdict
    },
    async noticed(id) {
      await vi.waitUntil(() => emulator.journal.find(id)?.leftAt !== undefined, {
        interval: 5,
        timeout: 10_000,
      })
    },
    async [Symbol.asyncDispose]() {
      for (const request of open) request.destroy()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** The text that the events of a stream bring, whether or not it is whole. */
function contentOf(text: string): string {
  let content = ''
  for (const [, data = ''] of text.matchAll(/^data: (\{.*\})$/gm)) {
    const event = JSON.parse(data) as { choices?: { delta?: { content?: string } }[] }
    content += event.choices?.[0]?.delta?.content ?? ''
  }
  return content
}
