import { lastUserText, turnOf } from '../request/chat-request.ts'
import type { ChatRequest } from '../request/chat-request.ts'
import { parsePath, valueAt } from './match/body-path.ts'
import { setOwn } from './source/tree.ts'

/** What templates may name. */
export interface TemplateScope {
  /** The whole match of the rule's pattern, then its groups. */
  readonly match: readonly string[]
  readonly request: ChatRequest
}

export type Template = (scope: TemplateScope) => string

/**
 * Text with `{{ path }}` in it → what fills it in. A path begins with match, request, message, turn, deployment or model;
 * what is not there gives nothing. `{{ "{{" }}` stands for two braces. A text without braces gives `undefined`.
 */
export function compileTemplate(text: string): Template | { problem: string; hint: string } | undefined {
  if (!text.includes('{{')) return undefined
  const parts: Template[] = []
  let at = 0
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', at)) {
    parts.push(literal(text.slice(at, open)))
    const expression = EXPRESSION.exec(text.slice(open))
    if (expression === null) return { problem: 'a "{{" without its "}}"', hint: LITERAL_HINT }
    const part = compileExpression(expression[1]!)
    if (typeof part !== 'function') return part
    parts.push(part)
    at = open + expression[0].length
  }
  parts.push(literal(text.slice(at)))
  return (scope) => parts.map((part) => part(scope)).join('')
}

/**
 * A value with all templates in its strings compiled: gives the filled value, sharing whatever has no template in it.
 * `undefined` when there is no template at all. The strings must have been checked before.
 */
export function templateOf<T>(value: T): ((scope: TemplateScope) => T) | undefined {
  return fillerOf(value) as ((scope: TemplateScope) => T) | undefined
}

type Filler = (scope: TemplateScope) => unknown

const ROOTS = ['match', 'request', 'message', 'turn', 'deployment', 'model'] as const
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

const LITERAL_HINT = 'for two braces as they stand write {{ "{{" }}'
const EXPRESSION = /^\{\{\s*("(?:[^"\\]|\\.)*"|'[^']*'|(?:(?!\}\}).)*?)\s*\}\}/s

function compileExpression(source: string): Template | { problem: string; hint: string } {
  if (/^["']/.test(source)) return literal(unquote(source))
  const steps = parsePath(source)
  const root = ROOTS.find((name) => name === steps?.[0])
  if (steps === undefined || root === undefined) {
    return {
      problem: `{{ ${source} }} names nothing`,
      hint: `a path begins with ${ROOTS.join(', ')}; ${LITERAL_HINT}`,
    }
  }
  const rest = steps.slice(1)
  return (scope) => asText(lookUp(root, rest, scope))
}

function lookUp(
  root: (typeof ROOTS)[number],
  rest: readonly (string | number)[],
  scope: TemplateScope,
): unknown {
  const { request, match } = scope
  switch (root) {
    case 'match':
      return valueAt(match, rest.length === 0 ? [0] : rest)
    case 'message':
      return valueAt(lastUserText(request), rest)
    case 'turn':
      return valueAt(turnOf(request), rest)
    case 'request':
      return requestValue(request, rest)
    default:
      return valueAt(request[root], rest)
  }
}

/** The request's own fields may be getters, so that they are named one by one. */
function requestValue(request: ChatRequest, steps: readonly (string | number)[]): unknown {
  const field = REQUEST_FIELDS.find((name) => name === steps[0])
  return field === undefined ? valueAt(request.body, steps) : valueAt(request[field], steps.slice(1))
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function literal(text: string): Template {
  return () => text
}

function unquote(source: string): string {
  if (source.startsWith("'")) return source.slice(1, -1)
  return source.slice(1, -1).replace(/\\(.)/gs, '$1')
}

function fillerOf(value: unknown): Filler | undefined {
  if (typeof value === 'string') {
    const template = compileTemplate(value)
    return typeof template === 'function' ? template : undefined
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined
  const fillers = Object.entries(value).flatMap(([key, child]) => {
    const filler = fillerOf(child)
    return filler === undefined ? [] : [{ key, filler }]
  })
  if (fillers.length === 0) return undefined
  return (scope) => {
    const copy: object = Array.isArray(value) ? [...value] : { ...value }
    for (const { key, filler } of fillers) setOwn(copy, key, filler(scope))
    return copy
  }
}
