import type { Kind, Node } from './source/tree.ts'
import { wrongType } from './shape.ts'
import type { JsonSchema, Shape, ValueOf } from './shape.ts'

/** A list of one kind of value. */
export function list<T>(item: Shape<T>, options: { min?: number } = {}): Shape<readonly T[]> {
  const want = `a list of ${many(item.want)}`
  return {
    kinds: ['list'],
    want,
    read(node, context, label) {
      if (node.kind !== 'list') return wrongType(node, context, label, want)
      const { min = 0 } = options
      if (node.items.length < min) {
        const wanted = min === 1 ? 'must not be empty' : `must have at least ${min} items`
        context.report({ code: 'wrong-value', at: node, message: `${label} ${wanted}` })
        return undefined
      }
      const values = node.items.map((child, index) => item.read(child, context, `${label}[${index}]`))
      return values.some((value) => value === undefined) ? undefined : (values as T[])
    },
    schema: (context) => ({
      type: 'array',
      items: item.schema(context),
      ...(options.min === undefined ? {} : { minItems: options.min }),
    }),
  }
}

/** One of a kind, or a list of them. */
export function oneOrMore<T>(item: Shape<T>): Shape<readonly T[]> {
  return either(
    turned(item, (value) => [value]),
    list(item, { min: 1 }),
  )
}

/** "a number" → "numbers". */
function many(want: string): string {
  return want
    .replace(/\ban? (whole number|number|map|text|name|path|fault)\b/g, '$1s')
    .replace(/^text\b/, 'texts')
}

/** One of several shapes, told apart by the kind of YAML value alone: a mistake is then reported by one of them only. */
export function either<S extends readonly Shape<unknown>[]>(...shapes: S): Shape<ValueOf<S[number]>> {
  const byKind = new Map<Kind, Shape<unknown>>()
  for (const shape of shapes) for (const kind of shape.kinds) byKind.set(kind, shape)
  const want = shapes.map((shape) => shape.want).join(' or ')
  return {
    kinds: [...byKind.keys()],
    want,
    read(node, context, label) {
      const shape = byKind.get(node.kind)
      if (shape === undefined) return wrongType(node, context, label, want)
      return shape.read(node, context, label) as ValueOf<S[number]> | undefined
    },
    schema: (context) => ({ anyOf: shapes.flatMap((shape) => alternatives(shape.schema(context))) }),
  }
}

/** The same shape, with words of its own for a value of a kind that it does not take. */
export function hinting<T>(hint: (node: Node) => string | undefined, shape: Shape<T>): Shape<T> {
  return {
    ...shape,
    read(node, context, label) {
      const words = shape.kinds.includes(node.kind) ? undefined : hint(node)
      return words === undefined
        ? shape.read(node, context, label)
        : wrongType(node, context, label, shape.want, words)
    },
  }
}

/** The same shape with its value turned into another. The turn may report a mistake and give `undefined`. */
export function turned<A, B>(
  shape: Shape<A>,
  turn: (value: A, ...rest: Parameters<Shape<A>['read']>) => B | undefined,
): Shape<B> {
  return {
    ...shape,
    read(node, context, label) {
      const value = shape.read(node, context, label)
      return value === undefined ? undefined : turn(value, node, context, label)
    },
  }
}

/** A shape that stands under a name in the schema; made when first used, so that it may contain itself. */
export function named<T>(name: string, kinds: readonly Kind[], want: string, make: () => Shape<T>): Shape<T> {
  let made: Shape<T> | undefined
  const shape = () => (made ??= make())
  return {
    kinds,
    want,
    read: (node, context, label) => shape().read(node, context, label),
    schema: (context) => context.define(name, () => shape().schema(context)),
  }
}

function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  const inner = schema['anyOf']
  return Array.isArray(inner) && Object.keys(schema).length === 1 ? (inner as JsonSchema[]) : [schema]
}
