import { expect, test } from 'vitest'
import { testEmulator } from '../support/start-service.ts'
import { loadCaptures } from '../support/capture.ts'
import { ask } from '../plan/ask.ts'

/**
 * Azure writes a chunk's keys in one order, its own and not the alphabet of the made ones: an oldest gateway repeats the
 * chunk as it came in `raw_response`.
 */
const recorded = new Set(
  loadCaptures('1.4.19')
    .flatMap(({ upstream }) => upstream?.sse ?? [])
    .flatMap((event) => (isChunk(event) ? [Object.keys(event).join(' ')] : [])),
)

test.each([
  ['a scripted stream', 'Hello'],
  ['a fake stream', 'Good morning'],
])('%s has the keys of a recorded one, in its order', (_, content) => {
  const scenarios = { scenarios: [{ when: 'Hello', reply: 'Hi there' }] }
  const body = {
    messages: [{ role: 'user', content }],
    stream: true,
    stream_options: { include_usage: true },
  }
  const { text } = ask(testEmulator({ gateway: '1.3.60', scenarios }), body)
  const made = [...text.matchAll(/"raw_response":"((?:[^"\\]|\\.)*)"/g)].map(([, raw]) => {
    const chunk: unknown = JSON.parse(JSON.parse(`"${raw}"`) as string)
    return Object.keys(chunk as object).join(' ')
  })
  expect(made.length).toBeGreaterThan(1)
  for (const keys of made) expect([...recorded]).toContain(keys)
})

function isChunk(event: unknown): event is object {
  return typeof event === 'object' && event !== null && 'choices' in event && 'system_fingerprint' in event
}
