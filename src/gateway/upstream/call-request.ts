import type { UpstreamRequest } from '../../contracts/upstream.ts'
import type { HeaderList } from '../../message/headers.ts'
import { normalPath, quotedPath } from '../../fasthttp/normal-path.ts'
import type { AzureKey } from '../config/provider-config.ts'
import { isClaude } from '../anthropic/claude.ts'
import { messagesText, refusedByMessages } from '../anthropic/messages-request.ts'
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
  readonly protocol: 'messages' | undefined
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
    this.protocol = target.provider === 'azure' && isClaude(target.deployment) ? 'messages' : undefined
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
    if (this.protocol === 'messages') return '/anthropic/v1/messages'
    if (this.provider !== 'azure') return this.#path ?? '/v1/chat/completions'
    if (this.#request.body.profile.upstream.deploymentIn === 'body') return '/openai/v1/chat/completions'
    const path = `/openai/deployments/${this.#deployment}/chat/completions`
    const version = this.#key.azure?.apiVersion ?? ''
    return `${PLAIN.test(this.#deployment) ? path : quotedPath(normalPath(path))}?api-version=${version}`
  }

  get body(): string {
    const { extraParams } = this.#request
    const encoded = this.#encoded
    return extraParams === undefined
      ? encoded
      : JSON.stringify({ ...(JSON.parse(encoded) as object), ...extraParams }, null, 2)
  }

  get headers(): HeaderList {
    const length = Buffer.byteLength(this.body)
    if (this.protocol === undefined) return upstreamHeaders(this.#request, STREAM_HEADERS, this.#auth, length)
    const { value } = this.#key
    const auth = value === '' ? undefined : (['x-api-key', value] as const)
    return upstreamHeaders(this.#request, NO_HEADERS, auth, length, ANTHROPIC_VERSION)
  }

  /** Why the gateway cannot turn the request into one for its provider; undefined: it can. */
  get refusal(): string | undefined {
    return this.protocol === undefined ? undefined : refusedByMessages(this.#decoded, this.#names)
  }

  get #encoded(): string {
    const { body } = this.#request
    return this.protocol === undefined
      ? body.upstreamText(this.#named, this.stream)
      : messagesText(this.#decoded, this.#names, this.stream, body.profile.upstream)
  }

  get #decoded(): { readonly [key: string]: unknown } {
    const { decoded } = this.#request.body
    return decoded.ok ? decoded.value : {}
  }

  get #names() {
    return { model: this.model, deployment: this.#deployment }
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

const STREAM_HEADERS: HeaderList = [
  ['accept', 'text/event-stream'],
  ['cache-control', 'no-cache'],
]
const NO_HEADERS: HeaderList = []
const ANTHROPIC_VERSION = ['anthropic-version', '2023-06-01'] as const

/** `ofStream`: those that ask for a stream. */
function upstreamHeaders(
  request: CoreRequest,
  ofStream: HeaderList,
  auth: readonly [string, string] | undefined,
  length: number,
  version?: readonly [string, string],
): HeaderList {
  const headers: (readonly [string, string])[] = [
    [USER_AGENT, 'fasthttp'],
    ['content-type', 'application/json'],
    ['content-length', String(length)],
  ]
  if (request.stream) headers.push(...ofStream)
  if (auth !== undefined) headers.push(auth)
  if (version !== undefined) headers.push(version)
  const extra = extraHeaders(request.headers.list)
  if (extra === undefined) return headers
  // What the gateway sets itself wins; the name of its client it does not set, that stands in where nobody gave one.
  const agent = extra.findLast(([name]) => name === USER_AGENT)
  if (agent !== undefined) headers[0] = agent
  const own = new Set(headers.map(([name]) => name))
  return [...headers, ...extra.filter(([name]) => !own.has(name))]
}

const USER_AGENT = 'user-agent'

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
