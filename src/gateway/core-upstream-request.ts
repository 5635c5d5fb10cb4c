import type { HeaderList, UpstreamRequest } from '../upstream.ts'
import type { AzureKey } from './config.ts'
import type { CoreRequest } from './core.ts'

export interface UpstreamTarget {
  readonly provider: string
  readonly model: string
  readonly key: AzureKey
  readonly deployment: string
}

/** One call to Azure. Its text and headers are made only when somebody looks at them. */
export class CoreUpstreamRequest implements UpstreamRequest {
  readonly model: string
  readonly deployment: string
  readonly provider: string
  readonly method = 'POST'
  readonly stream: boolean
  readonly attempt: number
  readonly value: { readonly [key: string]: unknown }
  readonly #request: CoreRequest
  readonly #key: AzureKey
  #body: string | undefined

  constructor(request: CoreRequest, target: UpstreamTarget, attempt: number) {
    this.model = target.model
    this.deployment = target.deployment
    this.provider = target.provider
    this.stream = request.stream
    this.attempt = attempt
    this.#request = request
    this.#key = target.key
    const value = request.body.upstream(target.model, request.stream)
    this.value = request.extraParams === undefined ? value : { ...value, ...request.extraParams }
  }

  get url(): string {
    return `/openai/deployments/${this.deployment}/chat/completions?api-version=${this.#key.azure?.apiVersion ?? ''}`
  }

  get body(): string {
    return (this.#body ??= this.#text())
  }

  get headers(): HeaderList {
    return upstreamHeaders(this.#request, this.#key, Buffer.byteLength(this.body))
  }

  #text(): string {
    const { extraParams } = this.#request
    const encoded = this.#request.body.upstreamText(this.model, this.stream)
    return extraParams === undefined
      ? encoded
      : JSON.stringify({ ...(JSON.parse(encoded) as object), ...extraParams }, null, 2)
  }
}

function upstreamHeaders(request: CoreRequest, key: AzureKey, length: number): HeaderList {
  const headers: [string, string][] = [
    ['user-agent', 'fasthttp'],
    ['content-type', 'application/json'],
    ['content-length', String(length)],
  ]
  if (request.stream) headers.push(['accept', 'text/event-stream'], ['cache-control', 'no-cache'])
  headers.push(['api-key', key.value])
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
