import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { errorCatalogue } from '../../src/errors.ts'
import { readGatewayConfig } from '../../src/gateway/config.ts'
import type { GatewayConfig } from '../../src/gateway/config.ts'
import { ask } from '../plan/ask.ts'
import { loadCaptures } from '../support/capture.ts'
import type { Capture, CapturedResponse } from '../support/capture.ts'
import { specFolder } from '../support/spec-files.ts'
import { testEmulator } from '../support/start-service.ts'

const captures = new Map(loadCaptures('1.4.19').map((capture) => [capture.name, capture]))
const recorded = errorCatalogue().flatMap((entry) =>
  entry.capture === undefined ? [] : [{ ...entry, capture: entry.capture }],
)

/** Azure's forwarded headers are those that the recorder's Azure sent. */
const COMPARED = ['content-type', 'retry-after', 'allow', 'connection', 'x-frame-options', 'vary']

/** Here the recorder's Azure said it in other words than Azure does; all else is the same. */
const OTHER_WORDS = new Set(['err-400-content-filter', 'err-422', 'err-429'])

describe('a named error is the recorded one', () => {
  test.each(recorded)('$name: $capture', ({ name, capture: file, status }) => {
    const capture = captures.get(file)
    const response = capture?.responses.find((it) => it.status === status)
    if (capture === undefined || response === undefined) throw new Error(`${file} shows no ${status}`)
    const emulator = testEmulator({
      scenarios: { scenarios: [{ error: name }] },
      config: gentle(capture.config),
    })
    const answer = ask(
      emulator,
      { messages: [{ role: 'user', content: 'hi' }], stream: isStream(capture) },
      {
        deployment: file,
        headers: [['connection', 'close']],
      },
    )
    expect(answer.status).toBe(status)
    const mask = OTHER_WORDS.has(file) ? wordless : masked
    expect(mask(answer.text)).toBe(mask(Buffer.from(response.body).toString('utf8')))
    expect(pick(answer.headers)).toEqual(pick(lowered(response)))
  })

  test('there are enough of them to say so', () => {
    expect(recorded.length).toBeGreaterThan(40)
  })
})

/** The recorded configuration, with a key for every deployment and nothing that would refuse the request by itself. */
function gentle(name: string): GatewayConfig {
  const text = readFileSync(new URL(`captures/1.4.19/config/${name}.json`, specFolder), 'utf8')
  const config = readGatewayConfig(JSON.parse(text) as Record<string, unknown>)
  const azure = {
    name: 'any',
    id: 'any',
    value: 'secret',
    weight: 1,
    models: [],
    azure: {
      endpoint: name === 'refused' ? 'http://127.0.0.1:9' : 'http://127.0.0.1:4',
      apiVersion: '2024-10-21',
      deployments: 'any' as const,
    },
  }
  const provider = [...config.providers.values()][0]!
  return {
    ...config,
    providers: new Map([['azure', { ...provider, keys: [azure] }]]),
    mandatoryKeys: { enforce_auth_on_inference: false, enforce_governance_header: false },
    requiredHeaders: [],
    allowDirectKeys: false,
    login: undefined,
  }
}

function isStream({ request }: Capture): boolean {
  return 'body' in request && /"stream": ?true/.test(Buffer.from(request.body).toString('utf8'))
}

function masked(text: string): string {
  return text.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
}

function wordless(text: string): string {
  return text.replace(/"message":"[^"]*"(,"param":\{"a":1\})?/, '"message":"<words>"')
}

function lowered({ headers }: CapturedResponse): Record<string, string> {
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]))
}

function pick(headers: Readonly<Record<string, string>>): Record<string, string | undefined> {
  return Object.fromEntries(COMPARED.map((name) => [name, headers[name]]))
}
