import type { HeaderMap } from '../../request/header-map.ts'

/** Where a request is aimed, taken apart as the gateway's HTTP server does it. Nothing is decoded. */
export interface RequestTarget {
  readonly path: string
  readonly query: string
  /** `http://host`: of the target where that is a whole URL, else of the `Host` header. */
  readonly origin: string
}

export function readTarget(target: string, headers: HeaderMap): RequestTarget {
  const url = ABSOLUTE.exec(target)
  const [path, query] = splitTarget(target)
  const host = (url?.[2] ?? headers.get('host') ?? '').toLowerCase()
  return { path, query, origin: `${(url?.[1] ?? 'http').toLowerCase()}://${host}` }
}

/** Path and query of a request target, without its fragment; of a whole URL without its scheme and host. */
export function splitTarget(target: string): readonly [path: string, query: string] {
  const local = target.startsWith('/') ? target : target.replace(ABSOLUTE, '') || '/'
  const [whole = ''] = local.split('#', 1)
  const mark = whole.indexOf('?')
  return mark === -1 ? [whole, ''] : [whole.slice(0, mark), whole.slice(mark + 1)]
}

const ABSOLUTE = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i
