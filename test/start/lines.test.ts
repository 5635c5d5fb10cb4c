import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import { createEmulator } from '../../src/index.ts'
import { allLines, chosenLines, nameProblem } from '../../src/start/front-ends.ts'
import { startServer } from '../support/start-service.ts'

const GATEWAY = '/openai/openai/deployments/gpt-4o/chat/completions'
const AZURE = '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21'
const HELLO = JSON.stringify({ messages: [{ role: 'user', content: 'Hello!' }] })

async function post(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { method: 'POST', headers: { 'api-key': 'k', ...headers }, body: HELLO })
  return { status: response.status, body: JSON.parse(await response.text()) as Record<string, any> }
}

const isDocs = (body: Record<string, any>) => body['usage'].cost !== undefined
const isAzure = (body: Record<string, any>) => body['prompt_filter_results'] !== undefined

describe('names of lines', () => {
  test.each([
    ['1.4.19', ['1.4.19'], 0],
    ['docs', ['docs'], 0],
    ['1.4.19, azure ,docs', ['1.4.19', 'azure', 'docs'], 0],
    ['v1.4.19,1.4.19', ['1.4.19'], 0],
    ['99.1', [allLines().findLast((line) => /^\d/.test(line.name))!.name], 1],
  ])('%s', (text, names, notices) => {
    const chosen = chosenLines(text)
    if ('unknown' in chosen) throw new Error(chosen.unknown)
    expect(chosen.lines.map((line) => line.name)).toEqual(names)
    expect(chosen.notices).toHaveLength(notices)
  })

  test.each(['', 'Azure', '1.4.19,', 'docs;azure'])('%j is none', (text) => {
    expect(chosenLines(text)).toHaveProperty('unknown')
  })

  test('the nearest is named', () => {
    expect(nameProblem('azur')).toMatch(
      /^"azur" is no version of the gateway and no other line; did you mean "azure"\?/,
    )
  })
})

