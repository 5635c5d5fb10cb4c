import { describe, expect, test } from 'vitest'
import { errorCatalogue, findError } from '../../src/errors/catalogue.ts'
import { PROFILE_1_3_60 } from '../../src/gateway/profiles/line-1-3-60.ts'
import { PROFILE_1_4_10 } from '../../src/gateway/profiles/line-1-4-10.ts'
import { PROFILE_1_5_1 } from '../../src/gateway/profiles/line-1-5-1.ts'
import { PROFILE_2_2 } from '../../src/gateway/profiles/line-2-2.ts'
import type { GatewayProfile } from '../../src/gateway/profiles/profile.ts'
import { ask, says } from '../plan/ask.ts'
import { testEmulator } from '../support/start-service.ts'

interface Body {
  readonly type?: string
  readonly status_code?: number
  readonly error: { readonly message: string; readonly error?: string; readonly type?: string }
  readonly extra_fields: { readonly routing_info?: object; readonly error_type?: string }
}

function play(error: object | string, profile: GatewayProfile) {
  const answer = ask(testEmulator({ scenarios: { scenarios: [{ error }] }, profile }), says('x'))
  return { ...answer, body: JSON.parse(answer.text) as Body }
}

test.each([PROFILE_1_3_60, PROFILE_1_4_10, PROFILE_1_5_1, PROFILE_2_2])(
  'what $line tells in other words are errors of the gateway that can be ordered',
  ({ errors }) => {
    const layers = Object.keys(errors.ordered).map((name) => findError(name)?.spec.layer)
    expect(new Set(layers)).toEqual(new Set(['gateway']))
  },
)

describe('2.2', () => {
  test.each<[string, number, object]>([
    ['bifrost.invalid_json', 400, { status_code: 400, extra_fields: { routing_info: {} } }],
    ['bifrost.missing_deployment', 400, { error: { error: 'missing deployment id' } }],
    [
      'bifrost.provider_not_configured',
      400,
      { error: { message: expect.stringContaining('not found') as string } },
    ],
    ['bifrost.queue_full', 429, { status_code: 429, error: { type: 'request_dropped' } }],
    ['bifrost.credentials', 500, { is_bifrost_error: true }],
    [
      'bifrost.deployment_unknown',
      400,
      {
        error: { message: 'no keys found that support model: gpt-4o', type: 'no_key_supports_model' },
        extra_fields: { routing_info: {}, error_type: 'caller_model_not_available' },
      },
    ],
    [
      'governance.virtual_key_not_found',
      401,
      {
        type: 'access_not_found',
        status_code: 401,
        extra_fields: { routing_info: {}, error_type: 'policy_access_denied' },
      },
    ],
    [
      'governance.model_blocked',
      403,
      { error: { message: "Model 'gpt-4o' is not allowed for virtual key 'vk'" } },
    ],
    [
      'governance.model_request_limited',
      429,
      {
        error: {
          message:
            'Rate limit exceeded: rate limit violated for Model:gpt-4o: [request limit exceeded (1/1, resets every 1h)]',
        },
      },
    ],
    ['network.refused', 502, { error: { type: 'provider_connection_failed' } }],
    [
      'network.timeout',
      504,
      { error: { message: expect.stringContaining('(default is 300 seconds)') as string } },
    ],
    ['azure.stream_error_first', 500, {}],
  ])('%s is %i', (name, status, body) => {
    const played = play(name, PROFILE_2_2)
    expect([played.status, played.body]).toMatchObject([status, body])
  })

  test('a body that cannot be read closes the connection; headers tell no route', () => {
    const { headers } = play('bifrost.invalid_json', PROFILE_2_2)
    expect(headers).toMatchObject({ connection: 'close' })
    expect(headers).not.toHaveProperty('x-bifrost-provider')
  })

  test('before a key is chosen headers name none', () => {
    const { headers } = play('governance.budget_exceeded', PROFILE_2_2)
    expect(headers).toMatchObject({ 'x-bifrost-provider': 'azure' })
    expect(headers).not.toHaveProperty('x-bifrost-routing-info-key')
  })

  test('what the scenario changes counts more than the line', () => {
    const { status, body } = play(
      { name: 'governance.virtual_key_not_found', status: 418, message: 'mine' },
      PROFILE_2_2,
    )
    expect([status, body]).toMatchObject([418, { type: 'access_not_found', error: { message: 'mine' } }])
    expect(play({ name: 'bifrost.no_keys', status: 503 }, PROFILE_2_2).status).toBe(503)
  })

  test.each(errorCatalogue().filter(({ spec }) => spec.layer === 'gateway' && spec.plain === undefined))(
    '$name tells where it went, and its own status',
    ({ name }) => {
      const { status, body } = play(name, PROFILE_2_2)
      expect(body.extra_fields).toHaveProperty('routing_info')
      expect([undefined, status]).toContain(body.status_code)
      expect(body.error.message).not.toMatch(/\{model\}/)
    },
  )
})
