import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import type { RunningEmulator } from '../../src/index.ts'
import { newFolder, writeFiles } from '../disk/support.ts'

const BODY = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] })

/** The same request over a socket and without one. */
const WAYS = ['socket', 'memory'] as const
const asked = (emulator: RunningEmulator, way: (typeof WAYS)[number], url: string, init: RequestInit) =>
  way === 'socket' ? fetch(url, init) : emulator.inject(new Request(url, init))

const post = (body: string): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/json', 'api-key': 'any' },
})

describe.each(WAYS)('a base URL that is not the right one, %s', (way) => {
  test.each<[string, number]>([
    ['', 405],
    ['/v1', 400],
    ['/openai', 500],
    ['/openai/v1', 500],
    ['/openai/openai', 405],
    ['/openai/openai/v1', 405],
    ['/openai/deployments/gpt-4o', 405],
    ['/openai/openai/openai/deployments/gpt-4o', 405],
    ['/openai/openai/deployments', 500],
  ])('%s keeps its answer, and the right one is named', async (base, status) => {
    await using emulator = await createEmulator({ seed: 1 })
    const answer = await asked(emulator, way, `${emulator.url}${base}/chat/completions`, post(BODY))
    expect(answer.status).toBe(status)
    const right = `${emulator.url}/openai/openai/deployments/gpt-4o`
    const hint = answer.headers.get('x-emulator-hint')
    expect(hint).toBe(
      `did you mean ${right}/chat/completions? The base URL of an OpenAI client is ${right}, the endpoint of an Azure client is ${emulator.url}/openai`,
    )
    await answer.text()
    const entry = (await (await fetch(`${emulator.url}/_emulator/journal/x1`)).json()) as object
    expect(entry).toMatchObject({ hint })
    expect((await asked(emulator, way, `${right}/chat/completions`, post(BODY))).status).toBe(200)
  })

  test.each<[string, string, string]>([
    ['the right path with a broken body', '/openai/openai/deployments/gpt-4o/chat/completions', '{'],
    ['a model with its provider', '/openai/v1/chat/completions', '{"model":"azure/gpt-4o","messages":[]}'],
    ['a path of slashes that is redirected', '/openai/openai//deployments/gpt-4o/chat/completions', BODY],
    ['another operation of a deployment', '/openai/openai/deployments/gpt-4o/embeddings', BODY],
  ])('%s gets none', async (_what, path, body) => {
    await using emulator = await createEmulator({ seed: 1 })
    const init: RequestInit = { ...post(body), redirect: 'manual' }
    const answer = await asked(emulator, way, `${emulator.url}${path}`, init)
    expect(answer.headers.get('x-emulator-exchange')).toBe('x1')
    expect(answer.headers.get('x-emulator-hint')).toBeNull()
  })

  test.each<[string, string, string]>([
    ['the model of the body', '/chat/completions', '{"model":"azure/o3 mini"}'],
    ['gpt-4o where nothing names one', '/chat/completions', '[]'],
    ['the other API, by its name', '/v1/responses', '{"model":"gpt-4o"}'],
  ])('the hint names %s', async (_what, path, body) => {
    await using emulator = await createEmulator({ seed: 1 })
    const answer = await asked(emulator, way, `${emulator.url}${path}`, post(body))
    const hint = answer.headers.get('x-emulator-hint') ?? ''
    expect(hint).toContain(`/deployments/${body.includes('o3') ? 'o3%20mini' : 'gpt-4o'}/chat/completions`)
    expect(hint.startsWith('only chat completions are emulated, not responses; ')).toBe(
      path === '/v1/responses',
    )
  })
})

test('Azure names its own paths to who asks it as the gateway', async () => {
  await using emulator = await createEmulator({ gateway: ['1.4.19', 'azure'] })
  const answer = await fetch(`${emulator.url}/azure/openai/openai/deployments/o1/chat/completions`, {
    ...post(BODY),
    headers: { 'api-key': 'any', 'x-emulator-seed': '1' },
  })
  expect(answer.status).toBe(404)
  expect(answer.headers.get('x-emulator-hint')).toBe(
    `did you mean ${emulator.url}/azure/openai/deployments/o1/chat/completions?api-version=2024-10-21? ` +
      `The base URL of an OpenAI client is ${emulator.url}/azure/openai/v1, the endpoint of an Azure client is ${emulator.url}/azure`,
  )
})

