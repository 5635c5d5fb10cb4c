import { createRequire } from 'node:module'
import type * as fastifyModule from 'fastify'
import { requireWithLazy } from './require-with-lazy.ts'

/**
 * Fastify, by `require`: before an `import` of a CommonJS package Node reads its sources for the names that they export, which
 * makes a start 30 ms longer. It asks `semver` about plugins that name a version, and the 48 files of that take as long as a
 * third of Fastify itself.
 */
export const { fastify } = requireWithLazy<typeof fastifyModule>(
  createRequire(import.meta.url).resolve('fastify'),
  'semver',
)
