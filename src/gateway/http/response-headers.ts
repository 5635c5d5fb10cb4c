import type { HeaderList } from '../../upstream.ts'

/**
 * The header table of one response, as the gateway's HTTP server keeps it: names in canonical case, in the order
 * in which they were first set; setting a name again replaces its value where it stands.
 */
export class ResponseHeaders {
  readonly #pairs: [string, string][] = []

  set(name: string, value: string): void {
    const canonical = canonicalHeaderName(name)
    const pair = this.#pairs.find(([key]) => key === canonical)
    if (pair) pair[1] = value
    else this.#pairs.push([canonical, value])
  }

  list(): HeaderList {
    return this.#pairs
  }
}

/** `x-ms-region` → `X-Ms-Region`. */
export function canonicalHeaderName(name: string): string {
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
  const forwarded = new Map<string, string>()
  for (const [name, value] of headers) {
    const lower = name.toLowerCase()
    if (KEPT_BACK.has(lower) || lower.startsWith('access-control-') || lower.startsWith('proxy-')) continue
    const canonical = canonicalHeaderName(name)
    const before = forwarded.get(canonical)
    forwarded.set(canonical, before === undefined ? value : `${before}, ${value}`)
  }
  return [...forwarded]
}

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
])
