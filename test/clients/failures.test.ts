import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import { startServer } from '../support/start-service.ts'
import { collect, kinds, model, user } from './openai.ts'

async function caught(promise: PromiseLike<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof OpenAI.APIError)) throw new Error(`no APIError: ${String(error)}`)
  return error
}

const event = (choices: object[]) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices,
})

describe.each(kinds)('$name', ({ make }) => {
  test.each([false, true])('429 with Retry-After (stream: %s)', async (stream) => {
    await using server = await startServer({
      scenarios: { scenarios: [{ error: { name: 'azure.rate_limit', retry_after: 7 } }] },
    })
    const error = await caught(make(server).chat.completions.create({ model, messages: user('x'), stream }))
    expect(error).toBeInstanceOf(OpenAI.RateLimitError)
    expect([error.status, error.code, error.headers?.get('retry-after')]).toEqual([429, '429', '7'])
    expect(error.headers?.get('retry-after-ms')).toBe('7000')
    expect(error.message).toMatch(/retry after 7 seconds/)
  })

  test('a retry that succeeds', async () => {
    await using server = await startServer({
      scenarios: {
        scenarios: [{ replies: [{ error: { name: 'azure.rate_limit', retry_after: 0.001 } }, 'Now.'] }],
      },
    })
    const completion = await make(server, 1).chat.completions.create({ model, messages: user('x') })
    expect(completion.choices[0]?.message.content).toBe('Now.')
    expect(server.emulator.journal.list().map(({ planned }) => planned?.status)).toEqual([429, 200])
  })

  test.each([
    ['azure.bad_request', OpenAI.BadRequestError],
    ['azure.unauthorized', OpenAI.AuthenticationError],
    ['azure.forbidden', OpenAI.PermissionDeniedError],
    ['azure.deployment_not_found', OpenAI.NotFoundError],
    ['azure.unprocessable', OpenAI.UnprocessableEntityError],
    ['azure.unavailable', OpenAI.InternalServerError],
    ['governance.virtual_key_not_found', OpenAI.PermissionDeniedError],
    ['bifrost.deployment_unknown', OpenAI.InternalServerError],
  ])('%s', async (name, kind) => {
    await using server = await startServer({ scenarios: { scenarios: [{ error: name }] } })
    const error = await caught(make(server).chat.completions.create({ model, messages: user('x') }))
    expect(error).toBeInstanceOf(kind)
    expect(error.error).toMatchObject({ message: expect.any(String) })
  })

  test('an error event in mid-stream is raised, after what came before it', async () => {
    const events = [
      event([{ index: 0, delta: { role: 'assistant', content: 'So' } }]),
      event([{ index: 0, delta: { content: ' far' } }]),
      { error: { message: 'it broke', type: 'server_error', code: 'boom' } },
    ]
    await using server = await startServer({ scenarios: { scenarios: [{ upstream: { events } }] } })
    const stream = await make(server).chat.completions.create({ model, messages: user('x'), stream: true })
    let text = ''
    const read = async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    }
    const error = await caught(read())
    expect([text, error.code, error.error]).toEqual([
      'So far',
      'boom',
      expect.objectContaining({ message: 'it broke' }),
    ])
  })

  test('a stream that is cut on the way is a connection error, not an end', async () => {
    const events = [event([{ index: 0, delta: { content: 'Half' } }]), { $end: 'fin' }]
    await using server = await startServer({
      scenarios: { scenarios: [{ wire: { headers: { 'Content-Type': 'text/event-stream' }, events } }] },
    })
    const stream = await make(server).chat.completions.create({ model, messages: user('x'), stream: true })
    await expect(collect(stream)).rejects.toThrow()
  })

  test('a deployment that says nothing: 504', async () => {
    const key = {
      name: 'k',
      value: 'v',
      azure_key_config: { endpoint: 'https://a.example', deployments: { [model]: model } },
    }
    const network_config = { default_request_timeout_in_seconds: 30 }
    const config = readGatewayConfig({ providers: { azure: { keys: [key], network_config } } })
    await using server = await startServer({
      scenarios: { scenarios: [{ upstream: { connection: 'hang' } }] },
      config,
      speed: 1000,
    })
    const error = await caught(make(server).chat.completions.create({ model, messages: user('x') }))
    expect(error).toBeInstanceOf(OpenAI.InternalServerError)
    expect([error.status, error.type]).toEqual([504, 'request_timed_out'])
  })
})
