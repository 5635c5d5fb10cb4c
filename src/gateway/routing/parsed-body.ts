import { codecOf } from '../codec.ts'
import { decodeJson } from '../go-json/decode.ts'
import type { Decoded } from '../go-json/decode.ts'
import type { GoType } from '../go-json/types.ts'
import { encodeJson } from '../go-json/encode.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import { toUpstreamRequest } from '../upstream/upstream-request.ts'

type Value = { readonly [key: string]: unknown }

/** One request body, decoded, with what can be made of it alone. Shared by all requests that send these bytes. */
export class ParsedBody {
  readonly decoded: Decoded<Value>
  #upstream: Sent | undefined
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

  /** What goes to Azure for a model, as Azure reads it; {} where the body could not be decoded. */
  upstream(model: string, stream: boolean): Value {
    return this.#sent(model, stream).value
  }

  /** The same as the gateway writes it. */
  upstreamText(model: string, stream: boolean): string {
    const sent = this.#sent(model, stream)
    return sent.text ?? this.#write(sent.value)
  }

  #sent(model: string, stream: boolean): Sent {
    const known = this.#upstream
    if (known !== undefined && known.model === model && known.stream === stream) return known
    const { upstream } = this.profile
    const value = toUpstreamRequest(this.decoded.ok ? this.decoded.value : {}, model, stream, upstream)
    return (this.#upstream = isWrittenAsItIs(value)
      ? { model, stream, value }
      : this.#read(model, stream, value))
  }

  /** Writing leaves out what is empty, adds what must be there, and orders keys: Azure sees what is written. */
  #read(model: string, stream: boolean, value: Value): Sent {
    const text = this.#write(value)
    return { model, stream, value: JSON.parse(text) as Value, text }
  }

  #write(value: Value): string {
    return encodeJson(codecOf(this.profile).upstream, value, { indent: '  ' })
  }

  /** The same body as the gateway's own route reads it: that one has its own decoders, and maps `max_tokens`, which the others lose. */
  native(): ParsedBody {
    return (this.#native ??= this.#readNative())
  }

  /** The body as one of another operation. */
  as(type: GoType): Decoded<Value> {
    return this.#bytes.length === 0 ? { ok: true, value: {} } : decodeJson<Value>(type, this.#bytes)
  }

  /** The body as sent, with keys that the gateway does not know; where only its lenient parser can read it, what that found. */
  get json(): Value {
    return (this.#json ??= parseObject(this.#bytes) ?? (this.decoded.ok ? this.decoded.value : {}))
  }

  #readNative(): ParsedBody {
    const { native } = codecOf(this.profile)
    const decoded: Decoded<Value> =
      this.#bytes.length === 0 ? { ok: true, value: {} } : decodeJson<Value>(native, this.#bytes)
    return new ParsedBody(
      this.#bytes,
      decoded.ok ? { ok: true, value: mapMaxTokens(decoded.value) } : decoded,
      this.profile,
    )
  }
}

interface Sent {
  readonly model: string
  readonly stream: boolean
  readonly value: Value
  /** Absent until somebody looks at it. */
  readonly text?: string
}

/** Ordinary texts and plain parameters: there is nothing in them that writing could change. */
function isWrittenAsItIs({ messages, stream_options: _options, ...rest }: Value): boolean {
  return (
    Object.values(rest).every((value) => typeof value !== 'object') &&
    Array.isArray(messages) &&
    messages.every(isPlainMessage)
  )
}

function isPlainMessage(message: Value): boolean {
  return Object.entries(message).every(
    ([key, value]) => typeof value === 'string' && (value !== '' || key === 'content'),
  )
}

function mapMaxTokens(value: Value): Value {
  const { max_tokens: tokens, max_completion_tokens: own } = value
  return tokens === undefined || own !== undefined ? value : { ...value, max_completion_tokens: tokens }
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
  const decoded: Decoded<Value> =
    bytes.length === 0 ? { ok: true, value: {} } : decodeJson<Value>(codecOf(profile).request, bytes)
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
