import Module, { createRequire } from 'node:module'

/**
 * Requires a CommonJS package with another one that it asks for while it loads and uses later, if at all: that one is loaded
 * when it is used. Who else asks for it gets it as ever, and nothing of this stays in the `cache` of modules. Where the package
 * does not have the other one, or Node has loaded that already, it is a usual `require`.
 */
export function requireWithLazy<T>(
  file: string,
  lazy: string,
  cache: NodeJS.Require['cache'] = createRequire(file).cache,
): T {
  const ofPackage = createRequire(file)
  const load = () => ofPackage(file) as T
  const place = placeOf(lazy, ofPackage)
  if (place === undefined || cache[place] !== undefined) return load()
  const leave = () => cache[place] === standIn && Reflect.deleteProperty(cache, place)
  const member = (_: object, key: string | symbol) => {
    // It may be used while the package loads.
    leave()
    return (ofPackage(lazy) as Record<string | symbol, unknown>)[key]
  }
  const exports = new Proxy({}, { get: member })
  const standIn = Object.assign(new Module(place), { loaded: true, exports })
  // A cache that takes nothing costs time alone.
  Reflect.set(cache, place, standIn)
  try {
    return load()
  } finally {
    leave()
  }
}

function placeOf(name: string, from: NodeJS.Require): string | undefined {
  try {
    return from.resolve(name)
  } catch {
    // Another release may do without it.
    return undefined
  }
}
