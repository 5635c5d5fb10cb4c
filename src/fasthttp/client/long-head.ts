import type { HeaderList } from '../../message/headers.ts'
import { BUFFER_BYTES, tooLarge } from './read-head.ts'
import type { ReadFailure } from './read-failure.ts'

/** Reasons of the statuses that an API answers with, as they stand on the status line. */
const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Payload Too Large',
  422: 'Unprocessable Entity',
  424: 'Failed Dependency',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/**
 * A head that is given as values and does not fit into the client's buffer once it is written (head-5000). The line that
 * tells where the body ends is not counted.
 */
export function longHead(status: number, headers: HeaderList): ReadFailure | undefined {
  const first = `HTTP/1.1 ${status} ${REASONS[status] ?? ''}\r\n`
  let size = first.length + 2
  for (const [name, value] of headers) size += name.length + value.length + 4
  if (size <= BUFFER_BYTES) return undefined
  const isType = ([name]: HeaderList[number]) => name.toLowerCase() === 'content-type'
  // The type stands first, as the recorded Azure writes it.
  const ordered = [...headers.filter(isType), ...headers.filter((header) => !isType(header))]
  const lines = ordered.map(([name, value]) => `${name}: ${value}\r\n`)
  return tooLarge(Buffer.from(`${first}${lines.join('')}\r\n`, 'latin1').subarray(0, BUFFER_BYTES))
}
