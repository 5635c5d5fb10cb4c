import type { Condition } from '../../../scenario/match/condition.ts'
import { parsePath } from '../../../scenario/match/body-path.ts'
import type { Rule } from '../../../scenario/rule.ts'
import { fittingValue } from './fitting-value.ts'

/** A client's request, before anybody has said to which line. */
export interface FittingRequest {
  readonly deployment: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** `name=value&…`, '' when there is none. */
  readonly query: string
  readonly body: { readonly [key: string]: unknown }
}

/** A request made to fit the conditions of a rule as far as they tell what they want; without a rule, one that most do not fit. */
export function fittingRequest(rule: Rule | undefined): FittingRequest {
  const wanted = new Map<string, unknown>()
  const results: ToolResult[] = []
  for (const condition of rule?.conditions ?? []) collect(condition, wanted, results)
  const text = (path: string) => (wanted.has(path) ? String(wanted.get(path)) : undefined)
  const body: Record<string, unknown> = { messages: messages(text, Number(text('turn') ?? 1), results) }
  for (const key of ['model', 'tool_choice', 'stream']) if (wanted.has(key)) body[key] = wanted.get(key)
  const tools = wanted.get('tools')
  if (tools !== undefined) body['tools'] = (Array.isArray(tools) ? tools : [tools]).map(tool)
  if (wanted.has('response_format')) body['response_format'] = format(text('response_format')!)
  for (const [path, value] of wanted) if (path.startsWith('body.')) put(body, path.slice(5), value)
  return {
    deployment: text('deployment') ?? 'gpt-4o',
    headers: [...named(wanted, 'header.'), ...session(text)],
    query: new URLSearchParams(named(wanted, 'query.')).toString(),
    body,
  }
}

/** A text that must hold two things can hold both. */
const TEXTS = new Set(['message', 'system', 'any_message'])

interface ToolResult {
  readonly name: string
  readonly content: string
}

function collect(condition: Condition, wanted: Map<string, unknown>, results: ToolResult[]): void {
  switch (condition.kind) {
    case 'is': {
      const { path } = condition.subject
      const { matcher } = condition
      const names = path === 'tools' && matcher.op === 'all' ? matcher.of.map(fittingValue) : undefined
      const value = names ?? fittingValue(matcher)
      if (value === undefined) return
      const before = wanted.get(path)
      if (before === undefined) wanted.set(path, value)
      else if (TEXTS.has(path)) wanted.set(path, `${String(before)} ${String(value)}`)
      return
    }
    case 'tool_result': {
      const part = (matcher: typeof condition.name, otherwise: string) =>
        String((matcher && fittingValue(matcher)) ?? otherwise)
      results.push({
        name: part(condition.name, 'some_tool'),
        content: part(condition.content, '{"ok":true}'),
      })
      return
    }
    case 'all':
      for (const part of condition.of) collect(part, wanted, results)
      return
    case 'any':
      if (condition.of[0] !== undefined) collect(condition.of[0], wanted, results)
      return
    case 'not':
  }
}

/** The conversation: what came before, the last user message, and the results of the tools that were called for it. */
function messages(
  text: (path: string) => string | undefined,
  turn: number,
  results: readonly ToolResult[],
): readonly object[] {
  const system = text('system')
  const calls = results.map(({ name }, index) => ({
    id: `call_${index}`,
    type: 'function',
    function: { name, arguments: '{}' },
  }))
  const answered = calls.length > 0 ? [{ role: 'assistant', content: null, tool_calls: calls }] : []
  const before = Math.max(0, Math.min(20, turn - 1 - answered.length))
  return [
    ...(system === undefined ? [] : [{ role: 'system', content: system }]),
    ...Array.from({ length: before }, () => [
      { role: 'user', content: 'Go on.' },
      { role: 'assistant', content: 'Well.' },
    ]).flat(),
    { role: 'user', content: text('message') ?? text('any_message') ?? 'Name a river in Europe.' },
    ...answered,
    ...results.map(({ content }, index) => ({ role: 'tool', tool_call_id: `call_${index}`, content })),
  ]
}

function tool(name: unknown): object {
  return {
    type: 'function',
    function: { name: String(name), parameters: { type: 'object', properties: {} } },
  }
}

function format(name: string): object {
  if (name === 'text' || name === 'json_object') return { type: name }
  const schema = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] }
  return { type: 'json_schema', json_schema: { name: name === 'json_schema' ? 'answer' : name, schema } }
}

function named(wanted: ReadonlyMap<string, unknown>, prefix: string): [string, string][] {
  return [...wanted].flatMap(([path, value]) =>
    path.startsWith(prefix) ? [[path.slice(prefix.length), String(value)] as [string, string]] : [],
  )
}

function session(text: (path: string) => string | undefined): [string, string][] {
  const name = text('session')
  return name === undefined ? [] : [['x-emulator-session', name]]
}

/** Sets what stands at a path, and makes the way to it. */
function put(root: Record<string, unknown>, path: string, value: unknown): void {
  const steps = parsePath(path) ?? []
  let at: Record<string, unknown> = root
  for (const [index, step] of steps.entries()) {
    // From the end of a list of unknown length means its only entry.
    const key = typeof step === 'number' && step < 0 ? 0 : step
    if (index === steps.length - 1) at[key] = value
    else {
      const next = steps[index + 1]
      if (typeof at[key] !== 'object' || at[key] === null) at[key] = typeof next === 'number' ? [] : {}
      at = at[key] as Record<string, unknown>
    }
  }
}
