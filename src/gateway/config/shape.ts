import { anyMap } from '../../shape/json-value.ts'
import { either } from '../../shape/combine.ts'
import { number, text } from '../../shape/scalars.ts'
import { wrongType } from '../../shape/shape.ts'
import type { ReadContext, Shape } from '../../shape/shape.ts'
import { plainValue } from '../../shape/source/tree.ts'
import type { Problem } from '../../shape/source/problem.ts'
import type { Entry, Kind, Node } from '../../shape/source/tree.ts'
import { nearest } from '../../values/did-you-mean.ts'

/** A map of settings. To the gateway `null` is as good as an absent value, and a key that it does not know does nothing. */
export function settings(shapes: Readonly<Record<string, Shape<unknown>>>): Shape<unknown> {
  return nullable({
    kinds: ['map'],
    want: 'a map',
    read(node, context, label) {
      if (node.kind !== 'map') return wrongType(node, context, label, 'a map')
      const written = new Set(node.entries.map(({ key }) => key))
      const absent = Object.keys(shapes).filter((key) => !written.has(key))
      for (const entry of node.entries) {
        const place = label === '' ? entry.key : `${label}.${entry.key}`
        if (!Object.hasOwn(shapes, entry.key)) unknownKey(entry, place, absent, context)
        else if (entry.value.kind !== 'null') shapes[entry.key]!.read(entry.value, context, place)
      }
      return true
    },
    schema: (context) => ({
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(shapes).map(([key, shape]) => [key, shape.schema(context)]),
      ),
    }),
  })
}

/** The gateway knows more keys than the emulator; one that is nearly a key of ours is probably that one, misspelt. */
function unknownKey(
  { key, keyRange }: Entry,
  place: string,
  absent: readonly string[],
  context: ReadContext,
) {
  context.passOver?.(place)
  const near = nearest(key, absent, Math.max(1, Math.floor(key.length / 6)))
  if (near === undefined) return
  context.report({
    code: 'unknown-key',
    severity: 'warning',
    at: keyRange,
    message: `${place} is not known here, and does nothing`,
    hint: `did you mean "${near}"?`,
  })
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return {
    ...shape,
    kinds: [...shape.kinds, 'null'],
    read: (node, context, label) => (node.kind === 'null' ? null : shape.read(node, context, label)),
  }
}

/** Anything: it changes no answer of this route. */
export const QUIET: Shape<unknown> = {
  kinds: ['text', 'number', 'boolean', 'null', 'list', 'map'],
  want: 'any value',
  read: () => true,
  schema: () => ({}),
}

/** Text, or a number, of a form of its own. */
function formed(
  want: string,
  fits: (value: unknown) => boolean,
  kinds: readonly Kind[] = ['text'],
): Shape<true> {
  return {
    kinds,
    want,
    read(node, context, label) {
      if (!kinds.includes(node.kind)) return wrongType(node, context, label, want)
      if (fits(plainValue(node))) return true
      context.report({
        code: 'wrong-value',
        at: node,
        message: `${label} must be ${want}, not this ${node.kind}`,
      })
    },
    schema: () => ({ anyOf: kinds.map((kind) => ({ type: kind === 'text' ? 'string' : kind })) }),
  }
}

const SPAN = '(?:\\d+(?:\\.\\d+)?(?:ns|us|µs|ms|s|m|h))+'
const DURATION = new RegExp(`^${SPAN}$`)
const RESET_FORM = new RegExp(`^(?:${SPAN}|\\d+(?:\\.\\d+)?[dwMY]|daily|weekly|monthly|yearly)$`, 'i')

export const DATE = formed(
  'a time such as "2026-01-31T00:00:00Z"',
  (value) => !Number.isNaN(Date.parse(value as string)),
)
export const RESET = formed('a duration such as "30s", "5m", "1h", "1d", "1w", "1M" or "1Y"', (value) =>
  RESET_FORM.test(value as string),
)

/** `unit`: what a number alone counts, with an example of a text: `"5m" or a number of seconds`. */
export function duration(unit: string): Shape<true> {
  const fits = (value: unknown) =>
    typeof value === 'number' ? Number.isFinite(value) && value >= 0 : DURATION.test(value as string)
  return formed(`a duration such as ${unit}, at least 0`, fits, ['text', 'number'])
}

/** A text that nobody may see, or where the gateway finds it. */
export const SECRET: Shape<unknown> = {
  ...either(text({ want: 'text, such as "env.NAME" for the variable NAME' }), anyMap()),
  schema: () => ({ writeOnly: true }),
}

/** A number. The gateway reads no fraction and nothing infinite into a count; the rest is what its published schema rules out. */
export function amount(bounds: { min: number; max?: number; integer?: boolean }): Shape<number> {
  const shape = number(bounds)
  const isRead = bounds.integer === true ? Number.isInteger : Number.isFinite
  return {
    ...shape,
    read(node, context, label) {
      const hint = isRead(plainValue(node))
        ? "the schema of the gateway's configuration allows no other"
        : undefined
      const report = (problem: Problem) => context.report({ ...problem, hint: hint ?? problem.hint })
      return shape.read(node, { ...context, report }, label)
    },
  }
}

/** Zero means the default, or none at all, as it does to the gateway. */
export const COUNT = amount({ min: 0, integer: true })
export const AMOUNT = amount({ min: 0 })

/** What a gateway that reads the tree complains of, and the keys that nothing acts on, as `client.compat`. */
export function checkShape(tree: Node, shape: Shape<unknown>, label = '') {
  const problems: Problem[] = []
  const ignored: string[] = []
  const attach = () => ({ code: 'missing-file' as const, problem: 'cannot be named here' })
  const report = (problem: Problem) => problems.push(problem)
  const passOver = (key: string) => ignored.push(key)
  shape.read(tree, { names: {}, isSecret: true, attach, report, passOver }, label)
  return { problems: problems.map(refusing), ignored }
}

function refusing(problem: Problem): Problem {
  if (problem.severity === 'warning' || (problem.code === 'wrong-value' && problem.hint !== undefined))
    return problem
  const hints = [problem.hint, 'the real gateway does not start with such a file']
  return { ...problem, hint: hints.filter((hint) => hint !== undefined).join('; ') }
}
