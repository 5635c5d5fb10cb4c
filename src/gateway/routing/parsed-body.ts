import { parsed } from '../../json/parsed.ts'
import { asBuffer } from '../../message/bytes.ts'
import { isObject } from '../../json/json-object.ts'
import { codecOf } from '../codec.ts'
import { decodeJson } from '../go-json/decode.ts'
import type { Decoded } from '../go-json/decode.ts'
import type { GoType } from '../go-json/types.ts'
import { encodeJson } from '../go-json/encode.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import { toUpstreamRequest } from '../upstream/upstream-request.ts'

type Value = { readonly [key: string]: unknown }

/** One request body, with what can be made of it alone. What was read of it can be read again from its bytes. */
export class ParsedBody {
  #decoded: Decoded<Value> | undefined
  #upstream: Sent | undefined
  #json: Value | undefined
  /** One that differs in its ordinary messages alone. */
  #sample: ParsedBody | undefined
  readonly #bytes: Uint8Array
  /** The same before the gateway wrote it anew. */
  readonly #sent: Uint8Array
  readonly isNative: boolean
  /** The line that read it. */
  readonly profile: GatewayProfile

  /**
   * `isNative`: the gateway's own route reads it: that one has decoders of its own, and maps `max_tokens`, which the others
   * lose. No body at all is an empty request.
   */
  constructor(bytes: Uint8Array, profile: GatewayProfile, isNative = false, sent: Uint8Array = bytes) {
    this.#bytes = bytes
    this.#sent = sent
    this.profile = profile
    this.isNative = isNative
  }

  /** As the gateway decodes it. */
  get decoded(): Decoded<Value> {
    if (this.#decoded !== undefined) return this.#decoded
    const { native, request } = codecOf(this.profile)
    const decoded = this.as(this.isNative ? native : request)
    return (this.#decoded = this.isNative ? mapMaxTokens(decoded) : decoded)
  }

  /** A body that is read already, in the same way. It differs in its messages alone, each a role and a text. */
  again(bytes: Uint8Array, value: Value, plain: Value): ParsedBody {
    const body = this.of(bytes)
    body.#decoded = { ok: true, value, plain }
    body.#sample = this
    return body
  }

  /** A body that came in the same way, to be read when it is looked at. */
  of(bytes: Uint8Array): ParsedBody {
    return new ParsedBody(bytes, this.profile, this.isNative)
  }

  /** Whether these are the bytes that were read: the gateway has neither unpacked them nor written them anew. */
  reads(bytes: Uint8Array): boolean {
    return this.#bytes === bytes && this.#sent === bytes
  }

  /** Lets go of all that can be read again. */
  release(): void {
    this.#decoded = this.#upstream = this.#json = this.#sample = undefined
  }

  /** The body as one of another operation. */
  as(type: GoType): Decoded<Value> {
    return this.#bytes.length === 0 ? { ok: true, value: {} } : decodeJson<Value>(type, this.#bytes)
  }

  /** What goes to Azure for a model, as Azure reads it; {} where the body could not be decoded. */
  upstream(model: string, stream: boolean): Value {
    return this.#going(model, stream).value
  }

  /** The same as the gateway writes it. */
  upstreamText(model: string, stream: boolean): string {
    const sent = this.#going(model, stream)
    return sent.text ?? this.#write(sent.value)
  }

  #going(model: string, stream: boolean): Sent {
    const known = this.#upstream
    if (known !== undefined && known.model === model && known.stream === stream) return known
    const { upstream } = this.profile
    const sample = this.#sample
    if (sample !== undefined && this.decoded.ok) {
      // What does not change is one object for all: whatever was worked out of it need not be again.
      const value: Record<string, unknown> = Object.assign({}, sample.#going(model, stream).value)
      value['messages'] = this.decoded.value['messages']
      return (this.#upstream = new Sent(model, stream, value, undefined))
    }
    const value = toUpstreamRequest(this.decoded.ok ? this.decoded.value : {}, model, stream, upstream)
    return (this.#upstream = isWrittenAsItIs(value)
      ? new Sent(model, stream, value, undefined)
      : this.#readAgain(model, stream, value))
  }

  /** Writing leaves out what is empty, adds what must be there, and orders keys: Azure sees what is written. */
  #readAgain(model: string, stream: boolean, value: Value): Sent {
    const text = this.#write(value)
    return new Sent(model, stream, JSON.parse(text) as Value, text)
  }

  #write(value: Value): string {
    return encodeJson(codecOf(this.profile).upstream, value, { indent: '  ' })
  }

  /** The body as sent, with keys that the gateway does not know; where only its lenient parser can read it, what that found. */
  get json(): Value {
    return (this.#json ??= objectOf(this.#plain()) ?? (this.decoded.ok ? this.decoded.value : {}))
  }

  #plain(): unknown {
    const { decoded } = this
    const isKnown = decoded.ok && decoded.plain !== undefined && this.#sent === this.#bytes
    return isKnown ? decoded.plain : parsed(asBuffer(this.#sent).toString('utf8'))
  }
}

class Sent {
  readonly model: string
  readonly stream: boolean
  readonly value: Value
  /** Absent until somebody looks at it. */
  readonly text: string | undefined

  constructor(model: string, stream: boolean, value: Value, text: string | undefined) {
    this.model = model
    this.stream = stream
    this.value = value
    this.text = text
  }
}

/** Ordinary texts and plain parameters: there is nothing in them that writing could change. */
function isWrittenAsItIs(value: Value): boolean {
  for (const key in value) {
    if (key === 'messages' || key === 'stream_options') continue
    if (typeof value[key] === 'object') return false
  }
  const messages = value['messages']
  return Array.isArray(messages) && messages.every(isPlainMessage)
}

function isPlainMessage(message: Value): boolean {
  for (const key in message) {
    const value = message[key]
    if (typeof value !== 'string' || (value === '' && key !== 'content')) return false
  }
  return true
}

function mapMaxTokens(decoded: Decoded<Value>): Decoded<Value> {
  if (!decoded.ok) return decoded
  const { value, plain } = decoded
  if (value['max_tokens'] === undefined || value['max_completion_tokens'] !== undefined) return decoded
  return { ok: true, value: { ...value, max_completion_tokens: value['max_tokens'] }, plain }
}

function objectOf(value: unknown): Value | undefined {
  return isObject(value) ? value : undefined
}
