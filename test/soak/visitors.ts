import { once } from 'node:events'
import { rename, writeFile } from 'node:fs/promises'
import http from 'node:http'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** What a soak run does to an emulator: visitors of several kinds, each again and again until the time is over. */
export interface Visit {
  readonly port: number
  /** The folder of the scenario files. */
  readonly folder: string
  /** Counts up; makes every message another. */
  next(): number
}

/** One visit. Throws with what was wrong; pauses by itself, so that a visitor does not take all there is. */
export type Visitor = (visit: Visit) => Promise<void>

const ROUTE = '/openai/openai/deployments/gpt-4o/chat/completions'

/** The scenarios of the run; `marker` is what a reload changes. */
export function scenarioText(marker: number): string {
  return `scenarios:
  - { when: marker, reply: 'this is ${marker}' }
  - { when: turns, replies: [one, two, three], then: loop }
  - { name: opens, when: { message: open the door }, reply: open, set_state: open }
  - { when: { message: walk through, state: open }, reply: through, set_state: closed }
  - { when: slow, reply: { text: '${'slowly '.repeat(40).trim()}' }, timing: { first_token_ms: 20, gap_ms: 25 } }
  - { when: long, reply: { text: '${'word '.repeat(5000).trim()}' }, timing: { first_token_ms: 0, gap_ms: 0 } }
  - { when: '/number (\\d+)/', reply: 'you said {{ match[1] }}' }
`
}

