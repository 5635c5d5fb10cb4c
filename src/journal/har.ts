import { readTarget } from '../gateway/routing/request-target.ts'
import { headerValue } from '../message/headers.ts'
import type { HeaderList } from '../message/headers.ts'
import { sentBody } from './answer.ts'
import type { JournalEntry } from './entry.ts'
import { outcomeOf } from './outcome.ts'
import { hideKeys, hideQuery, redactedHeaders } from './secrets.ts'
import { traceIdOf } from './trace-id.ts'

/** Exchanges as an HTTP Archive 1.2, for the network panel of a browser. `version`: of the emulator. */
export function harOf(entries: readonly JournalEntry[], version: string): object {
  return {
    log: {
      version: '1.2',
      creator: { name: 'bifrost-emulator', version },
      entries: entries.map(harEntry),
    },
  }
}

function harEntry(entry: JournalEntry): object {
  const wait = entry.sending?.headMs ?? 0
  const end = entry.sending?.endMs ?? entry.sending?.lastMs ?? wait
  const receive = Math.max(0, end - wait)
  const { by, rule, ended } = outcomeOf(entry)
  return {
    startedDateTime: new Date(entry.at).toISOString(),
    time: wait + receive,
    request: harRequest(entry),
    response: harResponse(entry),
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait, receive },
    comment: `exchange ${entry.id}, answered by ${rule === undefined ? by : JSON.stringify(rule)}, ended: ${ended}`,
    _emulator: {
      id: entry.id,
      session: entry.session,
      trace_id: traceIdOf(entry) ?? null,
      seed: entry.seed ?? null,
      ended,
    },
  }
}

function harRequest({ request }: JournalEntry): object {
  const { path, query, origin } = readTarget(request.target, request.headers)
  const shown = hideQuery(query)
  const host = origin.replace(/\/\/$/, '//localhost')
  const text = hideKeys(Buffer.from(request.body).toString('utf8'))
  const mimeType = request.headers.get('content-type') ?? ''
  return {
    method: request.method,
    url: `${host}${path}${shown === '' ? '' : `?${shown}`}`,
    httpVersion: `HTTP/${request.httpVersion}`,
    cookies: [],
    headers: pairs(redactedHeaders(request.headers.list)),
    queryString: Array.from(new URLSearchParams(shown), ([name, value]) => ({ name, value })),
    ...(request.body.length === 0 ? {} : { postData: { mimeType, text } }),
    headersSize: -1,
    bodySize: request.body.length,
  }
}

function harResponse(entry: JournalEntry): object {
  const { planned } = entry
  const headers = planned?.headers ?? []
  const body = sentBody(entry)
  const ended = entry.sent?.ended
  return {
    status: planned?.status ?? 0,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: pairs(redactedHeaders(headers)),
    content: content(body, headerValue(headers, 'content-type') ?? ''),
    redirectURL: headerValue(headers, 'location') ?? '',
    headersSize: -1,
    bodySize: body?.length ?? -1,
    ...(ended === undefined || ended === 'end' ? {} : { _error: ended }),
  }
}

function content(body: Buffer | undefined, mimeType: string): object {
  if (body === undefined) return { size: 0, mimeType, comment: 'the answer is no longer kept' }
  const text = body.toString('utf8')
  const isText = Buffer.byteLength(text) === body.length && !text.includes('\ufffd')
  return isText
    ? { size: body.length, mimeType, text: hideKeys(text) }
    : { size: body.length, mimeType, text: body.toString('base64'), encoding: 'base64' }
}

function pairs(headers: HeaderList): readonly object[] {
  return headers.map(([name, value]) => ({ name, value }))
}
