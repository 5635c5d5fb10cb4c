import { isObject } from '../../json/json-object.ts'
import type { JsonObject } from '../../json/json-object.ts'
import { valueAt } from './body-path.ts'
import type { CountedRule, Probe } from './probe.ts'

/** What a condition looks at. `path` names it (`header.x-team`); equal paths mean equal subjects. */
export interface Subject {
  readonly path: string
  /** The values, none when it is absent. */
  read(probe: Probe, rule: CountedRule | undefined): readonly unknown[]
  /** Depends on which rule asks, so that nothing can be known before. */
  readonly perRule?: boolean
}

export type PlainSubject = keyof typeof PLAIN

/** A subject that needs no name of a part. */
export function plainSubject(key: PlainSubject): Subject {
  return PLAIN[key]
}

/** A request header; the case of its name does not matter. */
export function headerSubject(name: string): Subject {
  const key = name.toLowerCase()
  return { path: `header.${key}`, read: ({ request }) => own(request.headers, key) }
}

export function querySubject(name: string): Subject {
  return { path: `query.${name}`, read: ({ request }) => own(request.query, name) }
}

export function bodySubject(path: string, steps: readonly (string | number)[]): Subject {
  return { path: `body.${path}`, read: ({ request }) => present(valueAt(request.body, steps)) }
}

const PLAIN = {
  message: subject('message', (probe) => probe.message),
  system: subject('system', (probe) => probe.system),
  any_message: subject('any_message', (probe) => probe.anyMessage),
  deployment: subject('deployment', ({ request }) =>
    request.deployment === request.azureDeployment
      ? [request.deployment]
      : [request.deployment, request.azureDeployment],
  ),
  model: subject('model', ({ request }) => filled(request.model)),
  provider: subject('provider', ({ request }) => filled(request.provider)),
  stream: subject('stream', ({ request }) => [request.stream]),
  tools: subject('tools', ({ request }) => request.tools),
  tool_choice: subject('tool_choice', ({ request }) => toolChoice(request.body['tool_choice'])),
  response_format: subject('response_format', ({ request }) =>
    responseFormat(request.body['response_format']),
  ),
  turn: subject('turn', (probe) => probe.turn),
  attempt: subject('attempt', ({ request }) => [request.attempt]),
  session: subject('session', ({ request }) => filled(request.session)),
  state: subject('state', ({ context }) => present(context.state)),
  call: {
    path: 'call',
    read: ({ context }: Probe, rule: CountedRule | undefined) =>
      rule === undefined ? [] : [context.calls(rule) + 1],
    perRule: true,
  },
} satisfies Record<string, Subject>

function subject(path: string, read: (probe: Probe) => readonly unknown[]): Subject {
  return { path, read }
}

function own(record: Readonly<Record<string, string>>, key: string): readonly unknown[] {
  return Object.hasOwn(record, key) ? [record[key]] : []
}

function present(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value]
}

function filled(text: string): readonly string[] {
  return text === '' ? [] : [text]
}

/** `"auto"`, or the name of the function that must be called. */
function toolChoice(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return [value]
  return isObject(value) ? namesIn(value, 'function') : []
}

/** The type, and for a schema its name too. */
function responseFormat(value: unknown): readonly unknown[] {
  return isObject(value) ? namesIn(value, 'json_schema') : present(value)
}

function namesIn(value: JsonObject, part: string): readonly unknown[] {
  const inner = value[part]
  return [value['type'], isObject(inner) ? inner['name'] : undefined].filter(
    (name) => typeof name === 'string',
  )
}
