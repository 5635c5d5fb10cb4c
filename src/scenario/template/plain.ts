import { parsePath } from '../match/body-path.ts'
import { asText, ROOTS, valueOf } from './scope.ts'
import type { TemplateScope } from './scope.ts'

/** A text with its holes, compiled. */
export interface Template {
  /** Throws `TemplateFailure` where the template cannot be filled in. */
  fill(scope: TemplateScope): string
}

/**
 * A text of plain paths, `No. {{ match[1] }}`, without an engine; `undefined` when it says more than that.
 * `{{ "{{" }}` stands for two braces.
 */
export function plainTemplate(text: string): Template | undefined {
  if (text.includes('{%')) return undefined
  const parts: Part[] = []
  let at = 0
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', at)) {
    if (open > at) parts.push(literal(text.slice(at, open)))
    const expression = EXPRESSION.exec(text.slice(open, open + LONGEST))
    if (expression === null) return undefined
    const part = partOf(expression[1]!)
    if (part === undefined) return undefined
    parts.push(part)
    at = open + expression[0].length
  }
  parts.push(literal(text.slice(at)))
  return { fill: (scope) => parts.map((part) => part(scope)).join('') }
}

type Part = (scope: TemplateScope) => string

const LONGEST = 2000
const EXPRESSION = /^\{\{\s*("(?:[^"\\]|\\.)*"|'[^']*'|(?:(?!\}\}).)*?)\s*\}\}/s

function partOf(source: string): Part | undefined {
  if (/^(?:"(?:[^"\\]|\\.)*"|'[^']*')$/s.test(source)) return literal(unquote(source))
  const steps = parsePath(source)
  const root = ROOTS.find((name) => name === steps?.[0])
  if (steps === undefined || root === undefined || NEEDS_ENGINE.includes(root) || /\s/.test(source))
    return undefined
  const rest = steps.slice(1)
  return rest.some((step) => step === 'size' || step === 'first' || step === 'last')
    ? undefined
    : (scope) => asText(valueOf(scope, root, rest))
}

const NEEDS_ENGINE: readonly string[] = ['dice', 'faker']

function literal(text: string): Part {
  return () => text
}

function unquote(source: string): string {
  if (source.startsWith("'")) return source.slice(1, -1)
  return source.slice(1, -1).replace(/\\(.)/gs, '$1')
}
