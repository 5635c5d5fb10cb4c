import { ABSOLUTE, splitTarget } from '../../message/target.ts'
import type { HeaderMap } from '../../message/header-map.ts'

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
