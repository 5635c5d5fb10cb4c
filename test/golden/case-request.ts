import type { HeaderList } from '../../src/message/headers.ts'

export interface CaseRequest {
  readonly method: string
  readonly target: string
  readonly headers: HeaderList
  readonly body: string
}

const ROUTE = '/openai/openai/deployments/gpt-4o/chat/completions'
const USUAL: HeaderList = [
  ['Host', 'localhost'],
  ['Content-Type', 'application/json'],
  ['Connection', 'close'],
]

/**
 * A request as it stands in a case file: a body alone (it goes to the deployment gpt-4o), or header lines above it, or a
 * whole request with its first line. Host, Content-Type, Connection and Content-Length are added where they are missing.
 */
export function readRequest(text: string): CaseRequest {
  if (/^\s*[{[]/.test(text))
    return { method: 'POST', target: ROUTE, headers: withUsual([], text), body: text }
  const [head = '', ...rest] = text.split('\n\n')
  const body = rest.join('\n\n')
  const lines = head.split('\n')
  const first = /^([A-Z]+) (\S+)$/.exec(lines[0] ?? '')
  const given = (first === null ? lines : lines.slice(1)).map(readHeader)
  const [, method = 'POST', target = ROUTE] = first ?? []
  return { method, target, headers: withUsual(given, body), body }
}

/** The request's bytes on a socket. */
export function requestText({ method, target, headers, body }: CaseRequest): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

function readHeader(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  if (colon < 1) throw new Error(`no header: ${JSON.stringify(line)}`)
  return [line.slice(0, colon), line.slice(colon + 1).trim()]
}

function withUsual(given: HeaderList, body: string): HeaderList {
  const names = new Set(given.map(([name]) => name.toLowerCase()))
  const missing = USUAL.filter(([name]) => !names.has(name.toLowerCase()))
  return [...missing, ...given, ['Content-Length', String(Buffer.byteLength(body))]]
}
