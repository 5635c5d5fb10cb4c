import { manualClock } from './control-schemas.ts'
import { fileRoutes } from './file-paths.ts'
import { journalRoutes } from './journal-paths.ts'
import type { DescribedRoute } from './route.ts'
import { json, NOT_THERE, WRONG } from './route.ts'
import {
  anything,
  closed,
  count,
  flag,
  list,
  number,
  object,
  ok,
  orNull,
  ref,
  someObject,
  text,
  time,
} from './schema.ts'

const trouble = { errors: list(someObject), warnings: list(someObject) }

/** All control routes. */
export const describedRoutes: readonly DescribedRoute[] = [
  {
    method: 'GET',
    path: '/status',
    summary: 'What runs here: version, gateway, seed, speed, scenarios, orders',
    answers: {
      200: json(
        'The status.',
        object({
          version: text,
          started_at: time,
          gateway: text,
          seed: count,
          speed: number,
          clock: ref('Clock'),
          strict: flag,
          scenarios: ref('Books'),
          sessions: count,
          next: list(ref('RunningNext')),
          chaos: list(ref('RunningChaos')),
          ended_chaos: list(ref('EndedChaos')),
          deployment_limits: list(ref('RunningLimit')),
          journal: object({
            entries: count,
            bytes: count,
            forgotten: count,
            most_entries: count,
            most_bytes: count,
          }),
          ignored_config: list(text),
          config: orNull(someObject),
          limits: list(someObject),
          queues: list(someObject),
          cache: orNull(someObject),
          workers: list(object({ number: count, pid: count, ready: flag })),
        }),
      ),
    },
  },
  {
    method: 'GET',
    path: '/ready',
    summary: 'Whether requests may be sent here: for probes. Wants no token',
    answers: {
      200: json('They may.', object({ ready: { const: true } })),
      503: json('Not yet, or it is about to end.', object({ ready: { const: false } })),
    },
  },
  {
    method: 'GET',
    path: '/scenarios',
    summary: 'The scenarios in the order of matching, with their place and how often they answered',
    answers: { 200: json('The scenarios.', object({ scenarios: list(ref('Scenario')) })) },
  },
  {
    method: 'POST',
    path: '/scenarios',
    summary: 'Add scenarios for this run; they survive a reload of the files',
    body: {
      schema: anything,
      required: true,
      types: ['application/json', 'application/yaml', 'application/x-yaml', 'text/yaml', 'text/plain'],
    },
    answers: {
      201: json('Added.', object({ ok: flag, added: list(text), ...trouble })),
      400: WRONG,
      422: json(
        'There are mistakes in them, each with its place; nothing was added.',
        object({ ok: flag, ...trouble }),
      ),
    },
  },
  {
    method: 'DELETE',
    path: '/scenarios',
    summary: 'Remove scenarios that were added while it runs',
    query: { name: 'Only the one of this name' },
    answers: { 200: json('The names of those that went.', object({ ok: flag, removed: list(text) })) },
  },
  {
    method: 'DELETE',
    path: '/scenarios/{name}',
    summary: 'Remove one scenario that was added while it runs',
    answers: { 200: json('Its name.', object({ ok: flag, removed: list(text) })), 404: NOT_THERE },
  },
  {
    method: 'POST',
    path: '/reload',
    summary: 'Read the scenario files now',
    answers: {
      200: json(
        'They answer from now on.',
        object({ ok: flag, scenarios: ref('Books') }, { config: someObject }),
      ),
      422: json(
        'There is a mistake in them; those before stay.',
        object({ ok: flag, scenarios: ref('Books') }, { config: someObject }),
      ),
    },
  },
  {
    method: 'POST',
    path: '/reset',
    summary: 'Forget sessions, turns, orders, added scenarios and the journal; or those of one session',
    body: { schema: closed({ session: text }), required: false },
    answers: { 200: json('Forgotten.', ok), 400: WRONG },
  },
  ...journalRoutes,
  ...fileRoutes,
  {
    method: 'POST',
    path: '/next',
    summary: 'An error or a fault for the next chat request that fits, once',
    body: { schema: ref('NextOrder'), required: true },
    answers: { 200: json('What waits.', object({ ok: flag, next: list(ref('RunningNext')) })), 400: WRONG },
  },
  {
    method: 'GET',
    path: '/next',
    summary: 'The one-shot errors and faults that wait for a request',
    query: { session: 'Those for this session alone' },
    answers: { 200: json('What waits.', object({ next: list(ref('RunningNext')) })), 400: WRONG },
  },
  {
    method: 'DELETE',
    path: '/next',
    summary: 'Take back one-shot errors and faults that wait',
    query: { session: 'Those for this session alone' },
    answers: {
      200: json(
        'What went, and what waits still.',
        object({ ok: flag, removed: list(ref('RunningNext')), next: list(ref('RunningNext')) }),
      ),
      400: WRONG,
    },
  },
  {
    method: 'GET',
    path: '/chaos',
    summary: 'The chaos that runs, and the last that ended',
    answers: {
      200: json('The chaos.', object({ chaos: list(ref('RunningChaos')), ended: list(ref('EndedChaos')) })),
    },
  },
  {
    method: 'PUT',
    path: '/chaos',
    summary: 'Chaos in place of what ran before; it ends by itself',
    body: { schema: ref('ChaosOrder'), required: true },
    answers: {
      200: json(
        'The chaos.',
        object({ ok: flag, chaos: list(ref('RunningChaos')), ended: list(ref('EndedChaos')) }),
      ),
      400: WRONG,
    },
  },
  {
    method: 'DELETE',
    path: '/chaos',
    summary: 'End chaos',
    answers: {
      200: json(
        'The chaos.',
        object({ ok: flag, chaos: list(ref('RunningChaos')), ended: list(ref('EndedChaos')) }),
      ),
    },
  },
  {
    method: 'GET',
    path: '/limits',
    summary: 'The limits of deployments, and what is left of them',
    answers: { 200: json('The limits.', object({ limits: list(ref('RunningLimit')) })) },
  },
  {
    method: 'PUT',
    path: '/limits',
    summary: 'Limits beside those of files, in place of those given before',
    body: { schema: ref('Limit'), required: true },
    answers: {
      200: json('The limits.', object({ ok: flag, limits: list(ref('RunningLimit')) })),
      400: WRONG,
    },
  },
  {
    method: 'DELETE',
    path: '/limits',
    summary: 'End the limits that were given, and forget what was counted',
    answers: { 200: json('The limits.', object({ ok: flag, limits: list(ref('RunningLimit')) })) },
  },
  {
    method: 'GET',
    path: '/clock',
    summary: 'What time it is, who waits, and when the next one is due',
    answers: { 200: json('Where the clock stands.', ref('Clock')) },
  },
  {
    method: 'POST',
    path: '/clock',
    summary: 'With --clock manual: let time pass; answers when everything due was sent',
    body: { schema: ref('ClockOrder'), required: true },
    answers: {
      200: json('Where the clock stands.', object({ ok: flag, moved_ms: number, ...manualClock })),
      400: WRONG,
      409: json('Time passes by itself here, or too few exchanges wait.', ref('Error')),
    },
  },
]
