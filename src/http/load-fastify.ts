import { createRequire } from 'node:module'
import type * as fastifyModule from 'fastify'

/**
 * Fastify, by `require`: before an `import` of a CommonJS package Node reads its sources for the names that they export, which
 * makes a start 30 ms longer.
 */
export const { fastify } = createRequire(import.meta.url)('fastify') as typeof fastifyModule
