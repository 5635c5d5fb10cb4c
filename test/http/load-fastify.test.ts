import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { fastify } from '../../src/http/load-fastify.ts'

/** A plugin that says for which releases of Fastify it is, as `fastify-plugin` writes it. */
function pluginFor(releases: string) {
  const plugin = async () => {}
  return Object.assign(plugin, { [Symbol.for('plugin-meta')]: { name: 'picky', fastify: releases } })
}

// What compares versions is loaded for the first plugin that names one.
test('a plugin is checked for the release of Fastify that it names', async () => {
  const app = fastify()
  app.register(pluginFor('5.x'))
  await app.ready()
  await app.close()

  const other = fastify()
  other.register(pluginFor('4.x'))
  await expect(other.ready()).rejects.toMatchObject({ code: 'FST_ERR_PLUGIN_VERSION_MISMATCH' })
})

test('who else asks for what compares versions gets all of it', () => {
  const ofFastify = createRequire(createRequire(import.meta.url).resolve('fastify'))
  const semver = ofFastify('semver') as { valid(version: string): string | null }
  expect(Object.keys(semver)).toContain('coerce')
  expect(semver.valid('5.0.0')).toBe('5.0.0')
})
