import fc from 'fast-check'
import { errorNames } from '../../src/errors/catalogue.ts'

type Json = { [key: string]: unknown }

/** Any text without templates: what stands in braces would have to be a path. */
const text = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((it) => !it.includes('{{'))
const ms = fc.nat({ max: 5000 })

const toolCall: fc.Arbitrary<Json> = fc.record(
  {
    name: fc.constantFrom('get_weather', 'send_mail', 'ünïcode'),
    arguments: fc.oneof(
      fc.dictionary(fc.string({ maxLength: 8 }), text, { maxKeys: 3 }),
      fc.constant('{"a": 1}'),
    ),
    id: fc.string({ minLength: 1, maxLength: 12 }),
  },
  { requiredKeys: ['name', 'arguments'] },
)

const choice: fc.Arbitrary<Json> = fc
  .tuple(
    fc.oneof(
      fc.record({ text }),
      fc.record({
        chunks: fc.array(fc.oneof(text, fc.record({ text, delay_ms: ms })), { minLength: 1, maxLength: 5 }),
      }),
      fc.record({
        json: fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
      }),
      fc.constant({}),
    ),
    fc.record(
      {
        reasoning: text,
        refusal: text,
        tool_calls: fc.array(toolCall, { minLength: 1, maxLength: 3 }),
        finish_reason: fc.constantFrom('stop', 'length', 'content_filter', 'tool_calls'),
        logprobs: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([content, rest]) => ({ ...content, ...rest }))
  .filter(hasNoTemplate)

/** A reply of one choice, with any of the parts that a choice may have. */
export const scriptedReply: fc.Arbitrary<Json> = fc
  .tuple(
    choice,
    fc.record(
      {
        usage: fc.record({ prompt_tokens: fc.nat({ max: 9999 }), completion_tokens: fc.nat({ max: 9999 }) }),
        id: fc.stringMatching(/^chatcmpl-[a-z]{3}$/),
        created: fc.nat({ max: 2_000_000_000 }),
        system_fingerprint: fc.constantFrom('fp_1', null),
        service_tier: fc.constantFrom('default', 'priority'),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([content, rest]) => ({ ...content, ...rest }))

const chunk: fc.Arbitrary<Json> = text.map((content) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
}))

const step = fc.oneof(
  { weight: 4, arbitrary: chunk },
  { weight: 1, arbitrary: fc.constant(': comment\n\n') },
  { weight: 1, arbitrary: ms.map(($wait) => ({ $wait })) },
)
const events: fc.Arbitrary<Json> = fc
  .tuple(
    fc.array(step, { maxLength: 6 }),
    fc.option(fc.constantFrom('fin', 'reset', 'hang')),
    fc.record({ gap_ms: ms, delay_ms: ms, done: fc.boolean() }, { requiredKeys: [] }),
  )
  .map(([steps, $end, rest]) => ({ events: $end === null ? steps : [...steps, { $end }], ...rest }))

const upstream: fc.Arbitrary<Json> = fc.oneof(
  events,
  fc.record({ status: fc.constantFrom(200, 299, 400, 429, 500, 503), text, delay_ms: ms }),
  fc.record({
    body: fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 }),
  }),
  fc.record({ connection: fc.constantFrom('refused', 'fin', 'reset', 'hang', 'dns'), delay_ms: ms }),
)

const outcome: fc.Arbitrary<Json> = fc.oneof(
  { weight: 3, arbitrary: scriptedReply.map((reply) => ({ reply })) },
  { weight: 1, arbitrary: fc.constantFrom(...errorNames()).map((error) => ({ error })) },
  { weight: 2, arbitrary: upstream.map((it) => ({ upstream: it })) },
  { weight: 1, arbitrary: events.map((wire) => ({ wire })) },
  { weight: 1, arbitrary: fc.constant({ fake: {} }) },
)

const timing = fc.record({
  first_token_ms: ms,
  tokens_per_second: fc.nat({ max: 200 }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
})

/** One scenario that answers every request, in any of the ways there are. */
export const anyScenario: fc.Arbitrary<Json> = fc
  .tuple(outcome, fc.option(timing))
  .map(([what, pace]) => (pace === null ? what : { ...what, timing: pace }))

function hasNoTemplate(value: unknown): boolean {
  return !JSON.stringify(value).includes('{{')
}
