import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type * as fastifyModule from 'fastify'
import { describe, expect, test } from 'vitest'
import { requireWithLazy } from '../../src/http/require-with-lazy.ts'

interface Host {
  ask(): unknown
}

/** A package beside one that it may ask for; both note when they are loaded. */
function packages(host: string, isInstalled = true) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lazy-'))
  const put = (name: string, text: string) => {
    const file = path.join(folder, 'node_modules', name, 'index.js')
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }
  const name = path.basename(folder)
  const file = put('host', host.replaceAll('LAZY', name))
  const place = isInstalled ? put(name, `exports.loadedIn = module; exports.answer = () => 'real'`) : ''
  const require = createRequire(file)
  return { file, name, place, require, isLoaded: () => require.cache[place] !== undefined }
}

const USES_LATER = `const lazy = require('LAZY'); exports.ask = () => lazy.answer()`

describe('a package with another one that it uses later', () => {
  test('loads that one when it is used', () => {
    const { file, name, isLoaded } = packages(USES_LATER)
    const host = requireWithLazy<Host>(file, name)
    expect(isLoaded()).toBe(false)
    expect(host.ask()).toBe('real')
    expect(isLoaded()).toBe(true)
  })

  test('leaves nothing behind: who else asks for it gets it', () => {
    const { file, name, place, require } = packages(USES_LATER)
    requireWithLazy<Host>(file, name)
    expect(Object.keys(require.cache).filter((it) => it === place)).toEqual([])
    const real = require(name) as { loadedIn: NodeModule }
    expect(Object.keys(real)).toEqual(['loadedIn', 'answer'])
    expect(require.cache[place]).toBe(real.loadedIn)
  })

  test('may use it while it loads', () => {
    const { file, name, place, require } = packages(
      `const { answer } = require('LAZY'); exports.ask = () => answer()`,
    )
    expect(requireWithLazy<Host>(file, name).ask()).toBe('real')
    expect(require.cache[place]).toBe((require(name) as { loadedIn: NodeModule }).loadedIn)
  })

  test.each([
    ['that it does not ask for', true],
    ['that is not installed', false],
  ])('works with one %s', (_, isInstalled) => {
    const { file, name, isLoaded } = packages(`exports.ask = () => 'alone'`, isInstalled)
    expect(requireWithLazy<Host>(file, name).ask()).toBe('alone')
    expect(isLoaded()).toBe(false)
  })

  test('works with one that was loaded before, which stays', () => {
    const { file, name, place, require } = packages(USES_LATER)
    const { loadedIn } = require(name) as { loadedIn: NodeModule }
    expect(requireWithLazy<Host>(file, name).ask()).toBe('real')
    expect(require.cache[place]).toBe(loadedIn)
  })

  test('works with a cache that takes nothing', () => {
    const { file, name } = packages(USES_LATER)
    expect(requireWithLazy<Host>(file, name, Object.freeze({})).ask()).toBe('real')
  })

  test('leaves nothing behind where it cannot be loaded', () => {
    const { file, name, isLoaded } = packages(`require('LAZY'); throw new Error('no package today')`)
    expect(() => requireWithLazy<Host>(file, name)).toThrow('no package today')
    expect(isLoaded()).toBe(false)
  })
})

test('Fastify is loaded without semver', () => {
  const ofFastify = createRequire(createRequire(import.meta.url).resolve('fastify'))
  const place = ofFastify.resolve('semver')
  const kept = ofFastify.cache[place]
  delete ofFastify.cache[place]
  for (const file of Object.keys(ofFastify.cache))
    if (/[\\/]fastify[\\/]/.test(file)) delete ofFastify.cache[file]
  const { fastify } = requireWithLazy<typeof fastifyModule>(ofFastify.resolve('fastify'), 'semver')
  expect(fastify).toBeTypeOf('function')
  expect(ofFastify.cache[place]).toBe(undefined)
  if (kept !== undefined) ofFastify.cache[place] = kept
})
