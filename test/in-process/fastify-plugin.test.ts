import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { bifrostEmulator } from '../../src/in-process/fastify-plugin.ts'
import { createEmulator } from '../../src/index.ts'

/** A dev server with habits of its own. */
function devServer() {
  const seen: string[] = []
  const app = Fastify()
  app.addHook('onRequest', async (request, reply) => {
    seen.push(request.url)
    reply.raw.setHeader('x-theirs', 'yes')
  })
  app.setErrorHandler((error: Error, _request, reply) => reply.code(418).send({ theirs: error.message }))
  app.setNotFoundHandler((_request, reply) => reply.code(404).send('theirs'))
  app.post('/echo', (request) => request.body)
  app.post('/fail', () => {
    throw new Error('no')
  })
  return { app, seen }
}

async function listening(app: ReturnType<typeof devServer>['app']): Promise<string> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
}

describe('mounted into a Fastify server', () => {
  test('the emulator answers under its prefix, and all else stays as it was', async () => {
    await using emulator = await createEmulator({ seed: 7 })
    emulator.when('hello').reply('Hi there.')
    const { app, seen } = devServer()
    app.register(bifrostEmulator, { prefix: '/ai', emulator })
    const url = await listening(app)
    const client = new OpenAI({
      apiKey: 'x',
      baseURL: `${url}/ai/openai/openai/deployments/gpt-4o`,
      maxRetries: 0,
    })
    const ask = { model: 'gpt-4o', messages: [{ role: 'user', content: 'hello' }] } as const
    const whole = await client.chat.completions.create({ ...ask, messages: [...ask.messages] })
    let text = ''
    for await (const chunk of await client.chat.completions.create({
      ...ask,
      messages: [...ask.messages],
      stream: true,
    }))
      text += chunk.choices[0]?.delta.content ?? ''
    expect([whole.choices[0]!.message.content, text]).toEqual(['Hi there.', 'Hi there.'])

    const bad = await fetch(`${url}/ai/openai/openai/deployments/gpt-4o/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{bad',
    })
    expect([bad.status, bad.headers.get('server'), bad.headers.get('x-theirs')]).toEqual([
      500,
      'fasthttp',
      null,
    ])
    const status = await fetch(`${url}/ai/_emulator/status`)
    expect([status.status, ((await status.json()) as { seed: number }).seed]).toEqual([200, 7])
    expect(seen).toEqual([])

    const post = (path: string, body: string) =>
      fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect(await (await post('/echo', '{"a":1}')).json()).toEqual({ a: 1 })
    expect((await post('/echo', '{bad')).status).toBe(418)
    expect(await (await post('/fail', '{}')).json()).toEqual({ theirs: 'no' })
    expect(await (await fetch(`${url}/aid`)).text()).toBe('theirs')
    expect(seen).toEqual(['/echo', '/echo', '/fail', '/aid'])
    await app.close()
    expect((await fetch(`${emulator.url}/health`)).status).toBe(200)
  })

  test('it can make its own emulator, which ends with the server', async () => {
    const { app } = devServer()
    app.register(bifrostEmulator, { prefix: '/ai', seed: 3, gateway: 'azure' })
    const url = await listening(app)
    const answer = await fetch(`${url}/ai/openai/v1/chat/completions`, {
      method: 'POST',
      headers: { 'api-key': 'x' },
      body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }] }),
    })
    expect(answer.status).toBe(200)
    await answer.text()
    await app.close()
  })

  test('what is injected reaches it', async () => {
    const { app } = devServer()
    app.register(bifrostEmulator, { prefix: '/ai', seed: 3 })
    const { statusCode, body } = await app.inject('/ai/health')
    expect([statusCode, body]).toEqual([200, '{"components":{"db_pings":"ok"},"status":"ok"}\n'])
    await app.close()
  })

  test('without a prefix it says so', async () => {
    const { app } = devServer()
    app.register(bifrostEmulator, { seed: 3 } as never)
    await expect(app.ready()).rejects.toThrow(
      "bifrostEmulator needs a prefix: app.register(bifrostEmulator, { prefix: '/ai' })",
    )
  })
})
