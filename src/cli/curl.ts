import type { GivenRequest } from './given-request.ts'
import { UsageError } from './failure.ts'

/** A pasted curl command → the request that it sends. Throws `UsageError` where it names no URL or reads a file. */
export function parseCurl(command: string): GivenRequest {
  const words = shellWords(command)
  if (words[0] === 'curl') words.shift()
  const found = { headers: [] as [string, string][], data: [] as string[], method: '', url: '' }
  while (words.length > 0) readWord(words.shift()!, words, found)
  if (found.url === '') throw new UsageError('the curl command names no URL')
  const body = found.data.join('&')
  const method = found.method || (found.data.length > 0 ? 'POST' : 'GET')
  return { method, url: found.url, headers: found.headers, body }
}

interface Found {
  readonly headers: [string, string][]
  readonly data: string[]
  method: string
  url: string
}

const DATA = ['-d', '--data', '--data-raw', '--data-ascii', '--data-binary', '--json']
/** Options with a value that says nothing about the request. */
const IGNORED_WITH_VALUE = [
  '-o',
  '--output',
  '-m',
  '--max-time',
  '--connect-timeout',
  '-w',
  '--write-out',
  '--retry',
]

function readWord(word: string, rest: string[], found: Found): void {
  const [, name, glued] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? /^(-[XHdu])(.+)$/s.exec(word) ?? []
  const option = name ?? word
  const value = () => glued ?? rest.shift() ?? ''
  if (option === '-X' || option === '--request') found.method = value()
  else if (option === '-H' || option === '--header') addHeader(value(), found)
  else if (option === '-u' || option === '--user')
    addHeader(`Authorization: Basic ${Buffer.from(value()).toString('base64')}`, found)
  else if (option === '--url') found.url = value()
  else if (DATA.includes(option)) {
    found.data.push(dataOf(value(), option))
    if (option === '--json') addHeader('Content-Type: application/json', found)
  } else if (IGNORED_WITH_VALUE.includes(option)) value()
  else if (!option.startsWith('-')) found.url = option
}

function addHeader(line: string, { headers }: Found): void {
  const colon = line.indexOf(':')
  if (colon > 0) headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()])
}

function dataOf(value: string, option: string): string {
  if (value.startsWith('@') && option !== '--data-raw')
    throw new UsageError(
      `${option} ${value}: give the body itself, or name the file without --curl: bifrost-emulator match ${value.slice(1)}`,
    )
  return value
}

/** Words as a POSIX shell splits them: quotes, $'…', escapes, and lines that end in a backslash. */
function shellWords(text: string): string[] {
  const words: string[] = []
  const token = /\s+|\\\r?\n|'([^']*)'|\$'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\$]+|\$)/gsy
  let word: string | undefined
  let end = 0
  for (const match of text.matchAll(token)) {
    const [whole, single, ansi, double, escaped, plain] = match
    end = match.index + whole.length
    const part = single ?? ansiText(ansi) ?? double?.replace(/\\(["\\$`\n])/g, '$1') ?? escaped ?? plain
    if (part !== undefined && !whole.startsWith('\\\n') && !whole.startsWith('\\\r'))
      word = (word ?? '') + part
    else if (/^\s/.test(whole) && word !== undefined) {
      words.push(word)
      word = undefined
    }
  }
  if (end < text.length)
    throw new UsageError(`the curl command has a quote without its end: ${text.slice(end, end + 30)}`)
  if (word !== undefined) words.push(word)
  return words
}

const ANSI: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"' }

function ansiText(text: string | undefined): string | undefined {
  return text?.replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/gs, (_all, unicode, hex, char) =>
    char === undefined
      ? String.fromCharCode(Number.parseInt(unicode ?? hex, 16))
      : (ANSI[char] ?? `\\${char}`),
  )
}
