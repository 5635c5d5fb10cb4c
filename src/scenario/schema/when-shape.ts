import { BODY_PATH, parsePath } from '../match/body-path.ts'
import type { Condition } from '../match/condition.ts'
import type { Matcher } from '../match/matcher.ts'
import { bodySubject, headerSubject, plainSubject, querySubject } from '../match/subject.ts'
import type { PlainSubject, Subject } from '../match/subject.ts'
import { either, list, named, turned } from '../../shape/combine.ts'
import { map, property, record } from '../../shape/maps.ts'
import type { KeyRule } from '../../shape/maps.ts'
import { booleanMatcher, countMatcher, matcher, textOrTests } from './matcher-shape.ts'
import { HEADER_NAMES } from './bytes-shape.ts'
import { boolean, empty, text } from '../../shape/scalars.ts'
import type { Shape } from '../../shape/shape.ts'

/** The conditions of a `when` by key: a file's defaults fill in the keys that a rule leaves out. */
export type WhenSpec = { readonly [key: string]: Condition | undefined }

const words = text({ filled: true })

/** A request condition: a text (the message contains it) or a map of conditions that must all hold. */
export const whenShape: Shape<WhenSpec> = named(
  'when',
  ['text', 'list', 'map'],
  'a text or a map of conditions',
  () => either(shortForm(words), shortForm(list(words, { min: 1 })), whenMap),
)

const BODY_PATHS: KeyRule = {
  pattern: BODY_PATH,
  problem: (path) => ({
    code: 'bad-path',
    message: `"${path}" is not a path like metadata.tenant or messages[0].role`,
  }),
}

/** Every key of `when`; `defaults` takes them too. */
export const whenKeys = {
  message: property(is('message', matcher('contains')), 'The text of the last user message.'),
  system: property(is('system', matcher('contains')), 'The text of all system and developer messages.'),
  any_message: property(is('any_message', matcher('contains')), 'The text of any message, whoever wrote it.'),
  deployment: property(
    is('deployment', matcher('loose')),
    'The deployment of the URL, or the Azure deployment that it is mapped to.',
  ),
  model: property(is('model', matcher('loose')), 'The `model` of the request body.'),
  provider: property(is('provider', matcher('loose')), 'The provider that the gateway calls, e.g. azure.'),
  stream: property(is('stream', booleanMatcher), 'Whether the request asks for a stream.'),
  tools: property(
    toolsShape(),
    'A function that the request offers; a list: all of them; true: any, false: none.',
  ),
  tool_choice: property(
    is('tool_choice', matcher('loose')),
    'auto, none, required, or the name of the function that must be called.',
  ),
  tool_result: property(
    toolResultShape(),
    'The request brings the result of this function. true: of any function.',
  ),
  response_format: property(
    is('response_format', matcher('loose')),
    'text, json_object, json_schema, or the name of the schema.',
  ),
  turn: property(is('turn', countMatcher), "The conversation's turn: assistant messages so far + 1."),
  call: property(
    is('call', countMatcher),
    'Which match of this rule in the session this would be, counting from 1.',
  ),
  attempt: property(is('attempt', countMatcher), "The gateway's attempt, from 1; retries count up."),
  session: property(is('session', matcher('loose')), 'The session that the request names.'),
  state: property(is('state', matcher('loose')), "The session's state, as `set_state` left it."),
  header: property(
    turned(record(matcher('loose'), { want: 'a map of header names', keys: HEADER_NAMES }), (found) =>
      all(parts(found, headerSubject)),
    ),
    'Request headers by name; the case of the name does not matter.',
  ),
  query: property(
    turned(record(matcher('loose'), { want: 'a map of query parameters' }), (found) =>
      all(parts(found, querySubject)),
    ),
    'Query parameters by name.',
  ),
  body: property(
    turned(record(matcher('strict'), { want: 'a map of body paths', keys: BODY_PATHS }), (found) =>
      all(parts(found, (path) => bodySubject(path, parsePath(path)!))),
    ),
    'Values in the request body by path: temperature, metadata.tenant, messages[0].role, stop[-1].',
  ),
  all: property(
    turned(list(whenLater(), { min: 1 }), (of): Condition => ({ kind: 'all', of: of.map(allOf) })),
    'All of these hold.',
  ),
  any: property(
    turned(list(whenLater(), { min: 1 }), (of): Condition => ({ kind: 'any', of: of.map(allOf) })),
    'At least one of these holds.',
  ),
  not: property(
    turned(notNothing(), (when): Condition => ({ kind: 'not', of: allOf(when) })),
    'This does not hold.',
  ),
} as const

