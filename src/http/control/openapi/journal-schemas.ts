import { checkShapes } from '../../../verify/read-checks.ts'
import { ANSWERERS } from '../../../journal/outcome.ts'
import { about, count, flag, list, number, object, oneOf, orNull, ref, taken, text, time } from './schema.ts'
import type { Schema } from './schema.ts'

const headers = list({ type: 'array', prefixItems: [text, text], minItems: 2, maxItems: 2 })

const request = object({ method: text, path: text, query: text, headers, body: text, bytes: count })

const call = object({
  scenario: orNull(text),
  deployment: text,
  attempt: count,
  method: text,
  url: text,
  headers,
  body: text,
  dropped: about('Parameters of the client that the deployment never saw.', list(text)),
  dropped_inside: about(
    'Keys inside the changed ones that it never saw, as `tools[0].function.parameters.maxProperties`.',
    list(text),
  ),
  changed: list(text),
  added: list(text),
})

const fault = object({ fault: text, hit: flag }, { why: text })
const planned = object({ headers, frames: count, ends: text, durationMs: number }, { status: count })
const sent = object({
  frames: count,
  ended: text,
  how: text,
  head_ms: orNull(number),
  last_ms: orNull(number),
})
const failed = object({ path: text, expected: text, actual: text }, { hint: text })

const entryKeys = {
  id: text,
  at: time,
  gateway: orNull(text),
  session: text,
  seed: orNull(count),
  deployment: orNull(text),
  scenario: orNull(text),
  answered_by: oneOf(...ANSWERERS),
  request,
  upstream: list(call),
  faulted: flag,
  faults: list(fault),
  planned: orNull(planned),
  sent: orNull(sent),
  misread: about(
    'Forms of the answer that real clients misread, each with clients and versions.',
    list(object({ code: text, about: text, clients: list(text) })),
  ),
}
const entryExtras = {
  ended_at: time,
  left_at: time,
  replay_of: text,
  trace_id: about('The trace of its client, or the one that it was put into by OpenTelemetry.', text),
  copy: about(
    'The request before it with the same bytes in the session: which copy this is, how long after, and how long both were worked on.',
    object({ of: text, number: count, after_ms: number, overlap_ms: number }),
  ),
  ordered_by: oneOf('next', 'chaos'),
  error: text,
  hint: about(
    'What its sender should know: the URL that was probably meant, what a browser makes of the answer, a text where JSON was asked for.',
    text,
  ),
}

export const journalSchemas: Readonly<Record<string, Schema>> = {
  JournalEntry: about(
    'One exchange. Secrets are taken out; long bodies are cut.',
    object(entryKeys, entryExtras),
  ),
  WholeJournalEntry: about(
    'One exchange with everything that is known of it.',
    object(
      {
        ...entryKeys,
        frames: list(object({ planned_ms: orNull(number), sent_ms: orNull(number), bytes: orNull(count) })),
        answer: object({ status: orNull(count), headers, body: orNull(text) }),
      },
      {
        ...entryExtras,
        why: object({
          at: text,
          call: orNull(count),
          conditions: list(object({ path: text, expected: text, actual: text })),
        }),
        near_misses: list({ allOf: [object({ scenario: text, at: text }), failed] }),
      },
    ),
  ),
  Replay: object(
    {
      ok: flag,
      replay_of: text,
      same: object({ status: flag, headers: flag, body: orNull(flag) }),
      entry: ref('WholeJournalEntry'),
    },
    { difference: object({ byte: count, before: text, now: text }) },
  ),
  Check: about(
    'So many requests fit (`when` as in a scenario, `outcome`), or a `sequence` of conditions in this order.',
    { anyOf: checkShapes.map(taken) },
  ),
  Verification: object({
    ok: flag,
    text,
    checks: list(
      object(
        { ok: flag, check: text, found: count, requests: count, exchanges: list(text) },
        {
          name: text,
          problem: text,
          fitting: list(object({ exchange: text, at: time, request: text })),
          instead: list(object({ exchange: text, at: time, request: text }, { failed })),
        },
      ),
    ),
  }),
  Verdict: object({
    ok: flag,
    exchanges: count,
    sessions: list(text),
    judgements: list(
      object({
        code: text,
        severity: oneOf('error', 'warning', 'note'),
        session: text,
        exchanges: list(text),
        evidence: text,
        advice: text,
      }),
    ),
    judged: list(object({ code: text, severity: text, title: text, occasions: count, failures: count })),
    misread: about(
      'Forms of answers that real clients misread, whatever these clients did.',
      list(object({ code: text, about: text, clients: list(text), exchanges: list(text) })),
    ),
  }),
}
