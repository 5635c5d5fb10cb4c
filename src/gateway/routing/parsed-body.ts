import { codecOf } from '../codec.ts'
import { decodeJson } from '../go-json/decode.ts'
import type { Decoded } from '../go-json/decode.ts'
import { encodeJson } from '../go-json/encode.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import { withSortedKeys } from './sorted-body.ts'
import { toUpstreamRequest } from '../upstream/upstream-request.ts'

type Value = { readonly [key: string]: unknown }

/** One request body, with what can be made of it alone. What was read of it can be read again from its bytes. */
export class ParsedBody {
  #decoded: Decoded<Value> | undefined
  #upstream: { readonly model: string; readonly stream: boolean; readonly value: Value } | undefined
  #json: Value | undefined
  readonly #bytes: Uint8Array
  readonly #isNative: boolean
  /** The line that read it. */
  readonly profile: GatewayProfile

  /** `isNative`: the gateway's own route reads it: that one maps `max_tokens`, the others lose it. No body at all is an empty request. */
  constructor(bytes: Uint8Array, profile: GatewayProfile, isNative = false) {
    this.#bytes = bytes
    this.profile = profile
    this.#isNative = isNative
  }

  /** As the gateway decodes it. */
  get decoded(): Decoded<Value> {
    if (this.#decoded !== undefined) return this.#decoded
    const decoded = decode(this.#bytes, this.profile)
    return (this.#decoded = this.#isNative ? mapMaxTokens(decoded) : decoded)
  }

  /** Lets go of all that can be read again. */
  release(): void {
    this.#decoded = this.#upstream = this.#json = undefined
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

  /** The body as sent, with keys that the gateway does not know; where only its lenient parser can read it, what that found. */
  get json(): Value {
    return (this.#json ??= objectOf(this.#plain()) ?? (this.decoded.ok ? this.decoded.value : {}))
  }

  #plain(): unknown {
    const { decoded } = this
    // A line that sorts keys has read another text than the client's.
    const isKnown = decoded.ok && decoded.plain !== undefined && !this.profile.requests.sortsKeys
    return isKnown ? decoded.plain : parseJson(this.#bytes)
  }
}

function decode(bytes: Uint8Array, profile: GatewayProfile): Decoded<Value> {
  const read = profile.requests.sortsKeys ? withSortedKeys(bytes) : bytes
  if (read.length === 0) return { ok: true, value: {} }
  return decodeJson<Value>(codecOf(profile).request, read)
}

function mapMaxTokens(decoded: Decoded<Value>): Decoded<Value> {
  if (!decoded.ok) return decoded
  const { value, plain } = decoded
  if (value['max_tokens'] === undefined || value['max_completion_tokens'] !== undefined) return decoded
  return { ok: true, value: { ...value, max_completion_tokens: value['max_tokens'] }, plain }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
  } catch {
    return undefined
  }
}

function objectOf(value: unknown): Value | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Value) : undefined
}
