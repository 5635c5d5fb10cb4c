import { describe, expect, test } from 'vitest'
import { errorCatalogue } from '../../src/errors/catalogue.ts'
import type { ErrorEntry } from '../../src/errors/error-spec.ts'
import { PROFILE_1_3_60 } from '../../src/gateway/profiles/line-1-3-60.ts'
import { PROFILE_1_4_10 } from '../../src/gateway/profiles/line-1-4-10.ts'
import { PROFILE_1_4_19 } from '../../src/gateway/profiles/line-1-4-19.ts'
import { PROFILE_1_4_24 } from '../../src/gateway/profiles/line-1-4-24.ts'
import { PROFILE_1_5_1 } from '../../src/gateway/profiles/line-1-5-1.ts'
import type { GatewayProfile } from '../../src/gateway/profiles/profile.ts'
import { ask, says } from '../plan/ask.ts'
import { whyInvalid, wireSchemas } from '../support/spec-schemas.ts'
import type { Line } from '../support/spec-files.ts'
import { testEmulator } from '../support/start-service.ts'

const REQUESTS = [
  says('What is on in the museum?'),
  says('Tell me all', { logprobs: true, top_logprobs: 2 }),
  says('As JSON', { response_format: { type: 'json_object' } }),
  says('Call it', {
    tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } }],
    tool_choice: 'required',
  }),
  says('Aloud', { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } }),
]

/** Every line keeps to the page's schemas, changed by what spec/OBSERVED.md lists for it and by nothing else. */
describe.each([PROFILE_1_3_60, PROFILE_1_4_10, PROFILE_1_4_19, PROFILE_1_4_24, PROFILE_1_5_1])(
  '$line',
  (profile) => {
    const schemas = wireSchemas(profile.line as Line)

    describe.each([
      ['made-up answers', { scenarios: [] }],
      ['every field of the page', { scenarios: [{ when: {}, reply: { fake: { full: true } } }] }],
    ])('%s', (_, scenarios) => {
      const emulator = testEmulator({ scenarios, profile })

      test.each(REQUESTS)('whole: %j', (request) => {
        const { status, text } = ask(emulator, request)
        expect([status, check(schemas.response, JSON.parse(text))]).toEqual([200, ''])
      })

      test.each(REQUESTS)('streamed: %j', (request) => {
        const events = eventsOf(ask(emulator, { ...request, stream: true }).text)
        expect(events.length).toBeGreaterThan(1)
        expect(events.map((event) => check(schemas.chunk, event)).filter((why) => why !== '')).toEqual([])
      })
    })

    test.each(errorCatalogue().filter((entry) => !isPlain(entry, profile)))(
      'the error $name, whole and streamed',
      ({ name }) => {
        const emulator = testEmulator({ scenarios: { scenarios: [{ error: name }] }, profile })
        const whole = JSON.parse(ask(emulator, says('hello')).text) as unknown
        expect(check(schemas.error, whole)).toBe('')
        const { text } = ask(emulator, says('hello', { stream: true }))
        // Where no timeout bounds a stream, a silent deployment leaves its client without a byte.
        if (profile.streams.idleSeconds === 'never' && name === 'network.timeout')
          return expect(text).toBe('')
        // An answer that is no stream is an empty one to older lines.
        const events = text.startsWith('data: ') ? eventsOf(text) : [JSON.parse(text)]
        expect(events.map((it) => check(isError(it) ? schemas.error : schemas.chunk, it)).join('')).toBe('')
        expect(events.length).toBeGreaterThan(0)
        return undefined
      },
    )
  },
)

function eventsOf(text: string): readonly unknown[] {
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)) as unknown)
}

function isError(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'error' in event
}

function check(schema: ReturnType<typeof wireSchemas>['error'], value: unknown): string {
  return schema(value) ? '' : whyInvalid(schema)
}

function isPlain({ name, spec }: ErrorEntry, { errors }: GatewayProfile): boolean {
  return spec.layer === 'gateway' && { ...spec, ...errors.ordered[name] }.plain !== undefined
}
