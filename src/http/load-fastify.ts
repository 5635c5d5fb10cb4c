import Module, { createRequire } from 'node:module'
import type * as fastifyModule from 'fastify'

const require = createRequire(import.meta.url)

/**
 * Fastify, by `require`: before an `import` of a CommonJS package Node reads its sources for the names that they export, which
 * makes a start 30 ms longer.
 */
export const { fastify } = withLazy('semver', () => require('fastify') as typeof fastifyModule)

/**
 * Loads Fastify with a package that it loads only when it uses it: it asks `semver` about plugins that name a version, and the
 * 48 files of it take as long as a third of Fastify itself. Who else asks for the package gets it as ever.
 */
function withLazy<T>(name: string, load: () => T): T {
  const ofFastify = createRequire(require.resolve('fastify'))
  const file = placeOf(name, ofFastify)
  if (file === undefined || require.cache[file] !== undefined) return load()
  const exports = new Proxy({}, { get: (_, member) => ofFastify(name)[member] })
  require.cache[file] = Object.assign(new Module(file), { loaded: true, exports })
  try {
    return load()
  } finally {
    delete require.cache[file]
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
