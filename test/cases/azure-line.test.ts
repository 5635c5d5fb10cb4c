import { expect, test } from 'vitest'
import { startServer } from '../support/start-service.ts'

const PATH = '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21'

async function ask(
  url: string,
  more: { readonly body?: object; readonly headers?: Record<string, string>; readonly path?: string } = {},
) {
  return fetch(url + (more.path ?? PATH), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'api-key': 'k', ...more.headers },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }], ...more.body }),
  })
}

function emulatorHeaders(response: Response): readonly string[] {
  return [...response.headers.keys()].filter((name) => name.startsWith('x-emulator-'))
}

test('a stream that ends with its usage says null until then, but not beside the filtered prompt', async () => {
  await using server = await startServer({ gateway: 'azure' })
  const events = async (body: object) => {
    const text = await (await ask(server.url, { body: { stream: true, ...body } })).text()
    return text
      .split('\n\n')
      .filter((block) => block.startsWith('data: {'))
      .map((block) => JSON.parse(block.slice('data: '.length)) as { usage?: object | null })
  }
  const [filtered, ...chunks] = await events({ stream_options: { include_usage: true } })
  expect(filtered).not.toHaveProperty('usage')
  expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true)
  expect(Object.keys(chunks[0]!).at(-1)).toBe('usage')
  expect(chunks.at(-1)!.usage).toMatchObject({ total_tokens: expect.any(Number) })
  for (const chunk of await events({})) expect(chunk).not.toHaveProperty('usage')
})

test("the emulator's own headers are for requests that carry one, as a gateway before it shows all headers to its client", async () => {
  await using server = await startServer({ gateway: 'azure', emulatorHeaders: true })
  expect(emulatorHeaders(await ask(server.url))).toEqual([])
  expect(emulatorHeaders(await ask(server.url, { headers: { 'x-emulator-seed': '3' } }))).toContain(
    'x-emulator-exchange',
  )
})

test('they are sent always where that is asked for, never where they are not wanted, and always by a gateway', async () => {
  await using always = await startServer({ gateway: 'azure', emulatorHeaders: 'always' })
  expect(emulatorHeaders(await ask(always.url))).toContain('x-emulator-exchange')
  await using never = await startServer({ gateway: 'azure', emulatorHeaders: false })
  expect(emulatorHeaders(await ask(never.url, { headers: { 'x-emulator-seed': '3' } }))).toEqual([])
  await using gateway = await startServer({ emulatorHeaders: true })
  const path = '/openai/openai/deployments/gpt-4o/chat/completions'
  expect(emulatorHeaders(await ask(gateway.url, { path }))).toContain('x-emulator-exchange')
})
