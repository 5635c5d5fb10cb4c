import type { ClientRequest } from '../request/chat-request.ts'
import { parsePath, valueAt } from './match/body-path.ts'

/** Where a request says which session it belongs to, beside `x-emulator-session`. */
export interface SessionSource {
  readonly place: 'header' | 'query' | 'body'
  /** A header in lower case, a query parameter, or the steps of a path in the body. */
  readonly steps: readonly (string | number)[]
}

/** `header:x-user`, `query:user` or `body:metadata.user`; `undefined` for anything else. */
export function readSessionSource(written: string): SessionSource | undefined {
  const [, place, name] = /^(header|query|body):(.+)$/.exec(written) ?? []
  switch (place) {
    case 'header':
      return /^[\w!#$%&'*+.^`|~-]+$/.test(name!) ? { place, steps: [name!.toLowerCase()] } : undefined
    case 'query':
      return { place, steps: [name!] }
    case 'body': {
      const steps = parsePath(name!)
      return steps === undefined ? undefined : { place, steps }
    }
    default:
      return undefined
  }
}

/** The session that a request names there; '' when it names none. */
export function sessionOf(
  { place, steps }: SessionSource,
  request: Pick<ClientRequest, 'headers' | 'query' | 'body'>,
): string {
  const root = place === 'header' ? request.headers : place === 'query' ? request.query : request.body
  const value = valueAt(root, steps)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : ''
}
