import type { FaultOrder } from '../../faults/fault-order.ts'
import type { LimitSpec } from '../limit.ts'
import type { ChaosSpec } from '../order.ts'
import type { Outcome } from '../outcome.ts'
import type { AllKeys } from '../rule.ts'
import type { Timing } from '../timing.ts'
import type { Node, Range } from '../../shape/source/tree.ts'
import { chaosShape } from './chaos-shape.ts'
import { either, list, turned } from '../../shape/combine.ts'
import { defaultsShape, schemaKey } from './defaults-shape.ts'
import type { DefaultsDraft } from './defaults-shape.ts'
import { faultsShape } from './faults-shape.ts'
import { checkGroupNames } from './group-names.ts'
import { limitShape } from './limit-shape.ts'
import { map, property } from '../../shape/maps.ts'
import { misplaced } from './misplaced.ts'
import { anyOutcome, outcomeKeys } from './outcome-shape.ts'
import { number, oneWordOf, text } from '../../shape/scalars.ts'
import type { Shape } from '../../shape/shape.ts'
import { timingShape } from './timing-shape.ts'
import { whenKeys, whenShape } from './when-shape.ts'
import type { WhenSpec } from './when-shape.ts'

/** One scenario as it stands in its file, before the defaults and the other files are known. */
export interface ScenarioDraft {
  readonly node: Node
  readonly name?: string
  readonly description?: string
  readonly when: WhenSpec
  readonly outcomes: readonly Outcome[]
  readonly by?: 'call' | 'turn'
  readonly then?: 'last' | 'loop' | 'fail'
  readonly timing?: Timing
  readonly faults?: readonly FaultOrder[]
  readonly priority?: number
  readonly times?: number
  readonly weight?: number
  readonly set_state?: string
}

export interface FileDraft {
  readonly defaults: DefaultsDraft
  readonly scenarios: readonly ScenarioDraft[]
  readonly chaos: readonly Placed<ChaosSpec>[]
  readonly limits: readonly Placed<LimitSpec>[]
}

/** Something with the place where it stands in its file. */
export interface Placed<T> {
  readonly spec: T
  readonly at: Range
}

/** Keys of a file that are easily put into a scenario. */
const FILE_KEYS = ['chaos', 'limits', 'defaults']
const OUTCOMES = [...Object.keys(outcomeKeys), 'replies']

const scenarioKeys = {
  name: property(text({ filled: true }), 'A name, unique among all files. The file and number unless given.'),
  description: property(text(), 'What it is for; shown in lists.'),
  when: property(whenShape, 'Which requests it answers; all of them unless given.'),
  ...outcomeKeys,
  replies: property(list(anyOutcome, { min: 1 }), 'One per call: texts, replies, errors, anything.'),
  by: property(
    oneWordOf(['call', 'turn']),
    'What counts replies: calls of the session, or turns of the conversation (then: last: the nearest turn). call unless given.',
  ),
  then: property(
    oneWordOf(['last', 'loop', 'fail']),
    'After the last of replies: repeat it (last), begin anew (loop), or fail.',
  ),
  timing: property(timingShape, 'The pace of the answer, by name or figures.'),
  faults: property(faultsShape, 'What goes wrong on the way, e.g. - cut: { after: 3 }.'),
  priority: property(number(), 'Higher goes first; 0 unless given.'),
  times: property(number({ integer: true, min: 1 }), 'How often it may match in a session.'),
  weight: property(
    number({ above: 0 }),
    'Chance among the weighted rules that match; the draw follows the seed and the request, so that the same request always draws the same.',
  ),
  set_state: property(text(), "The session's state after it."),
}

/** One item of `scenarios`. */
export const scenarioShape: Shape<ScenarioDraft> = turned(
  map(scenarioKeys, {
    want: 'a map with a scenario',
    oneOf: [OUTCOMES],
    apart: [OUTCOMES],
    missing: 'give an answer, e.g. reply: Hello!',
    hint: (key, node) =>
      FILE_KEYS.includes(key) ? `"${key}" stands beside scenarios, not in one of them` : misplaced(key, node),
  }),
  (found, node, context): ScenarioDraft => {
    checkGroupNames(node, context)
    const single = found.reply ?? found.error ?? found.upstream ?? found.wire ?? found.fake
    // All keys are written out: with spreads each draft would be an object of its own sort, and slow to read.
    const draft: AllKeys<ScenarioDraft> = {
      node,
      name: found.name,
      description: found.description,
      when: found.when ?? {},
      outcomes: found.replies ?? [single!],
      by: found.by,
      then: found.then,
      timing: found.timing,
      faults: found.faults,
      priority: found.priority,
      times: found.times,
      weight: found.weight,
      set_state: found.set_state,
    }
    return draft
  },
)

/** A long list is read item by item beforehand: what was found then stands. */
function readBefore<T>(shape: Shape<T>): Shape<T> {
  return {
    ...shape,
    read: (node, context, label) =>
      context.before?.has(node) === true
        ? (context.before.get(node) as T | undefined)
        : shape.read(node, context, label),
  }
}

/** A whole file. */
export const fileShape: Shape<FileDraft> = turned(
  map(
    {
      $schema: schemaKey,
      defaults: property(
        defaultsShape,
        'What holds for every scenario of this file that does not say otherwise.',
      ),
      scenarios: property(list(readBefore(scenarioShape)), 'The scenarios; the first that matches answers.'),
      chaos: property(
        oneOrMore(chaosShape),
        'What goes wrong by chance or for a time, whatever answers; as long as it stands here, or for: says.',
      ),
      limits: property(
        oneOrMore(limitShape),
        'How many requests and tokens the deployments take in a minute.',
      ),
    },
    {
      want: 'a map with scenarios',
      oneOf: [['scenarios', 'defaults', 'chaos', 'limits']],
      hint: (key) =>
        Object.hasOwn(scenarioKeys, key)
          ? `"${key}" belongs into an item of scenarios`
          : Object.hasOwn(whenKeys, key)
            ? `"${key}" belongs into defaults or when`
            : undefined,
    },
  ),
  ({ defaults = { when: {} }, scenarios = [], chaos = [], limits = [] }): FileDraft => ({
    defaults,
    scenarios,
    chaos,
    limits,
  }),
)

/** A list, or one of them without it. */
function oneOrMore<T>(shape: Shape<T>): Shape<readonly Placed<T>[]> {
  const placed = turned(shape, (spec, { start, end }): Placed<T> => ({ spec, at: { start, end } }))
  return either(
    turned(placed, (one) => [one]),
    list(placed),
  )
}
