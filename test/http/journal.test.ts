import { describe, expect, test } from 'vitest'
import { startServer } from '../support/start-service.ts'
import { call, CHAT, chat } from './call.ts'

interface Entry {
  readonly id: string
  readonly session: string
  readonly scenario: string | null
  readonly seed: number | null
  readonly request: { readonly path: string; readonly headers: [string, string][]; readonly body: string }
  readonly upstream: readonly {
    readonly url: string
    readonly headers: [string, string][]
    readonly body: string
  }[]
  readonly planned: { readonly status: number; readonly frames: number }
  readonly sent: { readonly frames: number; readonly ended: string } | null
}

const scenarios = { scenarios: [{ name: 'greeting', when: 'hello', reply: 'Hi.' }] }

async function entries(port: number, query = ''): Promise<Entry[]> {
  return (await call(port, `/_emulator/journal${query}`)).json()['entries'] as Entry[]
}

describe('the journal', () => {
  test('tells what was asked, which rule answered, what was planned and what was sent', async () => {
    await using server = await startServer({ scenarios })
    await chat(server.port, 'hello')
    await chat(server.port, 'nobody knows')
    const [first, second] = await entries(server.port)
    expect(first).toMatchObject({
      scenario: 'greeting',
      seed: expect.any(Number),
      request: { method: 'POST', path: CHAT, query: '', body: expect.stringContaining('hello') },
      upstream: [
        { scenario: 'greeting', deployment: 'gpt-4o', attempt: 1, body: expect.stringContaining('hello') },
      ],
      planned: { status: 200, frames: 1, ends: 'end' },
      sent: { frames: 1, ended: 'end' },
    })
    expect([second?.scenario, second?.planned.status]).toEqual([null, 200])
    const detail = await call(server.port, `/_emulator/journal/${first!.id}`)
    expect(detail.json()).toMatchObject(first!)
  })

  test('shows what the gateway made of the request: a parameter that it drops is not in it', async () => {
    await using server = await startServer({ scenarios })
    const body = { messages: [{ role: 'user', content: 'hello' }], max_tokens: 5, stream: true }
    await call(server.port, CHAT, { method: 'POST', body })
    const [{ request, upstream }] = (await entries(server.port)) as [Entry]
    expect([request.body.includes('max_tokens'), upstream[0]!.body.includes('max_tokens')]).toEqual([
      true,
      false,
    ])
    expect(upstream[0]!.body).toContain('"stream_options"')
  })

  test('holds no secret', async () => {
    await using server = await startServer({ scenarios })
    const secret = 'sk-very-secret'
    await chat(server.port, 'hello', {
      Authorization: `Bearer ${secret}`,
      'api-key': secret,
      'X-API-Key': secret,
      'x-goog-api-key': secret,
      Cookie: `session=${secret}`,
      'Proxy-Authorization': `Basic ${secret}`,
      'x-emulator-session': 'mine',
    })
    const text = (await call(server.port, '/_emulator/journal')).text
    expect([text.includes(secret), text.includes('emulator-key'), text.includes('[redacted]')]).toEqual([
      false,
      false,
      true,
    ])
    expect((await call(server.port, '/_emulator/journal/x1')).text).not.toContain(secret)
  })

  test('virtual keys are secrets too', async () => {
    await using server = await startServer({ scenarios })
    await chat(server.port, 'hello', { 'x-bf-vk': 'sk-bf-hidden' })
    expect((await call(server.port, '/_emulator/journal')).text).not.toContain('sk-bf-hidden')
  })

  test('can be asked for one session', async () => {
    await using server = await startServer({ scenarios })
    for (const session of ['a', 'b', 'a']) await chat(server.port, 'hello', { 'x-emulator-session': session })
    expect((await entries(server.port, '?session=a')).map((entry) => entry.session)).toEqual(['a', 'a'])
    expect(await entries(server.port, '?session=c')).toEqual([])
  })

  test('can be emptied; an id that is not in it is a 404', async () => {
    await using server = await startServer({ scenarios })
    await chat(server.port, 'hello')
    expect((await call(server.port, '/_emulator/journal', { method: 'DELETE' })).json()).toEqual({ ok: true })
    expect(await entries(server.port)).toEqual([])
    const gone = await call(server.port, '/_emulator/journal/x1')
    expect([gone.status, gone.json()['error']]).toEqual([404, 'no exchange "x1" in the journal'])
  })

  test('notes broken requests and refused wishes as well', async () => {
    await using server = await startServer({ scenarios })
    await call(server.port, CHAT, { method: 'POST', body: '{bad' })
    await chat(server.port, 'hello', { 'x-emulator-error': 'no.such' })
    expect(
      (await entries(server.port)).map(({ planned, upstream }) => [planned.status, upstream.length]),
    ).toEqual([
      [500, 0],
      [400, 0],
    ])
  })

  test('shows a long body only in part in the list, and whole by itself', async () => {
    await using server = await startServer({ scenarios })
    await chat(server.port, 'x'.repeat(200_000))
    const [entry] = await entries(server.port)
    expect(entry!.request.body.length).toBe(64 * 1024)
    const whole = (await call(server.port, `/_emulator/journal/${entry!.id}`)).json() as unknown as Entry
    expect(whole.request.body.length).toBeGreaterThan(200_000)
  })
})