describe('several lines in one process', () => {
  test('each by its path, the first one also without, any by a header', async () => {
    await using server = await startServer({ gateway: '1.4.19,docs,azure', emulatorHeaders: true })
    const plain = await post(server.url + GATEWAY)
    expect([plain.status, isDocs(plain.body), isAzure(plain.body)]).toEqual([200, false, false])
    expect((await post(`${server.url}/1.4.19${GATEWAY}`)).body['id']).toBe(plain.body['id'])
    const docs = await post(`${server.url}/docs${GATEWAY}`)
    expect([isDocs(docs.body), docs.body['choices'][0].message.content]).toEqual([
      true,
      plain.body['choices'][0].message.content,
    ])
    expect(isAzure((await post(`${server.url}/azure${AZURE}`)).body)).toBe(true)
    expect(isDocs((await post(server.url + GATEWAY, { 'x-emulator-gateway': 'docs' })).body)).toBe(true)
    expect(isAzure((await post(server.url + AZURE, { 'x-emulator-gateway': 'azure' })).body)).toBe(true)
    expect(server.emulator.journal.list().map((entry) => entry.line)).toEqual([
      '1.4.19',
      '1.4.19',
      'docs',
      'azure',
      'docs',
      'azure',
    ])
  })

  test('an unknown line is refused with those there are', async () => {
    await using server = await startServer({ gateway: '1.4.19,docs' })
    const { status, body } = await post(server.url + GATEWAY, { 'x-emulator-gateway': 'doc' })
    expect([status, body['error'].message]).toEqual([
      400,
      'bifrost-emulator: x-emulator-gateway: no gateway line "doc" is served; did you mean docs? Known: docs, 1.4.19',
    ])
  })

  test('a version takes the nearest line at or below it, as --gateway does, and the answer says which', async () => {
    await using server = await startServer({ gateway: '1.4.19,1.4.10,docs', emulatorHeaders: true })
    const answeredBy = async (headers: Record<string, string>) => {
      const response = await fetch(server.url + GATEWAY, { method: 'POST', body: HELLO, headers })
      return [response.headers.get('x-emulator-gateway'), response.headers.get('x-frame-options')]
    }
    const by = (version: string) => answeredBy({ 'x-emulator-gateway': version })
    expect(await by('1.4.12')).toEqual(['1.4.10', null])
    expect(await by('v1.4.10')).toEqual(['1.4.10', null])
    expect(await by('1.4.22')).toEqual(['1.4.19', 'DENY'])
    expect(await by('1.4.23')).toEqual(['1.4.19', 'DENY'])
    expect(await answeredBy({})).toEqual([null, 'DENY'])
    expect(server.emulator.journal.list().map((entry) => entry.line)).toEqual([
      '1.4.10',
      '1.4.10',
      '1.4.19',
      '1.4.19',
      '1.4.19',
    ])
  })

  test('a version whose line is not served is refused and told so', async () => {
    await using server = await startServer({ gateway: '1.4.19,docs' })
    const { status, body } = await post(server.url + GATEWAY, { 'x-emulator-gateway': '1.4.12' })
    expect([status, body['error'].message]).toEqual([
      400,
      'bifrost-emulator: x-emulator-gateway: no gateway line "1.4.12" is served (1.4.10 would answer for it); did you mean 1.4.19? Known: 1.4.19, docs',
    ])
  })

  test('each line has its own limits', async () => {
    await using server = await startServer({ gateway: '1.4.19,1.3.60' })
    const large = { 'x-large': 'a'.repeat(20_000) }
    const status = async (path: string, headers: Record<string, string> = {}) =>
      (await fetch(server.url + path, { method: 'POST', body: HELLO, headers: { ...large, ...headers } }))
        .status
    expect(await status(GATEWAY)).toBe(200)
    expect(await status(`/1.3.60${GATEWAY}`)).toBe(431)
    expect(await status(GATEWAY, { 'x-emulator-gateway': '1.3.60' })).toBe(431)
    expect(await status(GATEWAY, { 'x-emulator-gateway': '1.3.99' })).toBe(431)
  })

  test('what one line counts and keeps is not what another one counts and keeps', async () => {
    const config = readGatewayConfig({
      providers: {
        azure: {
          keys: [
            { name: 'k', azure_key_config: { endpoint: 'https://x', deployments: { 'gpt-4o': 'gpt-4o' } } },
          ],
          concurrency_and_buffer_size: { concurrency: 1, buffer_size: 1 },
        },
      },
      plugins: [{ name: 'semantic_cache', enabled: true, config: { default_cache_key: 'k' } }],
      client: { enable_governance: true },
      governance: {
        rate_limits: [{ id: 'r', request_max_limit: 1, request_reset_duration: '1h' }],
        virtual_keys: [{ id: 'vk', name: 'vk', value: 'sk-bf-1', rate_limit_id: 'r' }],
      },
    })
    await using server = await startServer({ gateway: '1.4.19,1.3.60,azure', config })
    const hits = []
    for (const line of ['1.4.19', '1.3.60', '1.4.19', '1.3.60']) {
      const { status, body } = await post(`${server.url}/${line}${GATEWAY}`)
      hits.push([status, body['extra_fields'].cache_debug?.hit_type, 'raw_response' in body['extra_fields']])
    }
    expect(hits).toEqual([
      [200, undefined, false],
      [200, undefined, true],
      [200, 'direct', false],
      [200, 'direct', true],
    ])

    const withKey = { 'x-bf-vk': 'sk-bf-1', 'x-bf-cache-key': 'other' }
    const statuses = []
    for (const line of ['1.4.19', '1.4.19', '1.3.60', '1.3.60'])
      statuses.push((await post(`${server.url}/${line}${GATEWAY}`, withKey)).status)
    expect(statuses).toEqual([200, 429, 200, 429])

    const status = (await (await fetch(`${server.url}/_emulator/status`)).json()) as Record<string, any>
    expect(status['limits'].map(({ line, used }: any) => [line, used])).toEqual([
      ['1.4.19', 1],
      ['1.3.60', 1],
    ])
    expect(status['queues'].map(({ line }: any) => line)).toEqual(['1.4.19', '1.3.60'])
    expect(status['cache']).toEqual({ entries: 4 })
  })

  test('a redirect leads back to the line that gave it', async () => {
    await using server = await startServer({ gateway: '1.4.19,1.3.60' })
    const redirect = async (path: string) =>
      (await fetch(server.url + path, { method: 'POST', body: HELLO, redirect: 'manual' })).headers.get(
        'location',
      )
    expect(await redirect(`/1.3.60${GATEWAY}/?a=b%20c`)).toBe(`${server.url}/1.3.60${GATEWAY}?a=b%20c`)
    expect(await redirect(GATEWAY.toUpperCase())).toBe(
      `${server.url}/openai/openai/deployments/GPT-4O/CHAT/COMPLETIONS`,
    )
    const followed = await fetch(`${server.url}/1.3.60${GATEWAY}/`, { method: 'POST', body: HELLO })
    expect(await followed.json()).toHaveProperty('extra_fields.raw_response')
  })

  test('a single line has no prefix', async () => {
    await using server = await startServer({ gateway: '1.4.19' })
    expect((await fetch(`${server.url}/1.4.19${GATEWAY}`, { method: 'POST', body: HELLO })).status).toBe(405)
  })

  test('sessions and one-shot orders are shared', async () => {
    await using server = await startServer({
      gateway: 'azure,docs',
      scenarios: { scenarios: [{ replies: ['one', 'two'] }] },
    })
    const first = await post(server.url + AZURE)
    const second = await post(`${server.url}/docs${GATEWAY}`)
    expect([first, second].map(({ body }) => body['choices'][0].message.content)).toEqual(['one', 'two'])
  })

  test('what stands behind the prefix keeps its query', async () => {
    await using server = await startServer({ gateway: '1.4.19,azure' })
    expect((await post(`${server.url}/azure${AZURE.split('?')[0]}`)).status).toBe(404)
  })
})

