import { expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'

async function chat(baseURL: string): Promise<number> {
  const response = await fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"messages":[{"role":"user","content":"hi"}]}',
  })
  await response.text()
  return response.status
}

test('errors, faults and chaos are ordered in process too', async () => {
  await using emulator = await createEmulator({ seed: 7 })
  emulator.next({ error: 'azure.rate_limit' })
  emulator.next({ fault: [{ status: { code: 418 } }] })
  const { baseURL } = emulator
  expect([await chat(baseURL), await chat(baseURL), await chat(baseURL)]).toEqual([429, 418, 200])
  emulator.chaos({ error: 'azure.server_error', every: 2 })
  expect([await chat(baseURL), await chat(baseURL), await chat(baseURL)]).toEqual([200, 500, 200])
  emulator.chaos()
  expect(emulator.chaosFigures).toMatchObject({
    chaos: [],
    ended: [{ every: 2, requests: 3, hits: 1, figures: { hits_by: { 'azure.server_error': 1 } } }],
  })
  emulator.limits({ deployment: 'gpt-4o', requests_per_minute: 1 })
  expect([await chat(baseURL), await chat(baseURL)]).toEqual([200, 429])
  emulator.limits()
  expect(await chat(baseURL)).toBe(200)
  expect(() => emulator.next({ fault: 'cuts' as 'cut' })).toThrow('did you mean cut?')
  expect(() => emulator.chaos({ rate: 1 })).toThrow('give error or fault')
})
