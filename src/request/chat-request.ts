import { isObject } from '../json/json-object.ts'
import type { JsonObject } from '../json/json-object.ts'
import type { HeaderList } from '../message/headers.ts'

/** One message of the conversation, as the client sent it. */
export interface ChatMessage {
  readonly role: string
  /** The text of `content`: the string itself, or its text blocks joined by newlines; '' when there is none. */
  readonly text: string
  readonly name?: string
  /** Of an assistant message: the tools it called. */
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[]
  /** Of a tool message: which call it answers. */
  readonly toolCallId?: string
}

/**
 * What a client asked for, as scenarios see it: the request exactly as it came, and what can be read from it.
 * One client request gives one `ChatRequest` per call that the gateway makes (a retry, a fallback).
 */
export interface ChatRequest {
  /** The deployment id of this call: that of the URL, or that of the fallback being tried. */
  readonly deployment: string
  /** The Azure deployment that the gateway's key maps it to. */
  readonly azureDeployment: string
  readonly provider: string
  /** `model` of the body, '' when it has none. */
  readonly model: string
  readonly stream: boolean
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Lower-case names; of repeated ones the last. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: JsonObject
  readonly messages: readonly ChatMessage[]
  /** Names of the offered function tools. */
  readonly tools: readonly string[]
  /** The session that states and counters belong to; '' when the client names none. */
  readonly session: string
  /** The gateway's try, from 1. */
  readonly attempt: number
  /** Lets go of what can be read again: the exchange is over. */
  release?(): void
}

/** How a client request reaches one call: what differs from call to call. */
export interface CallTarget {
  readonly deployment: string
  readonly azureDeployment: string
  readonly provider: string
  readonly attempt: number
}

/** A client's request, before the gateway decides whom to call. */
export interface ClientRequest {
  readonly method: string
  /** Path without the query, as sent. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: JsonObject
  readonly session: string
  /** Lets go of what can be read again. */
  release?(): void
}

export function chatRequest(client: ClientRequest, target: CallTarget): ChatRequest {
  return new ClientCall(client, target)
}

/** A view on the client's request; what must be worked out is worked out when it is asked for. */
class ClientCall implements ChatRequest {
  readonly deployment: string
  readonly azureDeployment: string
  readonly provider: string
  readonly attempt: number
  readonly #client: ClientRequest
  #messages: readonly ChatMessage[] | undefined
  #tools: readonly string[] | undefined

  constructor(client: ClientRequest, target: CallTarget) {
    this.deployment = target.deployment
    this.azureDeployment = target.azureDeployment
    this.provider = target.provider
    this.attempt = target.attempt
    this.#client = client
  }

  get model(): string {
    return textOr(this.body['model'])
  }

  get stream(): boolean {
    return this.body['stream'] === true
  }

  get path(): string {
    return this.#client.path
  }

  get query(): Readonly<Record<string, string>> {
    return this.#client.query
  }

  get headers(): Readonly<Record<string, string>> {
    return this.#client.headers
  }

  get body(): JsonObject {
    return this.#client.body
  }

  get session(): string {
    return this.#client.session
  }

  get messages(): readonly ChatMessage[] {
    return (this.#messages ??= readMessages(this.body['messages']))
  }

  get tools(): readonly string[] {
    return (this.#tools ??= readTools(this.body['tools']))
  }

  release(): void {
    this.#messages = this.#tools = undefined
    this.#client.release?.()
  }
}

/** The last user message's text, '' when there is none. */
export function lastUserText(request: ChatRequest): string {
  return request.messages.findLast((message) => message.role === 'user')?.text ?? ''
}

/** All system and developer messages, joined by newlines. */
export function systemText(request: ChatRequest): string {
  return request.messages
    .filter((message) => message.role === 'system' || message.role === 'developer')
    .map((message) => message.text)
    .join('\n')
}

/** The turn of the conversation: assistant messages so far + 1. */
export function turnOf(request: ChatRequest): number {
  return request.messages.filter((message) => message.role === 'assistant').length + 1
}

/** Tool results after the last user or assistant text: `name` is the called tool's. Empty when the turn is not a tool's. */
export function toolResults(request: ChatRequest): readonly { name: string; content: string }[] {
  const names = new Map<string, string>()
  for (const message of request.messages) for (const call of message.toolCalls) names.set(call.id, call.name)
  const results: { name: string; content: string }[] = []
  for (const message of request.messages.toReversed()) {
    if (message.role !== 'tool') break
    results.unshift({
      name: names.get(message.toolCallId ?? '') ?? message.name ?? '',
      content: message.text,
    })
  }
  return results
}

function readMessages(value: unknown): readonly ChatMessage[] {
  return Array.isArray(value) ? value.map((entry) => messageOf(isObject(entry) ? entry : {})) : []
}

/** One that never changes is read once: a long conversation is sent again and again. */
function messageOf(entry: JsonObject): ChatMessage {
  if (!Object.isFrozen(entry)) return readMessage(entry)
  let message = known.get(entry)
  if (message === undefined) known.set(entry, (message = Object.freeze(readMessage(entry))))
  return message
}

const known = new WeakMap<JsonObject, ChatMessage>()

function readMessage(entry: JsonObject): ChatMessage {
  const message: { -readonly [K in keyof ChatMessage]: ChatMessage[K] } = {
    role: textOr(entry['role']),
    text: contentText(entry['content']),
    toolCalls: Array.isArray(entry['tool_calls'])
      ? entry['tool_calls'].filter(isObject).map(readToolCall)
      : [],
  }
  if (typeof entry['name'] === 'string') message.name = entry['name']
  if (typeof entry['tool_call_id'] === 'string') message.toolCallId = entry['tool_call_id']
  return message
}

function readToolCall(call: JsonObject) {
  const fn = isObject(call['function']) ? call['function'] : {}
  return { id: textOr(call['id']), name: textOr(fn['name']), arguments: textOr(fn['arguments']) }
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .filter(isObject)
    .map((block) => textOr(block['text']))
    .filter((text) => text !== '')
    .join('\n')
}

function readTools(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return []
  return value
    .filter(isObject)
    .map((tool) => (isObject(tool['function']) ? textOr(tool['function']['name']) : ''))
    .filter((name) => name !== '')
}

/** Header pairs as a record: lower-case names, of repeated ones the last. */
export function headerRecord(headers: HeaderList): Record<string, string> {
  const record: Record<string, string> = Object.create(null)
  for (const [name, value] of headers) record[name.toLowerCase()] = value
  return record
}

function textOr(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
