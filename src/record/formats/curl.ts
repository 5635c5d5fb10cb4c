import { parsedObject } from '../../json/parsed.ts'
import type { HeaderList } from '../../message/headers.ts'
import { parseCurl } from '../curl/curl-command.ts'
import { CurlProblem } from '../curl/curl-problem.ts'
import type { Importer } from '../imported.ts'
import type { Recorded } from '../recorded.ts'

/** Commands from a terminal, each with what came below it: `curl -i` with its head, `curl -v`, or the body alone. */
export const curl: Importer = (text) => {
  if (!COMMAND.test(text.trimStart().split('\n', 1)[0]!)) return undefined
  const left: string[] = []
  const exchanges = commandsIn(text).flatMap(({ command, answer }, index) => {
    const read = exchangeOf(command, answer)
    if (typeof read !== 'string') return [read]
    left.push(`command ${index + 1}: ${read}`)
    return []
  })
  return { format: 'curl commands', exchanges, scenarios: [], left }
}

const COMMAND = /^(?:\S*[$%>#] +)?curl(?:\.exe)? /

/** A command goes on after a backslash at the end of a line, and inside quotes. */
function commandsIn(text: string): readonly { readonly command: string; readonly answer: string }[] {
  const found: { command: string; answer: string }[] = []
  let isOpen = false
  for (const line of text.split('\n')) {
    if (!isOpen && COMMAND.test(line)) {
      found.push({ command: line.replace(/^.*?(?=curl)/, ''), answer: '' })
      isOpen = goesOn(found.at(-1)!.command)
    } else if (isOpen) {
      found.at(-1)!.command += `\n${line}`
      isOpen = goesOn(found.at(-1)!.command)
    } else {
      found.at(-1)!.answer += `${line}\n`
    }
  }
  return found
}

function goesOn(command: string): boolean {
  const outside = command.replace(/\\[^\n]|'[^']*'|"(?:[^"\\]|\\.)*"/gs, '')
  return /['"]/.test(outside) || /[\\^]$/.test(command)
}

function exchangeOf(command: string, answer: string): Recorded | string {
  const asked = request(command)
  if (typeof asked === 'string') return asked
  const { status, headers, body } = read(answer)
  if (body.trim() === '') return 'it has no answer below it'
  const { pathname, search } = new URL(asked.url, 'http://localhost')
  return {
    method: asked.method,
    target: `${pathname}${search}`,
    request: { headers: asked.headers, body: Buffer.from(asked.body) },
    status,
    headers,
    headAt: 0,
    pieces: [{ at: 0, data: Buffer.from(body) }],
    ended: 'end',
  }
}

function request(command: string) {
  try {
    return parseCurl(command)
  } catch (error) {
    if (error instanceof CurlProblem) return error.message
    throw error
  }
}

/** The last head counts: a `100 Continue` and a redirect come before it. */
function read(answer: string): {
  readonly status: number
  readonly headers: HeaderList
  readonly body: string
} {
  // What `-v` tells stands between, each line with its mark.
  const lines = answer
    .replaceAll('\r\n', '\n')
    .replaceAll(/\* Connection #\d+ to host .* left intact/g, '')
    .split('\n')
    .filter((line) => !/^(?:[*>] ?|[{}] \[|  % Total| +Dload)/.test(line) || /^[{}]$/.test(line))
    .map((line) => line.replace(/^< ?/, ''))
  const plain = lines.join('\n').replace(/^\n+/, '')
  const head = /^(?:HTTP\/[\d.]+ \d{3}[^\n]*\n(?:[^\n]+\n)*\n)*/.exec(plain)![0]
  const body = plain.slice(head.length).replace(/^\n+/, '')
  const last = head.trimEnd().split('\n\n').at(-1) ?? ''
  const status = Number(/^HTTP\/[\d.]+ (\d{3})/.exec(last)?.[1] ?? statusIn(body))
  const headers = last
    .split('\n')
    .slice(1)
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const)
  return { status, headers: headers.length === 0 ? [usualType(body)] : headers, body: bodyText(body) }
}

/** A terminal adds the end of the last line; an event ends with a blank one. */
function bodyText(body: string): string {
  return body.startsWith('data:') ? `${body.trimEnd()}\n\n` : body.trimEnd()
}

function usualType(body: string): readonly [string, string] {
  return ['Content-Type', body.startsWith('data:') ? 'text/event-stream' : 'application/json']
}

/** Without a head the gateway's own errors still tell. */
function statusIn(body: string): number {
  const value = parsedObject(body)
  const told = value?.['status_code']
  if (typeof told === 'number') return told
  return value !== undefined && 'error' in value && value['error'] !== null ? 500 : 200
}
