import type { ErrorObject } from 'ajv/dist/2020.js'

/** A value of a wrong type: where it stands, as a JSON pointer, and what is wrong with it. */
export interface TypeProblem {
  readonly pointer: string
  /** `must be a string or an array, not a number` */
  readonly text: string
}

/**
 * What errors of a validator (with `data` in them) say together. Where a value may be one of several things, the one that it
 * comes nearest to counts: the deepest place. Null is never named: it is as good as absent.
 */
export function typeProblem(errors: readonly ErrorObject[]): TypeProblem {
  const typed = errors.filter(({ keyword }) => keyword === 'type')
  const depth = Math.max(...typed.map(depthOf))
  const deepest = typed.find((error) => depthOf(error) === depth)
  if (deepest === undefined) return { pointer: errors[0]?.instancePath ?? '', text: 'is not as documented' }
  const pointer = deepest.instancePath
  const wanted = typed.filter((error) => error.instancePath === pointer).flatMap(typesOf)
  const names = [...new Set(wanted)].filter((type) => type !== 'null').map(nameOf)
  const isFraction = typeof deepest.data === 'number' && wanted.includes('integer')
  const found = isFraction ? 'a fraction' : nameOf(kindOf(deepest.data))
  return { pointer, text: `must be ${names.join(' or ')}, not ${found}` }
}

function depthOf({ instancePath }: ErrorObject): number {
  return instancePath.split('/').length
}

function typesOf({ params }: ErrorObject): readonly string[] {
  return [(params as { readonly type: string | readonly string[] }).type].flat()
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function nameOf(type: string): string {
  if (type === 'null') return type
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}
