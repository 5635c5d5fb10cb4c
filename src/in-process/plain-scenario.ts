import { types } from 'node:util'

/**
 * A scenario, or a part of one, as plain JSON values: patterns become `/source/flags`, bytes `{ $base64 }`, and what is
 * `undefined` is left out. Throws a `TypeError` that names the place of what no scenario can hold.
 */
export function plainScenario(value: unknown, path = ''): unknown {
  if (types.isRegExp(value)) return patternText(value, path)
  if (ArrayBuffer.isView(value))
    return {
      $base64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'),
    }
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError(`${path} cannot be ${value}: JSON has no such number`)
  if (types.isPromise(value))
    throw new TypeError(
      `${path} cannot be a promise: the answer is wanted at once. Make it before, or give a function that returns it`,
    )
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint')
    throw new TypeError(
      `${path} cannot be a ${typeof value}: a scenario holds what JSON holds, and patterns${typeof value === 'function' ? '. Functions stand for the whole of when, reply or one of replies' : ''}`,
    )
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value))
    return value.map((item, index) => plainScenario(item, `${path}[${index}]`) ?? null)
  if ('toJSON' in value && typeof value.toJSON === 'function') return plainScenario(value.toJSON(), path)
  return plainMap(value, path)
}

function plainMap(map: object, path: string): object {
  const plain = {}
  for (const [key, child] of Object.entries(map)) {
    if (child === undefined) continue
    const at = path === '' ? key : `${path}.${key}`
    Object.defineProperty(plain, key, { value: plainScenario(child, at), enumerable: true })
  }
  return plain
}

/** Flags that tell how a text is walked say nothing about whether it fits. */
function patternText(pattern: RegExp, path: string): string {
  const isCondition = /(?:^|\.)when(?:[.[]|$)/.test(path)
  const isPart = /\.(?:contains|starts_with|ends_with)$/.test(path)
  if (!isCondition || isPart)
    throw new TypeError(
      isPart
        ? `${path} takes a text; a pattern stands under matches`
        : `${path} cannot be the pattern ${String(pattern)}: patterns are conditions and belong into when`,
    )
  return `/${pattern.source}/${pattern.flags.replace(/[dgy]/g, '')}`
}
