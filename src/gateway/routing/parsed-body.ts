import { codecOf } from '../codec.ts'
import { decodeJson } from '../go-json/decode.ts'
import type { Decoded } from '../go-json/decode.ts'
import { encodeJson } from '../go-json/encode.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import { withSortedKeys } from './sorted-body.ts'
import { toUpstreamRequest } from '../upstream/upstream-request.ts'

type Value = { readonly [key: string]: unknown }

/** One request body, decoded, with what can be made of it alone. Shared by all requests that send these bytes. */
export class ParsedBody {
  readonly decoded: Decoded<Value>
  #upstream: { readonly model: string; readonly stream: boolean; readonly value: Value } | undefined
  #native: ParsedBody | undefined
  #json: Value | undefined
  readonly #bytes: Uint8Array
  /** The line that read it. */
  readonly profile: GatewayProfile

  constructor(bytes: Uint8Array, decoded: Decoded<Value>, profile: GatewayProfile) {
    this.#bytes = bytes
    this.profile = profile
    this.decoded = decoded
  }

  /** What goes to Azure for a model; {} where the body could not be decoded. */
  upstream(model: string, stream: boolean): Value {
    const known = this.#upstream
    if (known !== undefined && known.model === model && known.stream === stream) return known.value
    const { upstream } = this.profile
    const value = toUpstreamRequest(this.decoded.ok ? this.decoded.value : {}, model, stream, upstream)
    this.#upstream = { model, stream, value }
    return value
  }

  /** The same as the gateway writes it. */
  upstreamText(model: string, stream: boolean): string {
    return encodeJson(codecOf(this.profile).upstream, this.upstream(model, stream), { indent: '  ' })
  }

  /** The same body as the gateway's own route reads it: that one maps `max_tokens`, the others lose it. */
  native(): ParsedBody {
    return (this.#native ??= this.#mapMaxTokens())
  }

  /** The body as sent, with keys that the gateway does not know; where only its lenient parser can read it, what that found. */
  get json(): Value {
    return (this.#json ??= parseObject(this.#bytes) ?? (this.decoded.ok ? this.decoded.value : {}))
  }

  #mapMaxTokens(): ParsedBody {
    if (!this.decoded.ok) return this
    const { value } = this.decoded
    if (value['max_tokens'] === undefined || value['max_completion_tokens'] !== undefined) return this
    const mapped = { ...value, max_completion_tokens: value['max_tokens'] }
    return new ParsedBody(this.#bytes, { ok: true, value: mapped }, this.profile)
  }
}

/** Bodies up to this size are remembered: tests and agents send the same ones again and again. */
const REMEMBERED_BYTES = 16 * 1024
const MOST_REMEMBERED = 256
/** Another line may read another thing in the same bytes. */
const remembered = new WeakMap<GatewayProfile, Map<string, ParsedBody>>()

/** Decodes a body as the gateway does. No body at all is an empty request. */
export function parseBody(bytes: Uint8Array, profile: GatewayProfile): ParsedBody {
  if (bytes.length > REMEMBERED_BYTES) return parse(bytes, profile)
  const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  let known = remembered.get(profile)
  if (known === undefined) remembered.set(profile, (known = new Map()))
  let body = known.get(key)
  if (body === undefined) {
    body = parse(bytes, profile)
    if (known.size >= MOST_REMEMBERED) known.clear()
    known.set(key, body)
  }
  return body
}

function parse(bytes: Uint8Array, profile: GatewayProfile): ParsedBody {
  const read = profile.requests.sortsKeys ? withSortedKeys(bytes) : bytes
  const decoded: Decoded<Value> =
    read.length === 0 ? { ok: true, value: {} } : decodeJson<Value>(codecOf(profile).request, read)
  return new ParsedBody(bytes, decoded, profile)
}

function parseObject(bytes: Uint8Array): Value | undefined {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
    )
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Value) : undefined
  } catch {
    return undefined
  }
}
