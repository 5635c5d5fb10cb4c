import { expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { fuzzRun } from './fuzz-run.ts'
import { fuzzInput, KINDS } from './inputs.ts'
import { fits } from './run-input.ts'

test('an input is known by its number', () => {
  for (let number = 0; number < 40; number++) expect(fuzzInput(3, number)).toEqual(fuzzInput(3, number))
  expect(new Set(Array.from({ length: 40 }, (_, number) => fuzzInput(3, number).kind))).toEqual(
    new Set(KINDS),
  )
})

test('an input changed with those that were made before it', () => {
  const made = () => Array.from({ length: 1_500 }, (_, number) => JSON.stringify(fuzzInput(12, number)))
  expect(made()).toEqual(made())
})

test('a sample of hostile inputs is taken well', async () => {
  await using gateway = await createEmulator({ seed: 7, speed: 0 })
  await using control = await createEmulator({ seed: 7, speed: 0 })
  const port = ({ url }: { url: string }) => Number(new URL(url).port)
  const target = { gateway: port(gateway), control: port(control) }
  const { failures } = await fuzzRun(target, { seed: 20, from: 0, count: 400 })
  expect(failures).toEqual([])
}, 120_000)

test('a value with an object under the key constructor fits the const that it is', () => {
  const made = { deep: [{ constructor: { name: 'McLaren' } }] }
  expect(fits({ const: made }, structuredClone(made))).toBe(true)
  expect(fits({ const: made }, { deep: [{ constructor: { name: 'Ferrari' } }] })).toBe(false)
})
