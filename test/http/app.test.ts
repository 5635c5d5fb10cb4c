import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/http/app.ts'
import { ControlApp } from '../../src/http/control-plugin.ts'
import { Service } from '../../src/http/service.ts'
import { wallClock } from '../../src/play/clock.ts'
import { testEmulator } from '../support/start-service.ts'
import { CHAT } from './call.ts'

function appOf(gateway: string) {
  const service = new Service({ emulator: testEmulator({ gateway }), clock: wallClock, speed: 0 })
  const books = { status: () => ({}) as never, reload: async () => ({ ok: true }) }
  return createApp(
    service,
    new ControlApp({ service, books, version: 'test', pageFolder: '', startedAt: 0, token: undefined }),
  )
}

describe('the app', () => {
  test.each([
    ['1.4.19', 'POST', '/openai/openai/deployments/:deploymentId/chat/completions'],
    ['1.4.19', 'POST', '/langchain/openai/deployments/:deploymentId/chat/completions'],
    ['1.4.19', 'POST', '/litellm/openai/deployments/:deploymentId/chat/completions'],
    ['1.4.19', 'POST', '/pydanticai/openai/deployments/:deploymentId/chat/completions'],
    ['1.4.19', 'POST', '/openai/v1/chat/completions'],
    ['1.4.19', 'POST', '/v1/chat/completions'],
    ['1.4.19', 'GET', '/openai/v1/models'],
    ['1.4.19', 'GET', '/v1/models'],
    ['1.4.19', 'GET', '/health'],
    ['1.3.60', 'POST', '/openai/openai/deployments/:deploymentId/chat/completions'],
    ['docs', 'POST', '/openai/openai/deployments/:deploymentId/chat/completions'],
    ['azure', 'POST', '/openai/deployments/:deploymentId/chat/completions'],
    ['azure', 'POST', '/openai/v1/chat/completions'],
    ['1.4.19,azure', 'POST', '/openai/openai/deployments/:deploymentId/chat/completions'],
    ['1.4.19,azure', 'POST', '/azure/openai/deployments/:deploymentId/chat/completions'],
  ] as const)('%s has %s %s', async (gateway, method, url) => {
    const app = appOf(gateway)
    await app.ready()
    expect(app.hasRoute({ method, url })).toBe(true)
    await app.close()
  })

  test('answers what is injected as it answers a socket', async () => {
    const app = appOf('1.4.19')
    const { statusCode, headers, body } = await app.inject({
      method: 'POST',
      url: CHAT,
      headers: { 'content-type': 'application/json' },
      payload: { messages: [{ role: 'user', content: 'hi' }] },
    })
    expect([statusCode, headers['server'], JSON.parse(body)]).toMatchObject([
      200,
      'fasthttp',
      { object: 'chat.completion' },
    ])
    expect((await app.inject('/_emulator/clock')).json()).toMatchObject({ clock: 'wall' })
    await app.close()
  })
})
