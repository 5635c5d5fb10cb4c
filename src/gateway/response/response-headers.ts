import type { HeaderList } from '../../message/headers.ts'

/**
 * The header table of one response, as the gateway's HTTP server keeps it: names in canonical case, in the order
 * in which they were first set; setting a name again replaces its value where it stands.
 */
export class ResponseHeaders {
  readonly #pairs: (readonly [string, string])[]

  /** `base`: headers that stand there from the beginning, in canonical case. */
  constructor(base: HeaderList) {
    this.#pairs = base.slice()
  }

  set(name: string, value: string): void {
    this.setCanonical(canonicalHeaderName(name), value)
  }

  /** The same for a name in canonical case. */
  setCanonical(name: string, value: string): void {
    const pairs = this.#pairs
    for (let index = 0; index < pairs.length; index++) {
      if (pairs[index]![0] !== name) continue
      pairs[index] = [name, value]
      return
    }
    pairs.push([name, value])
  }

  list(): HeaderList {
    return this.#pairs
  }
}

/** `x-ms-region` → `X-Ms-Region`. */
function canonicalHeaderName(name: string): string {
  const known = canonicalNames.get(name)
  if (known !== undefined) return known
  const canonical = name
    .toLowerCase()
    .replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase())
  if (canonicalNames.size < 1000) canonicalNames.set(name, canonical)
  return canonical
}

const canonicalNames = new Map<string, string>()

/**
 * Azure's headers as the gateway passes them on: without those of the connection and of its own, a repeated name
 * joined by `, `, names in canonical case.
 */
export function forwardedHeaders(headers: HeaderList): HeaderList {
  const forwarded: [string, string][] = []
  for (const [name, value] of headers) {
    const canonical = forwardedName(name)
    if (canonical === '') continue
    const before = forwarded.find(([key]) => key === canonical)
    if (before === undefined) forwarded.push([canonical, value])
    else before[1] = before[1] === '' ? value : `${before[1]}, ${value}`
  }
  return forwarded
}

/** The name under which a header of Azure goes on, '' when it does not. */
function forwardedName(name: string): string {
  const known = forwardedNames.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  const canonical = KEPT_BACK.has(lower) ? '' : canonicalHeaderName(name)
  if (forwardedNames.size < 1000) forwardedNames.set(name, canonical)
  return canonical
}

const forwardedNames = new Map<string, string>()

const KEPT_BACK = new Set([
  'content-length',
  'content-encoding',
  'content-type',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'authorization',
  'x-goog-api-key',
  'x-api-key',
  'api-key',
  'cookie',
  'set-cookie',
  'set-cookie2',
  'www-authenticate',
  'te',
  'trailer',
  'upgrade',
  'host',
  'date',
  'server',
  'alt-svc',
  'strict-transport-security',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'access-control-allow-origin',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-expose-headers',
  'access-control-allow-credentials',
  'access-control-max-age',
])
