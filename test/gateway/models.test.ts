import { expect, test } from 'vitest'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import { startServer } from '../support/start-service.ts'

const CONFIG = {
  providers: {
    azure: {
      keys: [
        { azure_key_config: { endpoint: 'https://x', deployments: { chat: 'gpt-4o', 'gpt-4o': 'gpt-4o' } } },
      ],
    },
    openai: { keys: [{ models: ['gpt-5'] }] },
  },
  governance: {
    auth_config: { is_enabled: true, admin_username: 'admin', admin_password: 'secret' },
  },
}

async function lists(gateway: string, login = true) {
  const server = await startServer({ gateway, config: readGatewayConfig(CONFIG) })
  const authorization = `Basic ${Buffer.from('admin:secret').toString('base64')}`
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(server.url + path, {
      headers: login ? { authorization, ...headers } : headers,
    })
    const text = await response.text()
    const body = JSON.parse(text) as { data?: { id: string }[]; error?: { message: string } }
    return { status: response.status, text, said: body.data?.map(({ id }) => id) ?? body.error?.message }
  }
  return { get, [Symbol.asyncDispose]: server[Symbol.asyncDispose].bind(server) }
}

test('a list names one provider or all', async () => {
  await using gateway = await lists('1.4.19')
  const all = ['azure/chat', 'azure/gpt-4o', 'openai/gpt-5']
  const said = async (path: string, headers = {}) => (await gateway.get(path, headers)).said
  expect(await said('/openai/v1/models')).toEqual(all)
  expect(await said('/openai/models', { 'x-bf-model-provider': 'all' })).toEqual(all)
  expect(await said('/openai/openai/models', { 'x-bf-model-provider': 'Azure' })).toEqual(all.slice(0, 2))
  expect(await said('/openai/v1/models', { 'x-bf-model-provider': 'groq' })).toBe(
    'provider not found for list models request',
  )
  expect(await said('/v1/models')).toEqual(all)
  expect(await said('/v1/models?provider=openai')).toEqual(['openai/gpt-5'])
})

test("the gateway's own list is no web page, and ends with a newline", async () => {
  await using gateway = await lists('1.3.60')
  const { status, text } = await gateway.get('/v1/models?provider=azure')
  expect([status, text]).toEqual([
    200,
    '{"data":[{"id":"azure/chat"},{"id":"azure/gpt-4o","created":1743500000}],"extra_fields":' +
      '{"request_type":"list_models","provider":"azure","latency":0,"chunk_index":0}}\n',
  ])
  expect((await gateway.get('/v1/models?provider=groq')).status).toBe(400)
})

test('a login that inference wants is wanted for the lists, too', async () => {
  await using later = await lists('1.4.10', false)
  expect([(await later.get('/openai/v1/models')).status, (await later.get('/v1/models')).status]).toEqual([
    401, 401,
  ])
  expect((await later.get('/health')).status).toBe(200)
  await using before = await lists('1.3.60', false)
  expect((await before.get('/v1/models')).status).toBe(200)
})

test('since 1.5.1 a list says what it is; an error does not, nor does the list of the own route', async () => {
  await using server = await startServer({ gateway: '1.5.1', config: readGatewayConfig(CONFIG) })
  const authorization = `Basic ${Buffer.from('admin:secret').toString('base64')}`
  const type = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(server.url + path, { headers: { authorization, ...headers } })).headers.get(
      'x-bifrost-request-type',
    )
  expect(await type('/openai/v1/models')).toBe('list_models')
  expect(await type('/openai/v1/models', { 'x-bf-model-provider': 'groq' })).toBe(null)
  expect(await type('/v1/models')).toBe(null)
})
