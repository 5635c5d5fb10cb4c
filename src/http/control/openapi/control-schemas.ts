import {
  about,
  anything,
  count,
  flag,
  list,
  number,
  object,
  oneOf,
  someObject,
  text,
  time,
} from './schema.ts'
import type { Schema } from './schema.ts'

const wrong = {
  error: text,
  fault: anything,
  faults: anything,
  when: someObject,
  session: text,
  deployment: text,
}
const chaosOrder = object({}, { ...wrong, rate: number, every: count, first: count, for: anything })

const runningChaos = object(
  { rate: number, ends_at: time, remaining_ms: number, requests: count, hits: count },
  { error: text, fault: text, when: someObject, every: count, first: count },
)

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
  NextOrder: object({}, wrong),
  RunningNext: object({}, { error: text, fault: text, when: someObject }),
  ChaosOrder: { anyOf: [chaosOrder, list(chaosOrder)] },
  RunningChaos: runningChaos,
  Clock: { anyOf: [text, object({ now_ms: number, date: time, waiting: count })] },
}
