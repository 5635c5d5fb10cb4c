import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import { jsonMistake } from '../../shape/source/json-mistake.ts'
import type { GatewayRequest } from '../../contracts/front-end.ts'
import { isObject } from '../../json/json-object.ts'
import { HeaderMap } from '../../message/header-map.ts'
import { foreignFormat, importHint } from '../../scenario/foreign-file.ts'
import { placesOf, toDiagnostic } from '../../shape/source/problem.ts'
import { CannotStart, WrongFiles } from '../../start/failures.ts'
import { parseCurl } from '../../record/curl/curl-command.ts'
import { CurlProblem } from '../../record/curl/curl-problem.ts'
import type { GivenRequest } from '../../record/curl/given-request.ts'
import { UsageError } from '../failure.ts'

export interface RequestOptions {
  /** A file, `-` for stdin. */
  readonly file?: string | undefined
  readonly curl?: string | undefined
  /** For a file that holds a body alone. */
  readonly deployment?: string | undefined
  readonly stream?: boolean | undefined
  /** `Name: value` */
  readonly headers: readonly string[]
}

/** Reads a request: a curl command, or a JSON file with a body, a whole request, a recorded exchange or a journal entry. */
export async function givenRequest(
  options: RequestOptions,
  base = '/openai/openai',
): Promise<GatewayRequest> {
  const { file, curl } = options
  if ((file === undefined) === (curl === undefined))
    throw new UsageError("name a file with the request (- for stdin), or give --curl 'curl …'")
  const request = curl === undefined ? await requestOfFile(file!, options, base) : requestOfCurl(curl)
  const headers = [...request.headers, ...options.headers.map(headerOf)]
  const sent = new Set(headers.map(([name]) => name.toLowerCase()))
  // Azure asks for a key where the gateway does not.
  const needsKey = base === '/openai' && !sent.has('authorization')
  const usual = [
    ['Host', 'localhost'],
    ['Content-Type', 'application/json'],
    ...(needsKey ? [['api-key', 'any'] as const] : []),
  ] as const
  return {
    method: request.method,
    target: targetOf(request.url),
    headers: new HeaderMap([...usual.filter(([name]) => !sent.has(name.toLowerCase())), ...headers]),
    body: Buffer.from(request.body),
    httpVersion: '1.1',
  }
}

function requestOfCurl(command: string): GivenRequest {
  try {
    return parseCurl(command)
  } catch (error) {
    throw error instanceof CurlProblem ? new UsageError(error.message) : error
  }
}

async function requestOfFile(file: string, options: RequestOptions, base: string): Promise<GivenRequest> {
  const text = file === '-' ? await readAll(process.stdin) : await readText(file)
  const value = parse(text, file === '-' ? 'stdin' : file)
  const format = 'messages' in value ? undefined : foreignFormat(text, value)
  if (format !== undefined && format !== 'a journal') throw foreign(file, format)
  const inner = isObject(value['request']) ? value['request'] : value
  const isWhole = typeof inner['url'] === 'string' || typeof inner['path'] === 'string'
  return isWhole ? wholeRequest(inner) : bodyAlone(value, text, options, base)
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CannotStart(
      `the request ${file} cannot be read: ${error.code === 'ENOENT' ? 'no such file' : error.message}`,
    )
  })
}

function parse(text: string, file: string): { readonly [key: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {
    const format = foreignFormat(text, undefined)
    if (format !== undefined) throw foreign(file, format)
    const { at: start, message } = jsonMistake(text)
    const problem = { code: 'syntax', at: { start, end: start + 1 }, message } as const
    throw new WrongFiles([toDiagnostic(problem, file, text, placesOf(text))])
  }
  throw new UsageError(
    `${file}: a request is a JSON object: a chat completion's body, or { url, headers, body }`,
  )
}

function foreign(file: string, format: string): UsageError {
  return new UsageError(`${file} is ${format}, no request; ${importHint(file)}`)
}

function bodyAlone(
  value: { readonly [key: string]: unknown },
  text: string,
  { deployment, stream }: RequestOptions,
  base: string,
): GivenRequest {
  const model = typeof value['model'] === 'string' && value['model'] !== '' ? value['model'] : 'gpt-4o'
  return {
    method: 'POST',
    url: `${base}/deployments/${deployment ?? model}/chat/completions?api-version=2024-10-21`,
    headers: [],
    body: stream === undefined ? text : JSON.stringify({ ...value, stream }),
  }
}

function wholeRequest(inner: { readonly [key: string]: unknown }): GivenRequest {
  const { method, url, path, query, headers, body } = inner
  const own = url ?? `${String(path)}${typeof query === 'string' && query !== '' ? `?${query}` : ''}`
  return {
    method: typeof method === 'string' ? method : 'POST',
    url: String(own),
    headers: headerPairs(headers),
    body: typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body),
  }
}

function headerPairs(headers: unknown): readonly (readonly [string, string])[] {
  if (Array.isArray(headers))
    return headers.flatMap((it) => (Array.isArray(it) ? [[String(it[0]), String(it[1])] as const] : []))
  return isObject(headers) ? Object.entries(headers).map(([name, value]) => [name, String(value)]) : []
}

function headerOf(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  if (colon < 1) throw new UsageError(`--header ${JSON.stringify(line)}: write Name: value`)
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
}

function targetOf(url: string): string {
  const [, rest] = /^[a-z]+:\/\/[^/?]*(.*)$/i.exec(url) ?? [undefined, url]
  return rest!.startsWith('/') ? rest! : `/${rest}`
}
