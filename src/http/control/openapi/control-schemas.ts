import { checkShape, matchShape, writeShape } from '../file-bodies.ts'
import { chaosShape } from '../../../scenario/schema/chaos-shape.ts'
import { limitShape } from '../../../scenario/schema/limit-shape.ts'
import { nextShape } from '../../../scenario/schema/next-shape.ts'
import { clockShape } from '../read-clock-order.ts'
import {
  about,
  anything,
  count,
  flag,
  list,
  number,
  object,
  oneOf,
  orNull,
  someObject,
  taken,
  text,
  time,
} from './schema.ts'
import type { Schema } from './schema.ts'

/** Where a manual clock stands. */
export const manualClock = {
  clock: { const: 'manual' },
  now_ms: number,
  date: time,
  waiting: count,
  next_in_ms: orNull(number),
  unread: count,
}

const wrong = {
  name: text,
  error: anything,
  fault: anything,
  faults: anything,
  one_of: list(someObject),
  when: anything,
  session: text,
  deployment: anything,
}
const chaosOrder = taken(chaosShape)
const limit = taken(limitShape)

const chaosFigures = about(
  'tasks: different requests, however often they came; amplification: requests for each; lost: those that were hit when they came last; hits_by: how often each error or fault hit.',
  object({ tasks: count, amplification: number, lost: count, hits_by: someObject }),
)
const endedChaos = object(
  { by: text, requests: count, hits: count, figures: chaosFigures },
  { ...wrong, rate: number, ended_at: time },
)
const runningChaos = object(
  { by: text, on: flag, rate: number, requests: count, hits: count, figures: chaosFigures },
  { ...wrong, ends_at: time, remaining_ms: number },
)

const runningLimit = object({
  by: text,
  counts: list(
    object(
      { deployment: text, full_in_ms: number },
      { of: anything, remaining_requests: number, remaining_tokens: number },
    ),
  ),
})

const reload = object({ at: text, ok: flag, errors: list(someObject), warnings: list(someObject) })

export const controlSchemas: Readonly<Record<string, Schema>> = {
  Error: about('What is wrong with the request, in one sentence.', object({ error: text })),
  Books: object({
    sources: list(text),
    files: list(text),
    rules: count,
    generation: count,
    watching: oneOf('events', 'polling', 'off'),
    last_reload: reload,
  }),
  Scenario: object(
    { name: text, at: text, priority: number, outcomes: list(text), hits: count },
    { description: text, runtime: flag },
  ),
  NextOrder: taken(nextShape),
  RunningNext: object({}, { ...wrong, times: count, remaining: count }),
  ChaosOrder: { anyOf: [chaosOrder, list(chaosOrder)] },
  RunningChaos: runningChaos,
  EndedChaos: endedChaos,
  Limit: { anyOf: [limit, list(limit)] },
  RunningLimit: runningLimit,
  FileToCheck: taken(checkShape),
  FileToMatch: taken(matchShape),
  FileToWrite: taken(writeShape),
  ClockOrder: taken(clockShape),
  Clock: {
    anyOf: [
      { const: 'wall' },
      object({ clock: { const: 'wall' }, date: time }),
      object(manualClock, { exchanges: list(object({ exchange: text, next_in_ms: number })) }),
    ],
  },
}
