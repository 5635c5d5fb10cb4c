import { expect, test } from 'vitest'
import { letters, uuid } from '../../src/random/ids.ts'
import { createRandom } from '../../src/random/random.ts'

test('a uuid is one of version 4, made of the digits of five draws', () => {
  for (let seed = 0; seed < 200; seed++) {
    const [random, again] = [createRandom(seed), createRandom(seed)]
    const id = uuid(random)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const digits = Array.from({ length: 4 }, () => again.bits().toString(16).padStart(8, '0')).join('')
    const kept = (text: string) => [...text].filter((_, index) => index !== 12 && index !== 16).join('')
    expect(kept(id.replaceAll('-', ''))).toBe(kept(digits))
    again.bits()
    expect(random.bits()).toBe(again.bits())
  }
})

test('letters take five from a draw', () => {
  const random = createRandom(3)
  expect(letters(random, 29)).toMatch(/^[A-Za-z0-9]{29}$/)
  const again = createRandom(3)
  for (let draw = 0; draw < 6; draw++) again.bits()
  expect(random.bits()).toBe(again.bits())
})
