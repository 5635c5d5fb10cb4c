import type { HeaderList } from '../message/headers.ts'
import { readHeaderLines } from './header-lines.ts'

/** How the length of a request's body is told: `'chunked'`, bytes, or not at all. */
export type BodyLength = number | 'chunked' | undefined

export interface RequestHead {
  readonly method: string
  /** As on the request line. */
  readonly target: string
  readonly httpVersion: string
  readonly headers: HeaderList
  readonly length: BodyLength
  /** The client waits for a `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean
  /** Where the body begins in the bytes read. */
  readonly end: number
}

/** `'more'`: the head is not whole yet. `'bad'`: the gateway's HTTP server gives up, before the rest has come. */
export type HeadRead = RequestHead | 'more' | 'bad'

/** Reads the head of a request as fasthttp 1.68.0 does: more strictly than some in its first line, more loosely in the others. */
export function readRequestHead(bytes: Buffer): HeadRead {
  const first = readFirstLine(bytes)
  if (typeof first === 'string') return first
  const end = endOfHeaders(bytes, first.end)
  if (end === undefined) return 'more'
  const lines = readHeaderLines(bytes.toString('latin1', first.end, end))
  if (lines === undefined) return 'bad'
  const { method, target, httpVersion } = first
  const length = bodyLength(lines)
  if (length === 'bad' || !isHost(hostOf(lines))) return 'bad'
  const expectsContinue = lines.find(([name]) => is(name, 'expect'))?.[1] === '100-continue'
  return { method, target, httpVersion, headers: lines, length, expectsContinue, end }
}

interface FirstLine {
  readonly method: string
  readonly target: string
  readonly httpVersion: string
  readonly end: number
}

/** Empty lines before it are skipped; exactly one space stands between its parts. */
function readFirstLine(bytes: Buffer): FirstLine | 'more' | 'bad' {
  for (let from = 0; ;) {
    const lf = bytes.indexOf(LF, from)
    if (lf === -1) return 'more'
    const line = bytes.subarray(from, lf > from && bytes[lf - 1] === CR ? lf - 1 : lf)
    from = lf + 1
    if (line.length === 0) continue
    const match = FIRST_LINE.exec(line.toString('latin1'))
    if (match === null) return 'bad'
    const [, method = '', target = '', digits = ''] = match
    return { method, target: textOf(target), httpVersion: digits === '1.0' ? '1.0' : '1.1', end: from }
  }
}

const LF = 10
const CR = 13
const FIRST_LINE = /^([!#$%&'*+\-.0-9A-Z^_`a-z|~]+) ([\x21-\x7e\x80-\xff]+) HTTP\/(\d\.\d)$/

/** The bytes of a target are UTF-8 in all that the gateway says about them. */
function textOf(latin1: string): string {
  return /[\x80-\xff]/.test(latin1) ? Buffer.from(latin1, 'latin1').toString('utf8') : latin1
}

/** An empty line ends the headers, and only CR LF makes one. */
function endOfHeaders(bytes: Buffer, from: number): number | undefined {
  if (bytes[from] === CR && bytes[from + 1] === LF) return from + 2
  const end = bytes.indexOf('\r\n\r\n', from, 'latin1')
  return end === -1 ? undefined : end + 4
}

/** A chunked body is read in chunks whatever `Content-Length` says; a second `Content-Length` is an error all the same. */
function bodyLength(headers: HeaderList): BodyLength | 'bad' {
  let length: BodyLength
  let seen = false
  for (const [name, value] of headers) {
    if (is(name, 'content-length')) {
      if (seen) return 'bad'
      seen = true
      if (length === 'chunked') continue
      if (!/^\d{1,18}$/.test(value)) return 'bad'
      length = Number(value)
    } else if (is(name, 'transfer-encoding')) {
      const coding = value.toLowerCase()
      if (coding === 'chunked') length = 'chunked'
      else if (coding !== 'identity') return 'bad'
    }
  }
  return length
}

function is(name: string, wanted: string): boolean {
  return name.length === wanted.length && name.toLowerCase() === wanted
}

function hostOf(headers: HeaderList): string {
  return headers.findLast(([name]) => is(name, 'host'))?.[1] ?? ''
}

/** Whether fasthttp takes this as a host. */
export function isHost(host: string): boolean {
  return /^[\w\-.~!$&'()*+,;=:[\]<>"%@\x80-\xff]*$/.test(host)
}
