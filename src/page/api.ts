import { EventSourceParserStream } from 'eventsource-parser/stream'

/** The control routes stand beside the page, wherever that is mounted. */
const BASE = new URL('.', document.baseURI).pathname

/** Where the gateway's routes are: the page stands at `…/_emulator/`. */
export const GATEWAY = new URL('..', document.baseURI).href.replace(/\/$/, '')

/** Off loopback every control request wants the token; it stays in this tab. */
export const token = {
  get: () => sessionStorage.getItem('token') ?? '',
  set: (value: string) => sessionStorage.setItem('token', value),
}

export class Refused extends Error {
  readonly status: number
  readonly body: unknown

  constructor(status: number, body: unknown) {
    super(messageOf(status, body))
    this.status = status
    this.body = body
  }
}

/** What proves to the emulator that this page may ask. */
export function credentials(): Record<string, string> {
  return token.get() === '' ? {} : { authorization: `Bearer ${token.get()}` }
}

export async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  headers: object = {},
): Promise<T> {
  const response = await fetch(`${BASE}${path}`, {
    method,
    headers: {
      ...credentials(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const read = isJson(response) ? (JSON.parse(text) as unknown) : text
  if (!response.ok) throw new Refused(response.status, read)
  return read as T
}

export interface FeedEvent {
  readonly event: string
  readonly data: unknown
}

/** Follows the feed until `signal`; goes on where it stopped when the connection is lost. */
export async function follow(
  onEvent: (event: FeedEvent) => void,
  onState: (isOpen: boolean) => void,
  signal: AbortSignal,
): Promise<void> {
  let last = ''
  while (!signal.aborted) {
    try {
      const response = await fetch(`${BASE}events`, {
        headers: {
          ...credentials(),
          ...(last === '' ? {} : { 'last-event-id': last }),
        },
        signal,
      })
      if (!response.ok || response.body === null) throw new Refused(response.status, await response.text())
      onState(true)
      const events = response.body
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream())
      const reader = events.getReader()
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        const { id, event = 'message', data } = next.value
        if (id !== undefined) last = id
        onEvent({ event, data: JSON.parse(data) as unknown })
      }
    } catch {
      // Whatever broke it, it is tried again below.
    }
    onState(false)
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

function isJson(response: Response): boolean {
  return /\bjson\b/.test(response.headers.get('content-type') ?? '')
}

function messageOf(status: number, body: unknown): string {
  const said = typeof body === 'object' && body !== null ? (body as { error?: unknown }).error : body
  return typeof said === 'string' && said !== '' ? said : `the emulator answered ${status}`
}
