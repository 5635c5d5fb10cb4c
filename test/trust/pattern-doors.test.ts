import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { nativeRuns } from '../support/native-runs.ts'

/*
 * Everybody who can send a pattern, at every place where the emulator takes one: it must never run on JavaScript's own
 * engine, which some patterns keep busy for ever. The patterns here are harmless; they carry a mark. Plain patterns whose
 * ways through a text are few by proof are another matter: see `scenario/match/native-pattern.ts`.
 */
const MARK = 'qzq'
const PATTERN = `^${MARK}[a-z]{2,4}$`
const LOOK = `^(?=${MARK})[a-z]{5,9}$`
const BACK = `^${MARK}([ab])\\1$`

type Emulator = Awaited<ReturnType<typeof createEmulator>>

let folder: string
let emulator: Emulator

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doors-'))
  const config = join(folder, 'config.json')
  await writeFile(
    config,
    JSON.stringify({
      providers: {
        azure: {
          keys: [
            {
              name: 'k',
              value: 'x',
              models: ['gpt-4o'],
              weight: 1,
              azure_key_config: { endpoint: 'https://a.example', deployments: { 'gpt-4o': 'gpt-4o' } },
            },
          ],
        },
      },
      client: { allowed_origins: [`https://*.${MARK}.*.example`] },
    }),
  )
  await writeFile(
    join(folder, 'a.yaml'),
    `scenarios:
  - when:
      message: '/hello ${MARK} (\\w{2,9})/i'
      header: { x-team: '/(?:${MARK})+/' }
      body: { metadata.a: '/^${MARK}.{0,9}/' }
    reply: "Hi {{ match[1] }} {{ '${MARK}a' | replace: '${MARK}+', 'x' | split: '${MARK}.' | join }}"
  - when: json ${MARK}
    reply: { json: { a: 1 } }
`,
  )
  emulator = await createEmulator({ scenarios: join(folder, 'a.yaml'), bifrostConfig: config, seed: 7 })
})

afterAll(async () => {
  await emulator[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

async function ask(body: object, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(`${emulator.baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ messages: [{ role: 'user', content: `hello ${MARK} you` }], ...body }),
  })
  await response.text()
  return response.status
}

async function control(path: string, body: object, method = 'POST'): Promise<number> {
  const response = await fetch(`${emulator.url}/_emulator/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  await response.text()
  return response.status
}

const format = (schema: object) => ({
  response_format: { type: 'json_schema', json_schema: { name: 'a', schema } },
})
const tool = (parameters: object) => ({
  tools: [{ type: 'function', function: { name: 'f', parameters } }],
  tool_choice: { type: 'function', function: { name: 'f' } },
})
const text = (pattern: string) => ({ type: 'string', pattern })
const member = (schema: object) => ({ type: 'object', properties: { a: schema }, required: ['a'] })

/** Every keyword that takes a pattern, or hands a text to one. */
const schemas: readonly (readonly [string, object])[] = [
  ...[PATTERN, LOOK, BACK].map((it) => [`pattern ${it}`, member(text(it))] as const),
  ['pattern beside a format', member({ ...text(`${MARK}`), format: 'uri' })],
  ['pattern in not', member({ type: 'string', not: { pattern: PATTERN } })],
  ['pattern in anyOf', member({ anyOf: [text(PATTERN), text(LOOK)] })],
  ['pattern in if', member({ type: 'string', if: { pattern: PATTERN }, then: { minLength: 4 } })],
  ['pattern and const', member({ const: `${MARK}ab`, pattern: PATTERN })],
  ['pattern and examples', member({ ...text(PATTERN), examples: [`${MARK}ab`, 'no'] })],
  [
    'patternProperties',
    { type: 'object', patternProperties: { [PATTERN]: { type: 'string' } }, minProperties: 1 },
  ],
  ['propertyNames', { type: 'object', propertyNames: text(LOOK), minProperties: 2 }],
  ['contains', member({ type: 'array', items: { type: 'string' }, contains: text(BACK) })],
  ['definitions', { ...member({ $ref: '#/$defs/b' }), $defs: { b: text(PATTERN) } }],
  ['regex as a format', member({ type: 'string', format: 'regex', default: PATTERN, examples: [PATTERN] })],
]

describe("a sender's pattern never runs on the engine of JavaScript", () => {
  test('the mark is seen where it does run', async () => {
    const runs = await nativeRuns(MARK, async () => void new RegExp(PATTERN).test(MARK))
    expect(runs).not.toEqual([])
  })

  test.each(schemas)('response_format: %s', async (_name, schema) => {
    const runs = await nativeRuns(MARK, async () => {
      expect([200, 422]).toContain(
        await ask({ ...format(schema), messages: [{ role: 'user', content: 'x' }] }),
      )
    })
    expect(runs).toEqual([])
  })

  test.each(schemas)('tool parameters: %s', async (_name, schema) => {
    const runs = await nativeRuns(MARK, async () => {
      expect([200, 422]).toContain(await ask({ ...tool(schema), messages: [{ role: 'user', content: 'x' }] }))
    })
    expect(runs).toEqual([])
  })

  const doors: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['scenario files', () => ask({ metadata: { a: MARK } }, { 'x-team': MARK })],
    ['a reload', () => control('reload', {})],
    ['run-time rules', () => control('scenarios', { when: { message: `/${PATTERN}/` }, reply: 'x' })],
    [
      'run-time rules that are wrong',
      () => control('scenarios', { when: { message: `/${LOOK}/` }, reply: 'x' }),
    ],
    ['a check', () => control('verify', { when: { message: `/(?:${MARK})+/` }, times: 1 })],
    [
      'the next answer',
      () => control('next', { when: { message: `/(?:${MARK})+/` }, error: 'azure.rate_limit' }),
    ],
    [
      'chaos',
      () =>
        control('chaos', { when: { message: `/(?:${MARK})+/` }, rate: 0, error: 'azure.rate_limit' }, 'PUT'),
    ],
    ['allowed origins', () => ask({}, { origin: `https://a.${MARK}.b.example` })],
    [
      'a request header',
      () => ask({}, { 'x-emulator-fault': `cut:after=${MARK}`, 'x-emulator-scenario': PATTERN }),
    ],
    [
      'a rule of the program',
      async () => void emulator.when({ message: new RegExp(`${MARK}+x`) }).reply('x'),
    ],
  ]
  test.each(doors)('%s', async (_name, knock) => {
    const runs = await nativeRuns(MARK, async () => {
      await knock()
      await ask({})
    })
    expect(runs).toEqual([])
  })
})
