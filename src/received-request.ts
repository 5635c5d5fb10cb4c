import type { CoreRequest } from './gateway/core.ts'
import { splitTarget } from './gateway/gateway.ts'
import type { GatewayRequest } from './gateway/gateway.ts'
import { headerRecord, isObject } from './request/chat-request.ts'
import type { ClientRequest, JsonObject } from './request/chat-request.ts'

/** A request that reached the gateway, as scenarios see it: read only as far as a scenario looks. */
export class ReceivedRequest implements ClientRequest {
  readonly method: string
  readonly session: string
  readonly #request: GatewayRequest
  readonly #bytes: Uint8Array
  readonly #call: CoreRequest
  #target: readonly [path: string, query: string] | undefined
  #query: Readonly<Record<string, string>> | undefined
  #headers: Readonly<Record<string, string>> | undefined
  #body: JsonObject | undefined

  /** `bytes`: the body, unpacked. */
  constructor(request: GatewayRequest, bytes: Uint8Array, call: CoreRequest, session: string) {
    this.method = request.method
    this.session = session
    this.#request = request
    this.#bytes = bytes
    this.#call = call
  }

  get path(): string {
    return this.#split()[0]
  }

  get query(): Readonly<Record<string, string>> {
    return (this.#query ??= Object.fromEntries(new URLSearchParams(this.#split()[1])))
  }

  get headers(): Readonly<Record<string, string>> {
    return (this.#headers ??= headerRecord(this.#request.headers.list))
  }

  /** As sent, keys too that the gateway does not know; where only its lenient parser can read the text, what that found. */
  get body(): JsonObject {
    return (this.#body ??= parse(this.#bytes) ?? this.#call.upstreamValue(this.#call.model))
  }

  #split(): readonly [path: string, query: string] {
    return (this.#target ??= splitTarget(this.#request.target))
  }
}

function parse(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
