type Schema = { [key: string]: unknown }

/** These stand first in a schema, the rest by name. */
const FIRST = ['type', 'description', 'properties', 'required']

/**
 * A value below the top of a tool's schema in the gateway's order: keys that come first, the rest by name, at every depth.
 * The names of properties stay in the client's order.
 */
export function normalValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalValue)
  if (typeof value !== 'object' || value === null) return value
  return fromEntries(entriesOf(value).toSorted(byPlace).map(normalMember))
}

/** The value of a key of a schema. */
export function normalPart(key: string, value: unknown): unknown {
  return normalMember([key, value])[1]
}

function normalMember([key, value]: readonly [string, unknown]): readonly [string, unknown] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [key, normalValue(value)]
  if (key === 'properties')
    return [key, fromEntries(entriesOf(value).map(([name, one]) => [name, normalValue(one)]))]
  if (key === '$defs' || key === 'definitions') {
    const byName = entriesOf(value).toSorted(([a], [b]) => compare(a, b))
    return [key, fromEntries(byName.map(([name, one]) => [name, normalValue(one)]))]
  }
  return [key, normalValue(value)]
}

function byPlace([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  const [first, second] = [FIRST.indexOf(a), FIRST.indexOf(b)]
  if (first !== -1 && second !== -1) return first - second
  if (first !== -1 || second !== -1) return first === -1 ? 1 : -1
  return compare(a, b)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** An object is a `Map` where JavaScript would not keep its order. */
function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  return value instanceof Map ? [...(value as Map<string, unknown>)] : Object.entries(value)
}

function fromEntries(entries: readonly (readonly [string, unknown])[]): Schema | Map<string, unknown> {
  const isMoved = entries.some(([key]) => key === '__proto__' || /^\d+$/.test(key))
  return isMoved ? new Map(entries) : Object.fromEntries(entries)
}
