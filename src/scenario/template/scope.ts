import type { Random } from '../../random/random.ts'
import { lastUserText, turnOf } from '../../request/chat-request.ts'
import { isObject } from '../../json/json-object.ts'
import type { ChatRequest } from '../../request/chat-request.ts'
import { valueAt } from '../match/body-path.ts'

/** What a template may use. */
export interface TemplateScope {
  /** The whole match of the rule's pattern, then its groups; those with a name are its properties too. */
  readonly match: readonly string[]
  readonly request: ChatRequest
  /** Which of the rule's calls in the session this is, from 1. */
  readonly call: number
  /** The session's state before this call. */
  readonly state: string | undefined
  /** Unix seconds: `created` of the answer. */
  readonly now: number
  readonly random: Random
  /** A value of a faker method such as `person.firstName`. Throws in words when there is none. */
  faker(method: string, args: readonly unknown[]): unknown
}

/** Names that a template's path may begin with. */
export const ROOTS = [
  'match',
  'request',
  'message',
  'messages',
  'turn',
  'call',
  'attempt',
  'session',
  'state',
  'deployment',
  'model',
  'stream',
  'tools',
  'now',
  'dice',
  'faker',
] as const

export type Root = (typeof ROOTS)[number]

/** The value that a path gives, `undefined` where there is nothing. Own properties only. */
export function valueOf(scope: TemplateScope, root: Root, rest: readonly (string | number)[]): unknown {
  if (root === 'match') return matchValue(scope.match, rest)
  return root === 'request' ? requestValue(scope.request, rest) : valueAt(rootValue(scope, root), rest)
}

/** A group by its number or its name; the whole match without either. */
export function matchValue(match: readonly string[], rest: readonly (string | number)[]): unknown {
  const [name] = rest
  if (rest.length === 1 && typeof name === 'string' && name !== 'length' && Object.hasOwn(match, name))
    return match[name as keyof typeof match]
  return valueAt(match, rest.length === 0 ? [0] : rest)
}

/** A root that is a plain value. `dice` and `faker` are none. */
export function rootValue(scope: TemplateScope, root: Root): unknown {
  const { request } = scope
  switch (root) {
    case 'match':
      return scope.match
    case 'request':
      return requestView(request)
    case 'messages':
      return messagesView(request)
    case 'message':
      return lastUserText(request)
    case 'turn':
      return turnOf(request)
    case 'call':
    case 'state':
    case 'now':
      return scope[root]
    case 'dice':
    case 'faker':
      return undefined
    default:
      return request[root]
  }
}

/** What a template writes for a value: nothing for what is not there, JSON for lists and maps. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value)
}

/** What `request.…` may name of the request itself; anything else is looked for in its body. */
const REQUEST_FIELDS = [
  'deployment',
  'azureDeployment',
  'provider',
  'model',
  'stream',
  'path',
  'query',
  'headers',
  'body',
  'messages',
  'tools',
  'session',
  'attempt',
] as const satisfies readonly (keyof ChatRequest)[]

/** The request's own fields may be getters, so that they are named one by one. */
function requestValue(request: ChatRequest, steps: readonly (string | number)[]): unknown {
  const field = REQUEST_FIELDS.find((name) => name === steps[0])
  if (field === undefined) return valueAt(request.body, steps)
  return valueAt(field === 'messages' ? messagesView(request) : request[field], steps.slice(1))
}

/** The body's keys, and over them the request's own fields. */
function requestView(request: ChatRequest): object {
  const fields = Object.fromEntries(REQUEST_FIELDS.map((name) => [name, request[name]]))
  return { ...(isObject(request.body) ? request.body : {}), ...fields, messages: messagesView(request) }
}

/** The messages as they were sent (`content`, `tool_calls` …), and over them what was read from them (`text` …). */
function messagesView({ body, messages }: ChatRequest): readonly object[] {
  const sent = body['messages'] as readonly unknown[]
  return messages.map((message, index) => ({ ...(isObject(sent[index]) ? sent[index] : {}), ...message }))
}
