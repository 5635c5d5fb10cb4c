import { goQuote } from '../../message/go-quote.ts'
import type { HeaderList } from '../../message/headers.ts'

export interface Head {
  readonly status: number
  readonly headers: HeaderList
  /** Its length with the blank line, bytes. */
  readonly size: number
}

/** A head that is whole, one that goes on (undefined), or what is wrong with it: fasthttp's own words. */
export function parseHead(buffer: Buffer): Head | string | undefined {
  let from = 0
  let line: Buffer
  do {
    const end = buffer.indexOf(LF, from)
    if (end === -1) return undefined
    line = withoutCr(buffer.subarray(from, end))
    from = end + 1
  } while (line.length === 0)
  const status = parseStatus(line, buffer)
  if (typeof status === 'string') return status
  const fields = parseFields(buffer.subarray(from))
  if (fields === undefined || typeof fields === 'string') return fields
  return { status, headers: fields.headers, size: from + fields.size }
}

const LF = 10
const CR = 13

/** Any name of a protocol will do. */
function parseStatus(line: Buffer, buffer: Buffer): number | string {
  const space = line.indexOf(' ')
  if (space === -1) return `cannot find whitespace in the first line of response ${goQuote(buffer)}`
  const rest = line.subarray(space + 1).toString('latin1')
  const digits = /^\d*/.exec(rest)?.[0] ?? ''
  if (digits === '') {
    const why = rest === '' ? 'empty integer' : 'unexpected first char found. Expecting 0-9'
    return `cannot parse response status code: ${why}. Response ${goQuote(buffer)}`
  }
  const next = rest[digits.length]
  if (next !== undefined && next !== ' ')
    return `unexpected char at the end of status code. Response ${goQuote(buffer)}`
  return Number(digits)
}

function parseFields(buffer: Buffer): { headers: HeaderList; size: number } | string | undefined {
  if (buffer.subarray(0, 2).toString('latin1') === '\r\n') return { headers: [], size: 2 }
  const blank = buffer.indexOf('\r\n\r\n')
  if (blank === -1) return undefined
  if (isSpace(buffer[0])) return 'invalid headers, headers cannot start with space or tab'
  const end = blank + 4
  const headers: (readonly [string, string])[] = []
  for (let at = 0; at < end;) {
    const field = readField(buffer, at, end)
    if (typeof field === 'string') return field
    at = field.next
    if (field.line === undefined) return { headers, size: at }
    const header = parseField(field.line)
    if (typeof header === 'string') return header
    headers.push(header)
  }
  return { headers, size: end }
}

/** One field with the lines that continue it; no `line`: the head ends here. */
function readField(buffer: Buffer, at: number, end: number): { line?: Buffer; next: number } | string {
  const first = lineAt(buffer, at)
  if (first.line.length === 0) return { next: first.next }
  if (!first.line.includes(':')) return `malformed MIME header: missing colon: ${goQuote(first.line)}`
  let { next } = first
  let line = trimmed(first.line)
  while (next < end && isSpace(buffer[next])) {
    const more = lineAt(buffer, next)
    line = Buffer.concat([line, Buffer.from(' '), trimmed(more.line)])
    next = more.next
  }
  return { line, next }
}

function parseField(line: Buffer): readonly [string, string] | string {
  const colon = line.indexOf(':')
  const name = line.subarray(0, colon).toString('latin1')
  if (!NAME.test(name)) return `malformed MIME header line: ${goQuote(line)}`
  const value = line.subarray(colon + 1)
  const text = value.toString('latin1').replace(/^[ \t]+/, '')
  if (!VALUE.test(text)) return `invalid header value ${goQuote(Buffer.from(text, 'latin1'))}`
  if (name.toLowerCase() === 'content-length' && !/^\d+$/.test(text))
    return `cannot parse Content-Length: ${lengthError(text)}`
  return [name, text]
}

const NAME = /^[\w!#$%&'*+\-.^`|~ ]+$/
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

function lengthError(text: string): string {
  if (text === '') return 'empty integer'
  return /^\d/.test(text) ? 'non-numeric chars found' : 'unexpected first char found. Expecting 0-9'
}

function lineAt(buffer: Buffer, at: number): { line: Buffer; next: number } {
  const end = buffer.indexOf(LF, at)
  return { line: withoutCr(buffer.subarray(at, end)), next: end + 1 }
}

function withoutCr(line: Buffer): Buffer {
  return line.at(-1) === CR ? line.subarray(0, -1) : line
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 9
}

function trimmed(line: Buffer): Buffer {
  let [from, to] = [0, line.length]
  while (from < to && isSpace(line[from])) from++
  while (to > from && isSpace(line[to - 1])) to--
  return line.subarray(from, to)
}
