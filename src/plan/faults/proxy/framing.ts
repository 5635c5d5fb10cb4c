import type { HeaderList } from '../../../message/headers.ts'
import type { Head } from '../../head.ts'

/** The head with its body delimited in another way; `length`: how long that is. An unframed body ends with its connection. */
export function reframed(head: Head, framing: 'chunked' | 'none' | number, at = head.at): Head {
  const headers = framing === 'none' ? [...withoutFraming(head.headers, true), CLOSE] : framed(head, framing)
  return {
    at,
    kind: 'head',
    status: head.status,
    headers,
    framing: typeof framing === 'number' ? 'length' : framing,
  }
}

const CLOSE = ['Connection', 'close'] as const

function framed({ headers }: Head, framing: 'chunked' | number): HeaderList {
  const own = framing === 'chunked' ? CHUNKED : (['Content-Length', String(framing)] as const)
  const place = headers.findIndex(([name]) => FRAMING.test(name))
  const rest = withoutFraming(headers, false)
  return place === -1 ? [...rest, own] : [...rest.slice(0, place), own, ...rest.slice(place)]
}

const CHUNKED = ['Transfer-Encoding', 'chunked'] as const
const FRAMING = /^(content-length|transfer-encoding)$/i

function withoutFraming(headers: HeaderList, closes: boolean): HeaderList {
  return headers.filter(
    ([name]) => !FRAMING.test(name) && !(closes && /^(connection|keep-alive)$/i.test(name)),
  )
}
