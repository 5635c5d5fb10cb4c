import { decodeJson } from './json/decode.ts'
import type { Decoded } from './json/decode.ts'
import { CHAT_REQUEST } from './schemas/chat-request.ts'
import { toUpstreamRequest } from './upstream-request.ts'

type Value = { readonly [key: string]: unknown }

/** One request body, decoded, with what can be made of it alone. Shared by all requests that send these bytes. */
export class ParsedBody {
  readonly decoded: Decoded<Value>
  #upstream: { readonly model: string; readonly stream: boolean; readonly value: Value } | undefined
  #native: ParsedBody | undefined
  #json: Value | undefined
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array, decoded: Decoded<Value>) {
    this.#bytes = bytes
    this.decoded = decoded
  }

  /** What goes to Azure for a model; {} where the body could not be decoded. */
  upstream(model: string, stream: boolean): Value {
    const known = this.#upstream
    if (known !== undefined && known.model === model && known.stream === stream) return known.value
    const value = toUpstreamRequest(this.decoded.ok ? this.decoded.value : {}, model, stream)
    this.#upstream = { model, stream, value }
    return value
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
    return new ParsedBody(this.#bytes, {
      ok: true,
      value: { ...value, max_completion_tokens: value['max_tokens'] },
    })
  }
}

/** Bodies up to this size are remembered: tests and agents send the same ones again and again. */
const REMEMBERED_BYTES = 16 * 1024
const MOST_REMEMBERED = 256
const remembered = new Map<string, ParsedBody>()

/** Decodes a body as the gateway does. No body at all is an empty request. */
export function parseBody(bytes: Uint8Array): ParsedBody {
  if (bytes.length > REMEMBERED_BYTES) return new ParsedBody(bytes, decode(bytes))
  const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  let body = remembered.get(key)
  if (body === undefined) {
    body = new ParsedBody(bytes, decode(bytes))
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(key, body)
  }
  return body
}

function decode(bytes: Uint8Array): Decoded<Value> {
  return bytes.length === 0 ? { ok: true, value: {} } : decodeJson<Value>(CHAT_REQUEST, bytes)
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
