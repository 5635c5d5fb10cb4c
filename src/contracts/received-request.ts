import type { FrontCall, GatewayRequest } from './front-end.ts'
import { splitTarget } from '../message/target.ts'
import { chatRequest, headerRecord } from '../request/chat-request.ts'
import type { ChatRequest, ClientRequest } from '../request/chat-request.ts'
import type { UpstreamRequest } from './upstream.ts'
import type { JsonObject } from '../json/json-object.ts'
import { sessionOf } from '../scenario/session-source.ts'
import type { SessionSource } from '../scenario/session-source.ts'

/** A request that reached the gateway, as scenarios see it: read only as far as a scenario looks. */
export class ReceivedRequest implements ClientRequest {
  readonly method: string
  readonly session: string
  readonly #request: GatewayRequest
  readonly #call: FrontCall
  #target: readonly [path: string, query: string] | undefined
  #query: Readonly<Record<string, string>> | undefined
  #headers: Readonly<Record<string, string>> | undefined

  /** `session`: given by name, or where to look for it. */
  constructor(request: GatewayRequest, call: FrontCall, session: string | SessionSource) {
    this.method = request.method
    this.#request = request
    this.#call = call
    this.session = typeof session === 'string' ? session : sessionOf(session, this)
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

  get body(): JsonObject {
    return this.#call.body.json
  }

  release(): void {
    this.#target = this.#query = this.#headers = undefined
    this.#call.body.release?.()
  }

  #split(): readonly [path: string, query: string] {
    return (this.#target ??= splitTarget(this.#request.target))
  }
}

/** A client's request as one of the gateway's calls for it. */
export function callRequest(
  client: ClientRequest,
  { model, deployment, provider, attempt }: UpstreamRequest,
): ChatRequest {
  return chatRequest(client, { deployment: model, azureDeployment: deployment, provider, attempt })
}
