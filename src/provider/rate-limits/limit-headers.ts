import type { HeaderList } from '../../message/headers.ts'

/** Azure's headers with those of its limits: in the place of such as stand there already, before the remaining amounts else. */
export function withLimitHeaders(headers: HeaderList, limits: HeaderList): HeaderList {
  if (limits.length === 0) return headers
  const given = new Set(limits.map(([name]) => name))
  const at = headers.findIndex(([name]) => name.startsWith('x-ratelimit-'))
  const before = at === -1 ? headers : headers.slice(0, at)
  const after = at === -1 ? [] : headers.slice(at)
  return [...before, ...limits, ...after.filter(([name]) => !given.has(name))]
}
