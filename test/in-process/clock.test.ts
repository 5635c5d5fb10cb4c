import { expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { chat, say } from './ask.ts'

test('a manual clock moves an answer, the date and chaos', async () => {
  await using emulator = await createEmulator({ clock: 'manual', seed: 7 })
  emulator.when('slow').reply('at last').timing({ first_token_ms: 20_000, tokens_per_second: 0, jitter: 0 })
  let answered = ''
  const waiting = say(emulator, 'slow').then((text) => (answered = text))
  while (emulator.journal.length === 0) await new Promise((resolve) => setImmediate(resolve))
  const before = emulator.clock.now()
  await emulator.clock.advance('19s')
  expect([answered, emulator.clock.now() - before]).toEqual(['', 19_000])
  await emulator.clock.advance(1000)
  expect(await waiting).toBe('at last')

  emulator.chaos({ error: 'azure.server_error', for: '1m' })
  await emulator.clock.advance('59s')
  const status = () =>
    emulator.fetch(`${emulator.baseURL}/chat/completions`, chat('hi')).then((it) => it.status)
  const first = status()
  await emulator.clock.advance('500ms')
  expect(await first).toBe(500)
  await emulator.clock.advance('1s')
  const second = status()
  await emulator.clock.advance('1m')
  expect(await second).toBe(200)
})

test('real time cannot be advanced, and no time by what is no duration', async () => {
  await using real = await createEmulator()
  expect(Math.abs(real.clock.now() - Date.now())).toBeLessThan(1000)
  await expect(real.clock.advance('1s')).rejects.toThrow("createEmulator({ clock: 'manual' })")
  await using manual = await createEmulator({ clock: 'manual' })
  await expect(manual.clock.advance('soon')).rejects.toThrow('advance takes')
})