describe('createEmulator', () => {
  test('with several lines', async () => {
    await using emulator = await createEmulator({ gateway: ['azure', '1.4.19'], seed: 1 })
    const ask = async (baseURL: string) => {
      const client = new OpenAI({ baseURL, apiKey: 'k', maxRetries: 0 })
      return client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'x' }] })
    }
    expect(await ask(emulator.baseURL)).toHaveProperty('prompt_filter_results')
    expect(await ask(emulator.baseURLOf('1.4.19'))).toHaveProperty('extra_fields')
    expect(() => emulator.baseURLOf('docs')).toThrow('no line "docs" is served, only azure, 1.4.19')
    expect(emulator.journal).toEqual([
      expect.objectContaining({ gateway: 'azure' }),
      expect.objectContaining({ gateway: '1.4.19' }),
    ])
  })
})

describe('what may be changed in the streams of a release', () => {
  const opening = async (options: Parameters<typeof createEmulator>[0]) => {
    await using emulator = await createEmulator({ seed: 1, ...options })
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'Hello!' }], stream: true })
    const response = await fetch(emulator.url + GATEWAY, { method: 'POST', body })
    return (await response.text()).slice(0, 400)
  }
  const role = '"delta":{"role":"assistant","content":""}'

  test('whether it opens with a role and empty content', async () => {
    expect(await opening({ gateway: '2.2', forwardEmptyRole: true })).toContain(role)
    expect(await opening({ gateway: '2.2' })).not.toContain(role)
    expect(await opening({ gateway: '1.4.19' })).toContain(role)
    expect(await opening({ gateway: '1.4.19', forwardEmptyRole: false })).not.toContain(role)
  })

  test('how often a comment comes', async () => {
    await using emulator = await createEmulator({ gateway: '1.4.19', heartbeatMs: 100, speed: 20 })
    emulator
      .when({ message: 'slow' })
      .timing({ first_token_ms: 10, tokens_per_second: 2 })
      .reply('one two three')
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'slow' }], stream: true })
    const text = await (await fetch(emulator.url + GATEWAY, { method: 'POST', body })).text()
    expect(text).toContain(': heartbeat\ndata: ')
  })

  test.each([
    [{ heartbeatMs: -1 }, 'heartbeatMs must be a whole number of at least 0, got -1'],
    [
      { forwardEmptyRole: 'yes' as never },
      'forwardEmptyRole must be true or false, got the text "yes"; write true or false, without quotes',
    ],
  ])('%j is refused', async (options, message) => {
    await expect(createEmulator(options)).rejects.toThrow(message)
  })
})
