import type { UpstreamRequest } from '../../contracts/upstream.ts'
import type { HeaderList } from '../../message/headers.ts'
import { normalPath, quotedPath } from '../../fasthttp/normal-path.ts'
import type { AzureKey } from '../config/provider-config.ts'
import type { CoreRequest } from '../core/core-request.ts'

export interface UpstreamTarget {
  readonly provider: string
  readonly model: string
  readonly key: AzureKey
  readonly deployment: string
  /** Where the provider is asked, in the place of its protocol's own path. */
  readonly path: string | undefined
}

/** One call to Azure, or to another provider in OpenAI's own form. Its text and headers are made only when somebody looks at them. */
export class CoreUpstreamRequest implements UpstreamRequest {
  readonly model: string
  readonly deployment: string
  readonly provider: string
  readonly method = 'POST'
  readonly stream: boolean
  readonly attempt: number
  readonly patienceMs: number | undefined
  readonly #request: CoreRequest
  readonly #target: UpstreamTarget
  readonly #key: AzureKey
  readonly #deployment: string
  readonly #path: string | undefined
  /** What the body names as its model. */
  readonly #named: string

  constructor(
    request: CoreRequest,
    target: UpstreamTarget,
    attempt: number,
    patienceMs?: number | undefined,
  ) {
    this.model = target.model
    this.deployment = target.provider === 'azure' ? inPath(target.deployment) : target.deployment
    this.provider = target.provider
    this.stream = request.stream
    this.attempt = attempt
    this.patienceMs = patienceMs
    this.#request = request
    this.#target = target
    this.#key = target.key
    this.#path = target.path
    this.#deployment = target.deployment
    const { modelInBody } = request.body.profile.upstream
    this.#named = modelInBody === 'deployment' ? target.deployment : target.model
  }

  /** The same call for another request. */
  again(request: CoreRequest): CoreUpstreamRequest {
    return new CoreUpstreamRequest(request, this.#target, this.attempt, this.patienceMs)
  }

  /** Read again when the journal asks for it. */
  get value(): { readonly [key: string]: unknown } {
    const { body, extraParams } = this.#request
    const value = body.upstream(this.#named, this.stream)
    return extraParams === undefined ? value : { ...value, ...extraParams }
  }

  get url(): string {
    if (this.provider !== 'azure') return this.#path ?? '/v1/chat/completions'
    if (this.#request.body.profile.upstream.deploymentIn === 'body') return '/openai/v1/chat/completions'
    const path = `/openai/deployments/${this.#deployment}/chat/completions`
    const version = this.#key.azure?.apiVersion ?? ''
    return `${PLAIN.test(this.#deployment) ? path : quotedPath(normalPath(path))}?api-version=${version}`
  }

  get body(): string {
    const { extraParams } = this.#request
    const encoded = this.#request.body.upstreamText(this.#named, this.stream)
    return extraParams === undefined
      ? encoded
      : JSON.stringify({ ...(JSON.parse(encoded) as object), ...extraParams }, null, 2)
  }

  get headers(): HeaderList {
    return upstreamHeaders(this.#request, this.#auth, Buffer.byteLength(this.body))
  }

  /** A provider that is called without a key gets no header for it. */
  get #auth(): readonly [string, string] | undefined {
    const { value } = this.#key
    if (value === '' && this.provider !== 'azure') return undefined
    return this.provider === 'azure' ? ['api-key', value] : ['authorization', `Bearer ${value}`]
  }
}

const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

/** As Azure reads it in the path: percent signs are decoded on the way (path-percent). */
function inPath(deployment: string): string {
  return PLAIN.test(deployment)
    ? deployment
    : Buffer.from(normalPath(`/${deployment}`).slice(1), 'latin1').toString('utf8')
}

function upstreamHeaders(
  request: CoreRequest,
  auth: readonly [string, string] | undefined,
  length: number,
): HeaderList {
  const headers: (readonly [string, string])[] = [
    ['user-agent', 'fasthttp'],
    ['content-type', 'application/json'],
    ['content-length', String(length)],
  ]
  if (request.stream) headers.push(['accept', 'text/event-stream'], ['cache-control', 'no-cache'])
  if (auth !== undefined) headers.push(auth)
  const extra = extraHeaders(request.headers.list)
  if (extra === undefined) return headers
  // What the gateway sets itself wins.
  const own = new Set(headers.map(([name]) => name))
  return [...headers, ...extra.filter(([name]) => !own.has(name))]
}

/** The headers of the client that are passed on, `x-bf-eh-NAME`; undefined: it sent none. */
function extraHeaders(list: HeaderList): HeaderList | undefined {
  let extra: Map<string, string[]> | undefined
  for (const [name, value] of list) {
    if (!EXTRA.test(name)) continue
    const passed = name.slice('x-bf-eh-'.length).toLowerCase()
    if (passed === '' || NEVER_PASSED_ON.has(passed)) continue
    extra ??= new Map<string, string[]>()
    const values = extra.get(passed)
    if (values === undefined) extra.set(passed, [value])
    else values.push(value)
  }
  if (extra === undefined) return undefined
  return [...extra].flatMap(([name, values]) => asPassedOn(values).map((value) => [name, value] as const))
}

const EXTRA = /^x-bf-eh-/i

/**
 * Of a header that came several times the gateway keeps places in a buffer that the later ones overwrite: the first is the
 * second, and each further one has its own length and the text of the last.
 */
function asPassedOn(values: readonly string[]): readonly string[] {
  const [first, second] = values
  const last = values.at(-1) ?? ''
  if (first === undefined || second === undefined) return values
  const overwritten = (value: string) => (last + value.slice(last.length)).slice(0, value.length)
  return [second, ...values.slice(1).map(overwritten)]
}

const NEVER_PASSED_ON = new Set([
  'proxy-authorization',
  'cookie',
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
  'x-api-key',
  'x-goog-api-key',
  'x-bf-api-key',
  'x-bf-api-key-id',
  'x-bf-vk',
])
