import type { GatewayRequest } from '../contracts/front-end.ts'
import { HeaderMap } from '../message/header-map.ts'

const PREFIX = '/_emulator/session/'
const HEADER = 'x-emulator-session'

/**
 * The path under which the gateway serves one session: `/_emulator/session/NAME` stands before the gateway's own. It is for
 * clients that know nothing but a base URL, and for browsers, whose preflight a header of ours would not pass.
 */
export function sessionPath(name: string): string {
  return PREFIX + encodeURIComponent(name)
}

/** The session that a target names, and the target as the gateway sees it; undefined for one that names none. */
export function splitSessionPath(
  target: string,
): { readonly session: string; readonly target: string } | undefined {
  if (!target.startsWith(PREFIX)) return undefined
  const [, name = '', rest = ''] = /^([^/?#]+)(\/.*)?$/s.exec(target.slice(PREFIX.length)) ?? []
  const session = decoded(name)
  return session === undefined || rest === '' ? undefined : { session, target: rest }
}

/**
 * The request as if its client had named its session in the header: that of its path, or else `otherwise` ('' for none).
 * What the header says itself goes first.
 */
export function withSession(request: GatewayRequest, otherwise: string): GatewayRequest {
  const split = splitSessionPath(request.target)
  const session = split?.session ?? otherwise
  const { headers } = request
  if (session === '') return request
  const target = split?.target ?? request.target
  if (headers.has(HEADER)) return { ...request, target }
  return { ...request, target, headers: new HeaderMap([...headers.list, [HEADER, session]]) }
}

function decoded(name: string): string | undefined {
  try {
    const text = decodeURIComponent(name)
    return text === '' ? undefined : text
  } catch {
    return undefined
  }
}
