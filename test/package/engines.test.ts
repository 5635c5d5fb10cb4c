import { readFileSync } from 'node:fs'
import { subset } from 'semver'
import { expect, test } from 'vitest'

interface LockedPackage {
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly peer?: boolean
  readonly engines?: { readonly node?: string }
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly engines: { readonly node: string }
  readonly overrides?: object
}
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>
}

/** Names and engines of what is installed with the package and does not run on every Node that the package runs on. */
function tooNew(packages: Readonly<Record<string, LockedPackage>>): readonly string[] {
  return Object.entries(packages)
    .filter(([name, { dev, devOptional, peer }]) => name !== '' && !dev && !devOptional && !peer)
    .filter(([, { engines }]) => !subset(manifest.engines.node, engines?.node ?? '*'))
    .map(([name, { engines }]) => `${name} wants Node ${engines?.node}`)
}

test('nothing that is installed with the package wants a newer Node: npm i --engine-strict fails otherwise', () => {
  expect(tooNew(lock.packages)).toEqual([])
})

test('the package that wanted a newer Node would be found', () => {
  const cookie = { 'node_modules/cookie': { engines: { node: '>=22' } } }
  expect(tooNew(cookie)).toEqual(['node_modules/cookie wants Node >=22'])
})

test('the versions are chosen by dependencies alone: who installs the package gets none of our overrides', () => {
  expect(manifest.overrides).toBeUndefined()
})
