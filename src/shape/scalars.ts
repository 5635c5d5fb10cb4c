import type { Node, ScalarNode } from './source/tree.ts'
import { suggest, wrongType } from './shape.ts'
import type { JsonSchema, ReadContext, Shape } from './shape.ts'

/** Text. `check` reports what is wrong with it and tells whether it may be used. */
export function text(
  options: {
    want?: string
    schema?: JsonSchema
    /** It must not be empty. */
    filled?: boolean
    check?: (value: string, node: Node, context: ReadContext, label: string) => boolean
  } = {},
): Shape<string> {
  const { want = 'text', schema = {}, filled = false, check } = options
  return {
    kinds: ['text'],
    want,
    read(node, context, label) {
      if (node.kind !== 'text') return wrongType(node, context, label, want)
      const value = node.value as string
      if (filled && value === '') return empty(node, context, label)
      return check === undefined || check(value, node, context, label) ? value : undefined
    },
    schema: () => ({ type: 'string', ...(filled ? { minLength: 1 } : {}), ...schema }),
  }
}

/** One of some words. */
export function oneWordOf<const W extends string>(words: readonly W[]): Shape<W> {
  const want = `one of ${words.join(', ')}`
  return {
    kinds: ['text'],
    want,
    read(node, context, label) {
      if (node.kind !== 'text') return wrongType(node, context, label, want)
      const found = words.find((word) => word === node.value)
      if (found === undefined) {
        context.report({
          code: 'wrong-value',
          at: node,
          message: `${label} must be ${want}, got "${String(node.value)}"`,
          hint: suggest(String(node.value), words),
        })
      }
      return found
    },
    schema: () => ({ type: 'string', enum: [...words] }),
  }
}

/** What is empty and must not be. */
export function empty(node: Node, context: ReadContext, label: string, hint?: string): undefined {
  context.report({ code: 'wrong-value', at: node, message: `${label} must not be empty`, hint })
}

/** A finite number within bounds, both included; `above` is excluded. */
export function number(
  bounds: { min?: number; max?: number; above?: number; integer?: boolean } = {},
): Shape<number> {
  const { min, max, above, integer = false } = bounds
  const want = numberWords(bounds)
  return {
    kinds: ['number'],
    want,
    read(node, context, label) {
      if (node.kind !== 'number') return wrongType(node, context, label, want)
      const value = node.value as number
      const fits =
        Number.isFinite(value) &&
        (!integer || Number.isInteger(value)) &&
        value >= (min ?? -Infinity) &&
        value <= (max ?? Infinity) &&
        value > (above ?? -Infinity)
      if (fits) return value
      const written = (node as ScalarNode).written
      const wanted = max !== undefined && max >= FAR && value > max ? `at most ${max}` : want
      context.report({ code: 'wrong-value', at: node, message: `${label} must be ${wanted}, got ${written}` })
      return undefined
    },
    schema: () => ({
      type: integer ? 'integer' : 'number',
      ...(min === undefined ? {} : { minimum: min }),
      ...(max === undefined ? {} : { maximum: max }),
      ...(above === undefined ? {} : { exclusiveMinimum: above }),
    }),
  }
}

export function boolean(): Shape<boolean> {
  const want = 'true or false'
  return {
    kinds: ['boolean'],
    want,
    read: (node, context, label) =>
      node.kind === 'boolean' ? (node.value as boolean) : wrongType(node, context, label, want),
    schema: () => ({ type: 'boolean' }),
  }
}

/** `true` alone: a word that stands for itself. */
export function onlyTrue(): Shape<true> {
  return {
    kinds: ['boolean'],
    want: 'true',
    read(node, context, label) {
      if (node.kind !== 'boolean') return wrongType(node, context, label, 'true')
      if (node.value === true) return true
      const hint = 'leave it out where it is not meant'
      context.report({ code: 'wrong-value', at: node, message: `${label} can only be true`, hint })
      return undefined
    },
    schema: () => ({ const: true }),
  }
}

export function nothing(): Shape<null> {
  return {
    kinds: ['null'],
    want: 'null',
    read: (node, context, label) => (node.kind === 'null' ? null : wrongType(node, context, label, 'null')),
    schema: () => ({ type: 'null' }),
  }
}

/** A bound so far away is told to those who pass it. */
const FAR = 1e6

function numberWords(bounds: { min?: number; max?: number; above?: number; integer?: boolean }): string {
  const noun = bounds.integer === true ? 'a whole number' : 'a number'
  if (bounds.above !== undefined) return `${noun} above ${bounds.above}`
  if (bounds.min !== undefined && bounds.max !== undefined && bounds.max < FAR)
    return `${noun} from ${bounds.min} to ${bounds.max}`
  if (bounds.min !== undefined) return `${noun} of at least ${bounds.min}`
  return noun
}
