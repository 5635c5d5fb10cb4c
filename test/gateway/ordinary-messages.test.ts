import { describe, expect, test } from 'vitest'
import { isOrdinary, readMessages } from '../../src/gateway/templates/ordinary-messages.ts'
import { createRandom } from '../../src/random/random.ts'
import type { Random } from '../../src/random/random.ts'

describe('a list of messages that is read the short way', () => {
  test('is what JSON says, and every compact list without numbered escapes is read', () => {
    const random = createRandom(11)
    let read = 0
    for (let count = 0; count < 20_000; count++) {
      const text = mutated(listText(random), random)
      const messages = readMessages(text)
      const value = parsed(text)
      if (messages !== undefined) {
        read++
        expect(messages, text).toEqual(value)
        expect(messages.every(isOrdinary), text).toBe(true)
      } else if (Array.isArray(value) && value.length > 0 && value.every(isOrdinary)) {
        const isCompact = JSON.stringify(value) === text
        expect(isCompact && !text.includes('\\u'), text).toBe(false)
      }
    }
    expect(read).toBeGreaterThan(4000)
  })

  test.each([
    '[{"role":"user","content":"a"}',
    '[{"role":"user","content":"a"},]',
    '[{"role":"user","content":"a"}]]',
    '{{"role":"user","content":"a"}]',
    '[{"role":"user","content":""}]',
    '[{"role":"user","content":"a"}{"role":"user","content":"a"}]',
    '[{"role":"tool","content":"a"}]',
    '[{"role":"user","content":"a\nb"}]',
    '[{"role":"user","content":"a","content":"b"}]',
  ])('takes no %j', (text) => {
    expect(readMessages(text)).toBeUndefined()
  })
})

const ROLES = ['user', 'system', 'assistant', 'tool']
const TEXTS = ['Hello', 'a', '', 'two words', '"', 'back\\slash', 'ü€😀', 'line\nend', '{"role":"user"}', ']']

function listText(random: Random): string {
  const messages = Array.from({ length: random.int(0, 3) }, () => {
    const role = random.next() < 0.95 ? random.pick(ROLES.slice(0, 3)) : random.pick(ROLES)
    const content = random.next() < 0.7 ? random.pick(TEXTS.slice(0, 2)) : random.pick(TEXTS)
    return random.next() < 0.85 ? { role, content } : { content, role }
  })
  return JSON.stringify(messages, null, random.next() < 0.05 ? 1 : 0)
}

/** Now and then with a character more, less or changed. */
function mutated(text: string, random: Random): string {
  if (random.next() < 0.6) return text
  const at = random.int(0, text.length)
  const piece = random.pick(['', '"', ',', ' ', '}', ']', '\\', '\u0001', '\\u0041', 'x', '[', '{'])
  return text.slice(0, at) + piece + text.slice(at + random.int(0, 1))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
