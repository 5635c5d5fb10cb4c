import type { HeaderList } from '../../message/headers.ts'
import type { Outcome } from '../outcome.ts'
import type { TemplateScope } from '../template/scope.ts'
import { templateOf } from '../template/template.ts'
import { turned } from '../../shape/combine.ts'
import { errorShape, fakeShape } from './error-shape.ts'
import { map, property } from '../../shape/maps.ts'
import { replyHas, replyShape } from './reply-shape.ts'
import type { Shape } from '../../shape/shape.ts'
import { upstreamShape, wireShape } from './upstream-shape.ts'

const upstream = turned(upstreamShape, (found): Outcome => ({ kind: 'upstream', upstream: found }))
const wire = turned(wireShape, (found): Outcome => ({ kind: 'wire', wire: found }))
const error = turned(errorShape, (found): Outcome => ({ kind: 'error', error: found, ...filled(found) }))
const fake = turned(fakeShape, (found): Outcome => ({ kind: 'fake', fake: found }))
const plainReply = turned(replyShape, (reply): Outcome => ({ kind: 'reply', reply, ...filled(reply) }))

/** A reply; `{ fake: … }` alone is a made-up one. */
const reply: Shape<Outcome> = byKeys(
  { fake: property(fake, 'An answer that is made up.') },
  plainReply,
  (key) => (replyHas(key) ? `fake makes the whole reply: leave out "${key}", or fake` : undefined),
)

/** Every kind of outcome by its key. */
export const outcomeKeys = {
  reply: property(reply, 'What the model answers: a text, or a map with the parts of the answer.'),
  error: property(error, 'An error of the catalogue, by name or with what differs from it.'),
  upstream: property(upstream, "The provider's answer, verbatim; the gateway does with it what it does."),
  wire: property(wire, 'What the client gets, verbatim, past the gateway.'),
  fake: property(fake, 'An answer that is made up; { } for all the usual.'),
}

/** One of `replies`: any kind of outcome by its key, or a reply. */
export const anyOutcome: Shape<Outcome> = byKeys(outcomeKeys, reply, (key) =>
  replyHas(key)
    ? `it is part of a reply: { reply: { ${key}: … } }`
    : BESIDE_REPLIES.includes(key)
      ? 'it stands beside replies, in the scenario itself'
      : undefined,
)

/** Keys of a scenario that are easily put into one of its replies. */
const BESIDE_REPLIES = ['when', 'timing', 'faults', 'times', 'then', 'set_state']

function filled<T extends { readonly headers?: HeaderList }>(value: T) {
  const filler = templateOf(value)
  if (filler === undefined) return undefined
  const fill = (scope: TemplateScope) => withSafeHeaders(filler.fill(scope))
  return { fill }
}

// oxlint-disable-next-line no-control-regex -- these are what no header may hold
const CONTROLS = /[\x00-\x08\x0a-\x1f\x7f]+/g

/** What a request says must not break out of its header. */
function withSafeHeaders<T extends { readonly headers?: HeaderList }>(value: T): T {
  if (value.headers === undefined) return value
  return {
    ...value,
    headers: value.headers.map(([name, text]) => [name, text.replace(CONTROLS, ' ')] as const),
  }
}

/** A map with one of some keys is that kind of outcome; anything else is read as `other`. */
function byKeys(
  keys: Partial<typeof outcomeKeys>,
  other: Shape<Outcome>,
  hint: (key: string) => string | undefined,
): Shape<Outcome> {
  const names = Object.keys(keys)
  const tagged = turned(
    map(keys, { apart: [names], hint, want: `a map with ${names.join(' or ')}` }),
    (found) => {
      return Object.values(found)[0] as Outcome
    },
  )
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
