import { asBuffer } from '../message/bytes.ts'
import { parsedObject } from '../json/parsed.ts'
import { splitTarget } from '../message/target.ts'
import { chatRequest, headerRecord } from '../request/chat-request.ts'
import type { ChatRequest, ClientRequest } from '../request/chat-request.ts'
import type { JsonObject } from '../json/json-object.ts'
import { Probe } from '../scenario/match/probe.ts'
import type { MatchContext } from '../scenario/match/probe.ts'
import type { Rule } from '../scenario/rule.ts'
import type { JournalCall, JournalEntry } from './entry.ts'
import { deploymentInPath } from './outcome.ts'

/**
 * What a client asked for, as scenarios see it: one request per call of the gateway, or the one that it would have been where
 * the gateway refused before it called anybody.
 */
export function requestsOf(entry: JournalEntry): readonly ChatRequest[] {
  return entry.calls.length > 0 ? entry.calls.map(({ request }) => request) : [refusedRequest(entry)]
}

/** `requestsOf`, to be asked conditions that belong to no rule; `call` is that of the rule which answered. */
export function probesOf(entry: JournalEntry): readonly Probe[] {
  return requestsOf(entry).map((request, index) => {
    const call = entry.calls[index]
    return new Probe(request, { calls: () => (call?.call ?? 1) - 1, state: call?.past?.state })
  })
}

/** What was known when a call was matched; of rules that nobody counted then: nothing. */
export function contextOf(call: JournalCall | undefined): MatchContext {
  const calls = (rule: Rule): number => {
    if (rule.name === call?.rule) return (call.call ?? 1) - 1
    return call?.past?.calls.get(rule.name) ?? 0
  }
  return { calls, state: call?.past?.state }
}

function refusedRequest(entry: JournalEntry): ChatRequest {
  const client = new RefusedRequest(entry)
  const model = client.body['model']
  const deployment = deploymentInPath(entry.request.target) ?? (typeof model === 'string' ? model : '')
  return chatRequest(client, { deployment, azureDeployment: deployment, provider: '', attempt: 1 })
}

/** A request that the gateway did not read to its end: read here as far as it can be. */
class RefusedRequest implements ClientRequest {
  readonly method: string
  readonly path: string
  readonly session: string
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly #bytes: Uint8Array
  #body: JsonObject | undefined

  constructor({ request, session }: JournalEntry) {
    const [path, query] = splitTarget(request.target)
    this.method = request.method
    this.path = path
    this.session = session
    this.headers = headerRecord(request.headers.list)
    this.query = Object.fromEntries(new URLSearchParams(query))
    this.#bytes = request.body
  }

  get body(): JsonObject {
    return (this.#body ??= parsedObject(asBuffer(this.#bytes).toString('utf8')) ?? {})
  }
}
