import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { errorCatalogue } from '../../src/errors/catalogue.ts'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import type { GatewayConfig } from '../../src/gateway/config/config.ts'
import { PROFILE_1_3_60 } from '../../src/gateway/profiles/line-1-3-60.ts'
import { PROFILE_1_4_10 } from '../../src/gateway/profiles/line-1-4-10.ts'
import { PROFILE_1_4_19 } from '../../src/gateway/profiles/line-1-4-19.ts'
import { PROFILE_1_4_24 } from '../../src/gateway/profiles/line-1-4-24.ts'
import { PROFILE_1_5_1 } from '../../src/gateway/profiles/line-1-5-1.ts'
import { ask } from '../plan/ask.ts'
import { loadCaptures } from '../support/capture.ts'
import type { Capture, CapturedResponse } from '../support/capture.ts'
import { specFolder } from '../support/spec-files.ts'
import type { Line } from '../support/spec-files.ts'
import { testEmulator } from '../support/start-service.ts'

/** What a line does not know, and does not refuse: what is ordered of it there is told as 1.4.19 tells it. */
const UNKNOWN: Readonly<Record<string, readonly string[]>> = {
  '1.3.60': [
    'bifrost.missing_deployment',
    'bifrost.async_unavailable',
    'bifrost.azure_config_missing',
    'bifrost.bad_encoding',
    'bifrost.login_required',
    'governance.model_request_limited',
    'governance.provider_request_limited',
    'governance.missing_required_headers',
  ],
  // A deployment that nobody names is asked for under its own name, and there are no keys given with a request.
  '1.5.1': ['bifrost.azure_config_missing', 'bifrost.deployment_unknown', 'bifrost.deployments_missing'],
  '1.4.10': [
    'bifrost.bad_encoding',
    'governance.virtual_key_not_found',
    'governance.model_request_limited',
    'governance.provider_request_limited',
  ],
}

const LINES = [PROFILE_1_3_60, PROFILE_1_4_10, PROFILE_1_4_19, PROFILE_1_4_24, PROFILE_1_5_1]
const captures = new Map<string, Capture>(
  LINES.flatMap(({ line }) =>
    loadCaptures(line as Line).map((capture) => [`${line} ${capture.name}`, capture] as const),
  ),
)
const recorded = LINES.flatMap((profile) =>
  errorCatalogue().flatMap((entry) =>
    entry.capture === undefined || UNKNOWN[profile.line]?.includes(entry.name)
      ? []
      : [{ ...entry, capture: entry.capture, profile, line: profile.line }],
  ),
)

/** Azure's forwarded headers are those that the recorder's Azure sent. */
const COMPARED = ['content-type', 'retry-after', 'allow', 'connection', 'x-frame-options', 'vary']

/** Here the recorder's Azure said it in other words than Azure does; all else is the same. */
const OTHER_WORDS = new Set(['err-400-content-filter', 'err-422', 'err-429'])

describe('a named error is the recorded one', () => {
  test.each(recorded)('$line $name: $capture', ({ name, capture: file, profile, line, status: listed }) => {
    const capture = captures.get(`${line} ${file}`)
    const status = line === '1.4.19' ? listed : (capture?.responses.at(-1)?.status ?? 0)
    const response = capture?.responses.find((it) => it.status === status)
    if (capture === undefined || response === undefined) throw new Error(`${file} shows no ${status}`)
    const emulator = testEmulator({
      scenarios: { scenarios: [{ error: name }] },
      config: gentle(capture.config, line),
      profile,
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
    expect(recorded.length).toBeGreaterThan(120)
  })
})

/** The recorded configuration, with a key for every deployment and nothing that would refuse the request by itself. */
function gentle(name: string, line: string): GatewayConfig {
  const text = readFileSync(new URL(`captures/${line}/config/${name}.json`, specFolder), 'utf8')
  const config = readGatewayConfig(JSON.parse(text) as Record<string, unknown>)
  const azure = {
    name: 'any',
    id: 'any',
    value: 'secret',
    weight: 1,
    models: 'any' as const,
    blacklist: [],
    isEnabled: true,
    aliases: new Map<string, never>(),
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
