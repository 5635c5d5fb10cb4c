import http from 'node:http'

export interface CallOptions {
  readonly method?: string
  /** A Host of one's own is sent as it is; '' leaves it out. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Called {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly text: string
  /** The body as JSON; throws where it is none. */
  readonly json: () => Record<string, unknown>
}

/** One request with a connection of its own, its headers untouched: fetch would not let a Host pass. */
export function call(port: number, path: string, options: CallOptions = {}): Promise<Called> {
  const { method = 'GET', headers = {}, body } = options
  const data = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  const sent = { ...(data === undefined ? {} : { 'content-type': 'application/json' }), ...headers }
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, path, method, headers: sent, agent: false },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8')
          const json = () => JSON.parse(text) as Record<string, unknown>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json })
        })
      },
    )
    request.on('error', reject)
    request.end(data)
  })
}

export const CHAT = '/openai/openai/deployments/gpt-4o/chat/completions'

/** A chat request with one message. */
export function chat(
  port: number,
  content: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Called> {
  return call(port, CHAT, { method: 'POST', headers, body: { messages: [{ role: 'user', content }] } })
}