export const VISITORS: Readonly<Record<string, Visitor>> = {
  json: async (visit) => {
    const number = visit.next()
    const answer = await chat(visit, { messages: [user(`number ${number}`)] })
    if (answer.status === 200) wants(answer, `you said ${number}`)
    await pause(10)
  },
  stream: async (visit) => {
    const answer = await chat(visit, {
      messages: [user(`stream ${visit.next()}`)],
      stream: true,
      max_tokens: 40,
    })
    if (answer.status === 200 && answer.text.startsWith('data:')) wants(answer, '')
    await pause(15)
  },
  schema: async (visit) => {
    const properties = {
      [`key${visit.next() % 5000}`]: { type: 'string' },
      count: { type: 'integer', minimum: 3 },
    }
    const schema = {
      type: 'object',
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    }
    const response_format = { type: 'json_schema', json_schema: { name: 'thing', strict: true, schema } }
    await chat(visit, { messages: [user(`fill ${visit.next()}`)], response_format })
    await pause(40)
  },
  sessions: async (visit) => {
    const session = `s${visit.next()}`
    // Who is refused has had no turn.
    const replies = ['one', 'two', 'three', 'one']
    for (let tries = 0; tries < 4; tries++) {
      const answer = await chat(visit, { messages: [user('turns')] }, session)
      if (answer.status === 200) wants(answer, replies.shift()!)
    }
    wantsIf200(await chat(visit, { messages: [user('open the door')] }, session), 'open')
    await pause(30)
  },
  aborts: async (visit) => {
    const socket = await connected(visit)
    socket.write(post({ messages: [user(`slow ${visit.next()}`)], stream: true }))
    await Promise.race([once(socket, 'data'), pause(500)])
    socket.destroy()
    await pause(20)
  },
  deaf: async (visit) => {
    const socket = await connected(visit)
    socket.pause()
    socket.write(post({ messages: [user(`long ${visit.next()}`)], stream: true }))
    await pause(1500)
    socket.destroy()
  },
  reloads: async (visit) => {
    const marker = visit.next()
    await writeFile(path.join(visit.folder, '.new'), scenarioText(marker))
    await rename(path.join(visit.folder, '.new'), path.join(visit.folder, 'a.yaml'))
    const isThere = async () =>
      (await chat(visit, { messages: [user('marker')] })).text.includes(`this is ${marker}`)
    for (let tries = 0; !(await isThere()); tries++) {
      if (tries > 300) throw new Error(`a save does not show: ${marker}`)
      await pause(50)
    }
    await pause(500)
  },
  orders: async (visit) => {
    const session = `o${visit.next()}`
    await control(visit, 'POST', '/next', { error: 'azure.server_error', session, times: 1 })
    await chat(visit, { messages: [user('hello')] }, session)
    await pause(200)
  },
  chaos: async (visit) => {
    await control(visit, 'PUT', '/chaos', { rate: 0.3, error: 'azure.rate_limit', for: '2s' })
    await pause(1000)
    await control(visit, 'DELETE', '/chaos')
    await pause(2000)
  },
  journal: async (visit) => {
    for (const route of ['/journal', '/journal?format=har', '/status', '/metrics', '/limits', '/verdict']) {
      await control(visit, 'GET', route)
      await pause(150)
    }
    await pause(1000)
  },
  listener: async (visit) => {
    const socket = await connected(visit)
    socket.write('GET /_emulator/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
    let text = ''
    socket.on('data', (data) => (text = (text + String(data)).slice(0, 200)))
    await Promise.race([once(socket, 'data'), pause(10_000)])
    await pause(1000)
    socket.destroy()
    if (!text.startsWith('HTTP/1.1 200')) throw new Error(`events: ${text}`)
  },
}

/** How many of each kind visit at the same time; 1 unless said. */
const AT_ONCE: Readonly<Record<string, number>> = { json: 4, stream: 3, sessions: 2, aborts: 3, deaf: 3 }

export interface Visited {
  /** How often each kind came. */
  readonly visits: Readonly<Record<string, number>>
  readonly problems: readonly string[]
}

/** All visitors at once for so long; then each has finished what it was at. */
export async function visitAll(visit: Visit, ms: number): Promise<Visited> {
  const end = performance.now() + ms
  const visits: Record<string, number> = {}
  const problems: string[] = []
  const again = async (kind: string, visitor: Visitor) => {
    while (performance.now() < end) {
      try {
        await visitor(visit)
      } catch (error) {
        problems.push(`${kind}: ${error instanceof Error ? error.message : String(error)}`)
        await pause(100)
      }
      visits[kind] = (visits[kind] ?? 0) + 1
    }
  }
  const all = Object.entries(VISITORS).flatMap(([kind, visitor]) =>
    Array.from({ length: AT_ONCE[kind] ?? 1 }, () => again(kind, visitor)),
  )
  await Promise.all(all)
  return { visits, problems }
}

interface Answer {
  readonly status: number
  readonly text: string
}

function user(content: string): object {
  return { role: 'user', content }
}

/** What chaos and one-shots of this run make of a chat request, beside 200. */
const ORDERED = new Set([429, 500])

async function chat(visit: Visit, body: object, session?: string): Promise<Answer> {
  const headers = session === undefined ? {} : { 'x-emulator-session': session }
  const answer = await ask(visit, 'POST', ROUTE, body, headers)
  if (answer.text.includes('emulator_bug') || (answer.status !== 200 && !ORDERED.has(answer.status)))
    throw new Error(`status ${answer.status}: ${answer.text.slice(0, 300)}`)
  return answer
}

async function control(visit: Visit, method: string, route: string, body?: object): Promise<void> {
  const { status, text } = await ask(visit, method, `/_emulator${route}`, body)
  if (status !== 200) throw new Error(`${method} ${route}: status ${status}: ${text.slice(0, 300)}`)
}

function wantsIf200(answer: Answer, part: string): void {
  if (answer.status === 200) wants(answer, part)
}

function wants({ text }: Answer, part: string): void {
  const isWhole = text.startsWith('{') ? text.endsWith('}') : text.includes('data: [DONE]')
  if (!isWhole || !text.includes(part)) throw new Error(`not ${JSON.stringify(part)}: ${text.slice(0, 300)}`)
}

/** A connection for each request: what is left of one shows. */
function ask(
  visit: Visit,
  method: string,
  target: string,
  body?: object,
  headers: object = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: '127.0.0.1',
      port: visit.port,
      method,
      path: target,
      agent: false,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      timeout: 60_000,
    })
    request.on('timeout', () => request.destroy(new Error('no answer within 60 s')))
    request.on('error', reject)
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part) => (text += part))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    request.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

async function connected({ port }: Visit): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

function post(body: object): string {
  const text = JSON.stringify(body)
  return `POST ${ROUTE} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}
