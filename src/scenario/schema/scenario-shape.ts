import type { Outcome } from '../outcome.ts'
import type { FaultSpec } from '../rule.ts'
import { templateOf } from '../template.ts'
import type { Timing } from '../timing.ts'
import type { Node } from '../source/tree.ts'
import { list, turned } from './combine.ts'
import { errorShape, fakeShape, faultsShape } from './error-shape.ts'
import { map, property } from './maps.ts'
import { replyShape } from './reply-shape.ts'
import { number, oneWordOf, text } from './scalars.ts'
import type { Shape } from './shape.ts'
import { timingShape } from './timing-shape.ts'
import { upstreamShape, wireShape } from './upstream-shape.ts'
import { whenKeys, whenShape } from './when-shape.ts'
import type { WhenSpec } from './when-shape.ts'

/** One scenario as it stands in its file, before the defaults and the other files are known. */
export interface ScenarioDraft {
  readonly node: Node
  readonly name?: string
  readonly description?: string
  readonly when: WhenSpec
  readonly outcomes: readonly Outcome[]
  readonly then?: 'last' | 'loop' | 'fail'
  readonly timing?: Timing
  readonly faults?: readonly FaultSpec[]
  readonly priority?: number
  readonly times?: number
  readonly weight?: number
  readonly set_state?: string
}

export interface DefaultsDraft {
  readonly timing?: Timing
  readonly priority?: number
  readonly when: WhenSpec
}

export interface FileDraft {
  readonly defaults: DefaultsDraft
  readonly scenarios: readonly ScenarioDraft[]
}

const upstream = turned(upstreamShape, (found): Outcome => ({ kind: 'upstream', upstream: found }))
const wire = turned(wireShape, (found): Outcome => ({ kind: 'wire', wire: found }))
const error = turned(errorShape, (found): Outcome => ({ kind: 'error', error: found }))
const fake = turned(fakeShape, (found): Outcome => ({ kind: 'fake', fake: found }))
const plainReply = turned(replyShape, (reply): Outcome => {
  const fill = templateOf(reply)
  return fill === undefined ? { kind: 'reply', reply } : { kind: 'reply', reply, fill }
})

/** A reply; `{ fake: … }` alone is a made-up one. */
const reply: Shape<Outcome> = byKeys({ fake: property(fake, 'An answer that is made up.') }, plainReply)

const outcomeKeys = {
  reply: property(reply, 'What the model answers: a text, or a map with the parts of the answer.'),
  error: property(error, 'An error of the catalogue, by name or with what differs from it.'),
  upstream: property(upstream, "The provider's answer, verbatim; the gateway does with it what it does."),
  wire: property(wire, 'What the client gets, verbatim, past the gateway.'),
  fake: property(fake, 'An answer that is made up; { } for all the usual.'),
}

const OUTCOMES = [...Object.keys(outcomeKeys), 'replies']

const scenarioKeys = {
  name: property(
    text({ schema: { minLength: 1 } }),
    'A name, unique among all files. The file and number unless given.',
  ),
  description: property(text(), 'What it is for; shown in lists.'),
  when: property(whenShape, 'Which requests it answers; all of them unless given.'),
  ...outcomeKeys,
  replies: property(
    list(byKeys(outcomeKeys, reply), { min: 1 }),
    'One per call: texts, replies, errors, anything.',
  ),
  then: property(
    oneWordOf(['last', 'loop', 'fail']),
    'After the last of replies: repeat it (last), begin anew (loop), or fail.',
  ),
  timing: property(timingShape, 'The pace of the answer, by name or figures.'),
  faults: property(faultsShape, 'Faults of the connection, e.g. - cut: { after: 3 }.'),
  priority: property(number(), 'Higher goes first; 0 unless given.'),
  times: property(number({ integer: true, min: 1 }), 'How often it may match in a session.'),
  weight: property(number({ above: 0 }), 'Chance among the weighted rules that match.'),
  set_state: property(text(), "The session's state after it."),
}

/** One item of `scenarios`. */
export const scenarioShape: Shape<ScenarioDraft> = turned(
  map(scenarioKeys, { want: 'a map with a scenario', oneOf: [OUTCOMES], apart: [OUTCOMES] }),
  (found, node): ScenarioDraft => {
    const {
      reply: one,
      error: two,
      upstream: three,
      wire: four,
      fake: five,
      replies,
      when = {},
      ...rest
    } = found
    const single = one ?? two ?? three ?? four ?? five
    return { ...rest, node, when, outcomes: replies ?? [single!] }
  },
)

const defaultsShape: Shape<DefaultsDraft> = turned(
  map(
    {
      timing: property(timingShape, "The pace of this file's answers."),
      priority: property(number(), "The priority of this file's scenarios."),
      ...whenKeys,
    },
    { want: 'a map of defaults' },
  ),
  ({ timing, priority, ...when }): DefaultsDraft => ({
    when,
    ...(timing === undefined ? {} : { timing }),
    ...(priority === undefined ? {} : { priority }),
  }),
)

/** A whole file. */
export const fileShape: Shape<FileDraft> = turned(
  map(
    {
      $schema: property(text(), 'Where the schema of this file is, for editors.'),
      defaults: property(
        defaultsShape,
        'What holds for every scenario of this file that does not say otherwise.',
      ),
      scenarios: property(list(scenarioShape), 'The scenarios; the first that matches answers.'),
    },
    {
      want: 'a map with scenarios',
      oneOf: [['scenarios', 'defaults']],
      hint: (key) =>
        Object.hasOwn(scenarioKeys, key) ? `"${key}" belongs into an item of scenarios` : undefined,
    },
  ),
  ({ defaults = { when: {} }, scenarios = [] }): FileDraft => ({ defaults, scenarios }),
)

/** A map with one of some keys is that kind of outcome; anything else is read as `other`. */
function byKeys(keys: Partial<typeof outcomeKeys>, other: Shape<Outcome>): Shape<Outcome> {
  const names = Object.keys(keys)
  const tagged = turned(map(keys, { apart: [names], want: `a map with ${names.join(' or ')}` }), (found) => {
    return Object.values(found)[0] as Outcome
  })
  return {
    kinds: other.kinds,
    want: other.want,
    read(node, context, label) {
      const isTagged = node.kind === 'map' && node.entries.some(({ key }) => Object.hasOwn(keys, key))
      return (isTagged ? tagged : other).read(node, context, label)
    },
    schema: (context) => ({ anyOf: [other.schema(context), taggedSchema(tagged.schema(context))] }),
  }
}

function taggedSchema(schema: Record<string, unknown>): Record<string, unknown> {
  return { ...schema, minProperties: 1 }
}
