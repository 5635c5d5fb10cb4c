import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { newFolder } from '../disk/support.ts'
import { growth } from './judge.ts'
import { scenarioText, visitAll, VISITORS } from './visitors.ts'
import { watchedServer } from './watched-server.ts'

beforeAll(() => {
  if (!existsSync(new URL('../../dist/cli/main.js', import.meta.url)))
    throw new Error('these tests run the built command: npm run build')
})

const HELD = { bytes: 50e6, rss: 120e6, sockets: 0, timers: 0, files: 20, keys: 4 }
const readings = (change: (index: number) => Partial<typeof HELD>) =>
  Array.from({ length: 20 }, (_, index) => ({ ...HELD, ...change(index) }))

describe('growth', () => {
  test.each([
    ['what stays', () => ({}), []],
    ['what grows in the warm-up alone', (i: number) => ({ bytes: 1e6 * Math.min(i, 7) }), []],
    ['what jumps to and fro', (i: number) => ({ bytes: 50e6 + (i % 2) * 10e6 }), []],
    ['memory', (i: number) => ({ bytes: 50e6 + i * 1e6 }), [/^bytes grew/]],
    ['sockets', (i: number) => ({ sockets: i > 14 ? 2 : 0 }), [/^sockets grew from 0 to 2/]],
    ['files', (i: number) => ({ files: 20 + i }), [/^files grew/]],
    ['keys of the store', (i: number) => ({ keys: i > 15 ? 5 : 4 }), [/^keys grew from 4 to 5/]],
  ])('%s', (_what, change, told) => {
    const grown = growth(readings(change as (index: number) => Partial<typeof HELD>))
    expect(grown).toEqual(told.map((pattern) => expect.stringMatching(pattern)))
  })

  test('needs readings', () => {
    expect(growth([HELD])).toEqual(['1 readings are too few to tell growth'])
  })
})

test('each visitor of a soak run finds what it wants, and the process tells what it holds', async () => {
  const folder = await newFolder()
  await writeFile(`${folder}/a.yaml`, scenarioText(0))
  const server = await watchedServer(['--scenarios', folder, '--log', 'silent'])
  let count = 0
  const visited = await visitAll({ port: server.port, folder, next: () => ++count }, 1000)
  expect(visited.problems).toEqual([])
  expect(Object.keys(visited.visits).sort()).toEqual(Object.keys(VISITORS).sort())
  const held = await server.held()
  expect(held.processes).toBe(1)
  expect(held.bytes).toBeGreaterThan(1e6)
  expect(await server.stop()).toBe(0)
  expect(server.complaints()).toBe('')
})