const preflight = (headers: string): RequestInit => ({
  method: 'OPTIONS',
  headers: {
    origin: 'http://localhost:3000',
    'access-control-request-method': 'POST',
    'access-control-request-headers': headers,
  },
})

describe('what a browser may send', () => {
  const OWN = 'Content-Type, Authorization, X-Requested-With, X-Stainless-Timeout, X-Api-Key'
  const ASKED = 'api-key,content-type,x-stainless-os'
  const NEEDS = 'for this page the real gateway needs client.allowed_headers: ["api-key", "x-stainless-os"]'
  const CLIENT = (more: object) => ({ client: more, providers: {} })

  test.each<
    [
      string,
      { gateway?: string; config?: object; allowHeaders?: 'requested' | string[] },
      string,
      string | null,
    ]
  >([
    [
      'without a configuration: all that it asks for',
      {},
      `${OWN}, api-key, x-stainless-os`,
      `${NEEDS}; here they are allowed, as no --bifrost-config is given`,
    ],
    [
      'on a release that lets nobody add headers',
      { gateway: '1.3.60' },
      'Content-Type, Authorization, X-Requested-With, X-Stainless-Timeout, api-key, x-stainless-os',
      'release 1.3.60 lets no browser send "api-key", "x-stainless-os", whatever client.allowed_headers says. Here they are allowed, as no --bifrost-config is given.',
    ],
    [
      'with a configuration that says nothing of it',
      { config: CLIENT({}) },
      OWN,
      'a browser refuses this: client.allowed_headers lacks "api-key", "x-stainless-os"',
    ],
    [
      'with a configuration that names some',
      { config: CLIENT({ allowed_headers: ['Api-Key'] }) },
      `${OWN}, Api-Key`,
      'a browser refuses this: client.allowed_headers lacks "x-stainless-os"',
    ],
    [
      'with a configuration that names all',
      { config: CLIENT({ allowed_headers: ['api-key', 'x-stainless-os'] }) },
      `${OWN}, api-key, x-stainless-os`,
      null,
    ],
    [
      'with a configuration and other headers on the command line',
      { config: CLIENT({ allowed_headers: ['x-other'] }), allowHeaders: ['api-key', 'x-stainless-os'] },
      `${OWN}, api-key, x-stainless-os`,
      null,
    ],
    [
      'with none on the command line',
      { allowHeaders: [] },
      OWN,
      'a browser refuses this: client.allowed_headers lacks "api-key", "x-stainless-os"',
    ],
  ])('%s', async (_what, { config, ...options }, allowed, hint) => {
    const folder = await newFolder()
    if (config !== undefined) await writeFiles(folder, { 'config.json': JSON.stringify(config) })
    const bifrostConfig = config === undefined ? undefined : `${folder}/config.json`
    await using emulator = await createEmulator({ ...options, bifrostConfig })
    const answer = await fetch(`${emulator.baseURL}/chat/completions`, preflight(ASKED))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-headers')).toBe(allowed)
    expect(answer.headers.get('x-emulator-hint')).toBe(hint)
    const { entries } = (await (await fetch(`${emulator.url}/_emulator/journal`)).json()) as {
      entries: readonly { hint?: string }[]
    }
    expect(entries[0]?.hint ?? null).toBe(hint)
  })

  test('an origin that the configuration does not name', async () => {
    const folder = await newFolder()
    const config = { client: { allowed_origins: ['https://app.example'] }, providers: {} }
    await writeFiles(folder, { 'config.json': JSON.stringify(config) })
    await using emulator = await createEmulator({ bifrostConfig: `${folder}/config.json` })
    const init = preflight(ASKED)
    const answer = await fetch(`${emulator.baseURL}/chat/completions`, {
      ...init,
      headers: { ...init.headers, origin: 'https://other.example' },
    })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('x-emulator-hint')).toBe(
      'a browser refuses this: the origin https://other.example is not in client.allowed_origins, ["https://app.example"]',
    )
  })

  test("the emulator's own request headers are nothing that the real gateway needs", async () => {
    await using emulator = await createEmulator()
    const answer = await fetch(`${emulator.baseURL}/chat/completions`, preflight('x-emulator-session'))
    expect(answer.headers.get('access-control-allow-headers')).toBe(`${OWN}, x-emulator-session`)
    expect(answer.headers.get('x-emulator-hint')).toBeNull()
  })
})
