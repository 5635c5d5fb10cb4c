import { CurlProblem } from './curl-problem.ts'
import type { GivenRequest } from './given-request.ts'
import { shellWords } from './shell-words.ts'

/** A pasted curl command → the request that it sends. Throws `CurlProblem` where it names no URL or reads a file. */
export function parseCurl(command: string): GivenRequest {
  const words = [...shellWords(command)]
  if (/^(?:.*[\\/])?curl(?:\.exe)?$/i.test(words[0] ?? '')) words.shift()
  else if (/^(?:wget|http|https|xh|fetch)$/i.test(words[0] ?? ''))
    throw new CurlProblem(`--curl takes a curl command, not one of ${words[0]}`)
  const found = { headers: [] as [string, string][], data: [] as string[], method: '', url: '', inUrl: false }
  while (words.length > 0) readWord(words.shift()!, words, found)
  if (found.url === '') throw new CurlProblem('the curl command names no URL')
  const data = found.data.join('&')
  const hasBody = found.data.length > 0 && !found.inUrl
  const method = found.method || (hasBody ? 'POST' : 'GET')
  const url =
    found.inUrl && data !== '' ? `${found.url}${found.url.includes('?') ? '&' : '?'}${data}` : found.url
  return { method, url, headers: found.headers, body: hasBody ? data : '' }
}

interface Found {
  readonly headers: [string, string][]
  readonly data: string[]
  method: string
  url: string
  /** -G: the data goes into the query. */
  inUrl: boolean
}

const DATA = ['-d', '--data', '--data-raw', '--data-ascii', '--data-binary', '--json', '--data-urlencode']
/** Options that are a header. */
const HEADERS: Readonly<Record<string, string>> = {
  '-A': 'User-Agent',
  '--user-agent': 'User-Agent',
  '-b': 'Cookie',
  '--cookie': 'Cookie',
  '-e': 'Referer',
  '--referer': 'Referer',
  '--oauth2-bearer': 'Authorization',
}
/** Short options with a value, which may be glued to them. */
const SHORT_WITH_VALUE = 'XHduAbeomwxcEKTFCrtyYzQPU'
/** Long options whose value says nothing about the request. */
const IGNORED_WITH_VALUE =
  /^--(?:output|output-dir|max-time|connect-timeout|write-out|retry|retry-delay|retry-max-time|proxy|proxy-user|noproxy|cookie-jar|cert|cert-type|key|key-type|cacert|capath|ciphers|tls-max|pass|config|connect-to|resolve|interface|dns-servers|limit-rate|max-redirs|max-filesize|speed-limit|speed-time|keepalive-time|unix-socket|abstract-unix-socket|trace|trace-ascii|stderr|dump-header|range|socks5|socks5-hostname)$/
/** What no request of this route can be made of. */
const UNUSABLE = ['-F', '--form', '-T', '--upload-file', '-K', '--config']

function readWord(word: string, rest: string[], found: Found): void {
  const [option, glued] = optionOf(word, rest)
  const value = () => glued ?? rest.shift() ?? ''
  if (!option.startsWith('-')) found.url = option
  else if (option === '-X' || option === '--request') found.method = value()
  else if (option === '-H' || option === '--header') addHeader(value(), found)
  else if (option === '-u' || option === '--user')
    addHeader(`Authorization: Basic ${Buffer.from(value()).toString('base64')}`, found)
  else if (option === '--url') found.url = value()
  else if (option === '-G' || option === '--get') found.inUrl = true
  else if (DATA.includes(option)) addData(option, value(), found)
  else if (UNUSABLE.includes(option))
    throw new CurlProblem(`${option} of curl cannot be read here: give the body with --data-raw`)
  else if (Object.hasOwn(HEADERS, option))
    addHeader(`${HEADERS[option]}: ${option === '--oauth2-bearer' ? 'Bearer ' : ''}${value()}`, found)
  else if (IGNORED_WITH_VALUE.test(option) || isShortWithValue(option)) value()
}

/** An option, and a value that is glued to it. Of several short ones in a row (`-sSX POST`) the others are left for later. */
function optionOf(word: string, rest: string[]): readonly [option: string, glued: string | undefined] {
  const [, long, after] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? []
  if (long !== undefined) return [long, after]
  if (!/^-[A-Za-z#:0-9]./s.test(word)) return [word, undefined]
  const option = word.slice(0, 2)
  if (isShortWithValue(option)) return [option, word.slice(2)]
  rest.unshift(`-${word.slice(2)}`)
  return [option, undefined]
}

function isShortWithValue(option: string): boolean {
  return option.length === 2 && SHORT_WITH_VALUE.includes(option[1]!)
}

function addData(option: string, value: string, found: Found): void {
  found.data.push(option === '--data-urlencode' ? encoded(value) : dataOf(value, option))
  if (option === '--json') addHeader('Content-Type: application/json', found)
}

/** `name=text` and `text`, the text encoded for a form. */
function encoded(value: string): string {
  const [, name = '', text = value] = /^([^=]*=)(.*)$/s.exec(value) ?? []
  return (name === '=' ? '' : name) + encodeURIComponent(text)
}

function addHeader(line: string, { headers }: Found): void {
  const colon = line.indexOf(':')
  if (colon > 0) headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()])
}

function dataOf(value: string, option: string): string {
  if (value.startsWith('@') && option !== '--data-raw')
    throw new CurlProblem(
      `${option} ${value}: give the body itself, or name the file without --curl: bifrost-emulator match ${value.slice(1)}`,
    )
  return value
}