const whenMap: Shape<WhenSpec> = map(whenKeys, {
  want: 'a map of conditions',
  hint: (key) => (BESIDE.includes(key) ? `it stands beside when, in the scenario itself` : undefined),
})

/** Keys of a scenario that are easily put into its conditions. */
const BESIDE = [
  'name',
  'reply',
  'replies',
  'error',
  'set_state',
  'times',
  'weight',
  'priority',
  'timing',
  'faults',
]

/** What does not hold must say something: nothing always holds. */
function notNothing(): Shape<WhenSpec> {
  const inner = whenLater()
  return {
    ...inner,
    read: (node, context, label) =>
      node.kind === 'map' && node.entries.length === 0
        ? empty(node, context, label)
        : inner.read(node, context, label),
    schema: (context) => ({ ...inner.schema(context), not: { type: 'object', maxProperties: 0 } }),
  }
}

/** `whenShape`, which holds itself. */
function whenLater(): Shape<WhenSpec> {
  return {
    kinds: ['text', 'list', 'map'],
    want: 'a text or a map of conditions',
    read: (node, context, label) => whenShape.read(node, context, label),
    schema: (context) => whenShape.schema(context),
  }
}

function shortForm(shape: Shape<unknown>): Shape<WhenSpec> {
  const message = is('message', matcher('contains'))
  return {
    ...shape,
    read(node, context, label) {
      const condition = message.read(node, context, label)
      return condition === undefined ? undefined : { message: condition }
    },
    schema: (context) => shape.schema(context),
  }
}

function is(key: PlainSubject, shape: Shape<Matcher>): Shape<Condition> {
  return turned(shape, (found): Condition => ({ kind: 'is', subject: plainSubject(key), matcher: found }))
}

/** A list means all of them here, so the list form of a matcher is not used. true: any function, false: none. */
function toolsShape(): Shape<Condition> {
  const every = turned(list(text({ filled: true }), { min: 1 }), (names): Matcher => ({
    op: 'all',
    of: names.map((value) => ({ op: 'equals', value, loose: true })),
  }))
  const any = turned(boolean(), (wanted): Matcher => ({ op: 'exists', wanted }))
  return is('tools', either(...textOrTests('loose'), every, any))
}

function toolResultShape(): Shape<Condition> {
  const byName = turned(
    { ...matcher('loose'), kinds: ['text', 'list'], want: 'a name' } as Shape<Matcher>,
    (name): Condition => ({ kind: 'tool_result', name }),
  )
  const any = turned(boolean(), (wanted): Condition =>
    wanted ? { kind: 'tool_result' } : { kind: 'not', of: { kind: 'tool_result' } },
  )
  const detailed = map(
    {
      name: property(matcher('loose'), 'The name of the function that was called.'),
      content: property(matcher('contains'), 'What it gave back.'),
    },
    { want: 'a map with name and content', oneOf: [['name', 'content']] },
  )
  return either(
    byName,
    any,
    turned(detailed, ({ name, content }): Condition => ({ kind: 'tool_result', name, content })),
  )
}

function parts(
  found: Readonly<Record<string, Matcher>>,
  subject: (name: string) => Subject,
): readonly Condition[] {
  return Object.entries(found).map(([name, one]) => ({ kind: 'is', subject: subject(name), matcher: one }))
}

/** A `when` as one condition. */
function allOf(when: WhenSpec): Condition {
  return all(Object.values(when).filter((condition) => condition !== undefined))
}

function all(of: readonly Condition[]): Condition {
  return of.length === 1 ? of[0]! : { kind: 'all', of }
}
