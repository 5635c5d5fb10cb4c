import type { UpstreamRequest } from '../../contracts/upstream.ts'
import type { HeaderList } from '../../message/headers.ts'
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
  readonly #request: CoreRequest
  readonly #key: AzureKey
  readonly #path: string | undefined
  /** What the body names as its model. */
  readonly #named: string

  constructor(request: CoreRequest, target: UpstreamTarget, attempt: number) {
    this.model = target.model
    this.deployment = target.deployment
    this.provider = target.provider
    this.stream = request.stream
    this.attempt = attempt
    this.#request = request
    this.#key = target.key
    this.#path = target.path
    const { deploymentIn } = request.body.profile.upstream
    this.#named = deploymentIn === 'body' ? target.deployment : target.model
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
    return `/openai/deployments/${this.deployment}/chat/completions?api-version=${this.#key.azure?.apiVersion ?? ''}`
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
  for (const [name, value] of request.headers.list) {
    const extra = /^x-bf-eh-(.+)$/i.exec(name)?.[1]?.toLowerCase()
    if (extra !== undefined && !NEVER_PASSED_ON.has(extra)) headers.push([extra, value])
  }
  return headers
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
