import { OUTCOMES } from '../../../journal/filter.ts'
import { COPIES } from '../../../recording/request-as.ts'
import { also, json, NOT_THERE, WRONG } from './route.ts'
import type { DescribedRoute } from './route.ts'
import { list, object, ok, ref, someObject, text, words } from './schema.ts'

/** The routes that tell what happened. */
export const journalRoutes: readonly DescribedRoute[] = [
  {
    method: 'GET',
    path: '/journal',
    summary: 'The last exchanges, the newest last',
    query: {
      session: 'Of this session',
      trace: 'Of this trace: the id in the traceparent of its request',
      scenario: 'That this scenario answered',
      rule: 'The same as scenario',
      deployment: 'That asked this deployment',
      outcome: {
        type: 'array',
        items: { type: 'string', pattern: `^([1-5](\\d\\d|xx)|${OUTCOMES.join('|')})$` },
        description: `A status such as 429 or 5xx, or one of ${OUTCOMES.join(', ')}; of several each must hold`,
      },
      text: 'With this in the request or the answer; case does not matter',
      since: 'Accepted at or after this time: ISO, or milliseconds since 1970',
      after: 'Later than the exchange of this id',
      limit: {
        type: 'string',
        pattern: '^[1-9]\\d{0,8}$',
        description: 'Only the newest so many, at least 1',
      },
      format: words('json, jsonl (a whole entry a line) or har (HTTP Archive 1.2)', 'json', 'jsonl', 'har'),
    },
    answers: {
      200: also(
        json('The exchanges that fit.', {
          anyOf: [object({ entries: list(ref('JournalEntry')) }), object({ log: someObject })],
        }),
        'application/jsonl',
      ),
      400: WRONG,
    },
  },
  {
    method: 'DELETE',
    path: '/journal',
    summary: 'Forget all exchanges',
    answers: { 200: json('Forgotten.', ok) },
  },
  {
    method: 'GET',
    path: '/journal/{id}',
    summary: 'One exchange whole: every frame with its times, the answer as sent, why this scenario',
    query: { format: words('json, or to take it along', 'json', 'scenario', ...Object.keys(COPIES)) },
    answers: {
      200: also(json('The exchange.', ref('WholeJournalEntry')), 'text/plain'),
      400: WRONG,
      404: NOT_THERE,
    },
  },
  {
    method: 'POST',
    path: '/journal/{id}/replay',
    summary: 'Play the same request again with the same seed, by the scenarios of now',
    answers: { 200: json('The new exchange, and whether it is the same.', ref('Replay')), 404: NOT_THERE },
  },
  {
    method: 'POST',
    path: '/verify',
    summary: 'Check what was asked and what became of it: counts and order',
    query: { format: words('json or text', 'json', 'text') },
    body: { schema: { anyOf: [ref('Check'), list(ref('Check'))] }, required: true },
    answers: {
      200: also(json('All checks hold.', ref('Verification')), 'text/plain'),
      400: WRONG,
      417: also(json('One does not; it says what was received instead.', ref('Verification')), 'text/plain'),
    },
  },
  {
    method: 'GET',
    path: '/verdict',
    summary: 'How clients behaved when things went wrong',
    query: {
      session: 'Of this session alone',
      final: words('true: nothing more will come', 'true', 'false'),
      quiet: 'So long without asking again is giving up; 30s',
      read_timeout: 'So long may a client wait in silence; 60s',
      format: words('json, text, junit or sarif', 'json', 'text', 'junit', 'sarif'),
    },
    answers: {
      200: also(
        json('The verdict.', ref('Verdict')),
        'text/plain',
        'application/xml',
        'application/sarif+json',
      ),
      400: WRONG,
    },
  },
  {
    method: 'GET',
    path: '/events',
    summary:
      'A feed of exchanges, reloads and chaos (server-sent events); Last-Event-ID goes on where it stopped',
    query: { after: 'The same as Last-Event-ID', format: words('sse', 'sse') },
    answers: { 200: { about: 'The feed.', content: { 'text/event-stream': text } }, 400: WRONG },
  },
  {
    method: 'GET',
    path: '/metrics',
    summary: 'Counts for Prometheus',
    answers: { 200: { about: 'The metrics.', content: { 'text/plain': text } } },
  },
  {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description',
    answers: {
      200: json('The description.', object({ openapi: text, info: someObject, paths: someObject })),
    },
  },
]
