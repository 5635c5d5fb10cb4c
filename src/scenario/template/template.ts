import { setOwn } from '../../shape/source/tree.ts'
import { plainTemplate } from './plain.ts'
import type { Template } from './plain.ts'
import { richTemplate } from './rich.ts'
import type { TemplateProblems } from './problems.ts'
import type { TemplateScope } from './scope.ts'

/**
 * Text with `{{ … }}` in it → what fills it in: plain paths, or the whole of Liquid (filters, loops, conditions), sandboxed
 * and bounded. A text without two braces gives `undefined`.
 */
export function compileTemplate(
  text: string,
  faker?: readonly string[],
): Template | TemplateProblems | undefined {
  return text.includes('{{') ? (plainTemplate(text) ?? richTemplate(text, faker)) : undefined
}

/** A value with templates in its texts. */
export interface Filler<T> {
  /** The value, filled in; what has no template in it is shared. Throws `TemplateFailure`. */
  fill(scope: TemplateScope): T
}

/** The value's templates, compiled; `undefined` when there is none in it. The texts must have been checked before. */
export function templateOf<T>(value: T): Filler<T> | undefined {
  const fill = fillerOf(value) as ((scope: TemplateScope) => T) | undefined
  return fill && { fill }
}

type Fill = (scope: TemplateScope) => unknown

function fillerOf(value: unknown): Fill | undefined {
  if (typeof value === 'string') return textFiller(value)
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

function textFiller(text: string): Fill | undefined {
  const template = compileTemplate(text)
  if (template === undefined || 'problems' in template) return undefined
  return (scope) => template.fill(scope)
}
