import { parsedObject } from '../../json/parsed.ts'
import { isObject } from '../../json/json-object.ts'
import type { HeaderList } from '../../message/headers.ts'
import type { Importer } from '../imported.ts'
import type { Recorded } from '../recorded.ts'
import { numberIn, textIn } from './read-json.ts'

/** HTTP Archive, as browsers, proxies and this emulator's journal write it. Times within a body are not in it. */
export const har: Importer = (text) => {
  const log = parsedObject(text)?.['log']
  if (!isObject(log) || !Array.isArray(log['entries'])) return undefined
  const left: string[] = []
  const exchanges = log['entries'].flatMap((entry: unknown, index) => {
    const read = isObject(entry) ? readEntry(entry) : 'is no map'
    if (typeof read !== 'string') return [read]
    left.push(`entry ${index + 1} ${read}`)
    return []
  })
  return { format: 'HTTP Archive', exchanges, scenarios: [], left }
}

function readEntry(entry: Record<string, unknown>): Recorded | string {
  const { request, response, timings } = entry
  if (!isObject(request) || !isObject(response)) return 'has no request or no response'
  const url = textIn(request, 'url')
  if (!URL.canParse(url)) return `has no URL: ${JSON.stringify(url)}`
  const { pathname, search } = new URL(url)
  const content = isObject(response['content']) ? response['content'] : {}
  const body = Buffer.from(textIn(content, 'text'), content['encoding'] === 'base64' ? 'base64' : 'utf8')
  const size = numberIn(content, 'size')
  if (body.length === 0 && size > 0)
    return `has no body, though it was ${size} bytes long: save the archive with content`
  const posted = isObject(request['postData']) ? textIn(request['postData'], 'text') : ''
  const headAt = Math.max(0, isObject(timings) ? numberIn(timings, 'wait') : 0)
  const status = numberIn(response, 'status')
  if (status < 100) return 'has no answer'
  return {
    method: textIn(request, 'method'),
    target: `${pathname}${search}`,
    request: { headers: headersIn(request), body: Buffer.from(posted) },
    status,
    // The body stands there as it reads, whatever it was on the wire.
    headers: headersIn(response).filter(([name]) => !/^content-encoding$/i.test(name)),
    headAt,
    pieces: [{ at: headAt, data: body }],
    ended: 'end',
  }
}

function headersIn({ headers }: Record<string, unknown>): HeaderList {
  const list = Array.isArray(headers) ? headers.filter(isObject) : []
  return list
    .map((header) => [textIn(header, 'name'), textIn(header, 'value')] as const)
    .filter(([name]) => name !== '' && !name.startsWith(':'))
}
