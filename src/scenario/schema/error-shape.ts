import { LOCALES } from '../../fake/locales.ts'
import { findError } from '../../errors/catalogue.ts'
import { isOfGateway } from '../../errors/ordered-error.ts'
import { meantErrorHint } from '../../errors/meant-error.ts'
import type { Node } from '../../shape/source/tree.ts'
import type { ErrorSpec, FakeSpec } from '../outcome.ts'
import { headers } from './bytes-shape.ts'
import { seconds } from '../../shape/durations.ts'
import { either, hinting, named, turned } from '../../shape/combine.ts'
import { jsonOrFile, mapOrFile } from './attached-shape.ts'
import { map, property } from '../../shape/maps.ts'
import { boolean, nothing, number, oneWordOf, text } from '../../shape/scalars.ts'
import { suggest } from '../../shape/shape.ts'
import type { ReadContext, Shape } from '../../shape/shape.ts'
import { withTemplates } from './template-check.ts'

const errorName: Shape<string> = {
  ...text(),
  want: 'the name of an error',
  read(node, context, label) {
    const name = text({ want: 'the name of an error' }).read(node, context, label)
    const known = context.names.errors
    if (name === undefined || known === undefined || known.includes(name)) return name
    const hint = meantErrorHint(name, known) ?? suggest(name, known)
    context.report({
      code: 'unknown-error',
      at: node,
      message: `${label}: there is no error "${name}"`,
      hint,
    })
    return undefined
  },
  schema: ({ names, define }) =>
    define('error_name', () => ({
      type: 'string',
      ...(names.errors === undefined ? {} : { enum: [...names.errors] }),
    })),
}

/** An error of the catalogue by name, with what differs from it; or one of the user's own. */
export const errorShape: Shape<ErrorSpec> = named(
  'error',
  ['text', 'map'],
  'the name of an error or a map with the error',
  () =>
    withTemplates(
      hinting(
        meantByStatus,
        either(
          turned(errorName, (name): ErrorSpec => ({ name })),
          turned(
            map(
              {
                name: property(errorName, 'A name of the error catalogue.'),
                status: property(
                  number({ integer: true, min: 400, max: 599 }),
                  'The HTTP status of the error.',
                ),
                type: property(either(text(), nothing()), "The error's type."),
                code: property(either(text(), number(), nothing()), "The error's code."),
                message: property(text(), "The error's message."),
                param: property(either(text(), nothing()), 'The parameter that the error is about.'),
                event_id: property(text(), "The provider's id of the event, inside error."),
                outer: property(
                  map(
                    {
                      event_id: property(text(), "The provider's id of the event, beside error."),
                      type: property(text(), 'The kind of refusal beside error, such as budget_exceeded.'),
                      is_bifrost_error: property(boolean(), 'Whether the gateway itself failed.'),
                    },
                    { want: 'a map with event_id, type, is_bifrost_error', filled: 'or leave outer out' },
                  ),
                  "Fields beside error in the gateway's body. An error of Azure has no type there.",
                ),
                retry_after: property(
                  seconds({ most: 1_000_000_000 }),
                  'How long the client is told to wait: seconds, or a time such as 500ms or 2m.',
                ),
                headers: property(headers, 'Headers beside those of the error.'),
                body: property(
                  jsonOrFile,
                  "A whole body in place of the error's own; { $file: x.json } takes it from a file.",
                ),
              },
              {
                want: 'a map with the error',
                oneOf: [['name', 'status']],
                missing:
                  'give a name of `bifrost-emulator list errors`, or the status of an error of your own',
                apart: ['type', 'code', 'message', 'param', 'event_id', 'outer'].map((key) => ['body', key]),
                hint: (key) =>
                  OUTER.includes(key) ? `it stands beside error: outer: { ${key}: … }` : undefined,
              },
            ),
            withItsFields,
          ),
        ),
      ),
    ),
)

/** Azure's errors have no type beside error: the gateway gives one to its own alone. */
function withItsFields(
  spec: ErrorSpec,
  node: Node,
  context: ReadContext,
  label: string,
): ErrorSpec | undefined {
  const layer = spec.name === undefined ? 'gateway' : findError(spec.name)?.spec.layer
  if (layer === 'gateway' || !isOfGateway(spec.outer)) return spec
  context.report({
    code: 'conflicting-keys',
    at: node,
    message: `${label}: an error of the deployment has neither type nor is_bifrost_error beside error`,
    hint: 'give its status in place of its name: { status: …, message: …, outer: { type: … } }',
  })
  return undefined
}

const OUTER = ['is_bifrost_error', 'outer_type', 'top_type', 'outer_event_id']

/** `error: 429` */
function meantByStatus(node: Node): string | undefined {
  if (node.kind !== 'number') return undefined
  const status = Number(node.value)
  const own = `an error of your own is { status: ${status}, message: … }`
  if (!(status >= 400 && status <= 599)) return undefined
  const meant = meantErrorHint(status)
  return meant === undefined ? own : `${meant} Or ${own}`
}

/** An answer that is made up: an empty map, or how it should be. */
export const fakeShape: Shape<FakeSpec> = either(
  turned(
    { ...boolean(), schema: () => ({ const: true }) },
    (wanted, node, context, label): FakeSpec | undefined => {
      if (wanted) return {}
      context.report({
        code: 'wrong-value',
        at: node,
        message: `${label} can only be true`,
        hint: 'or leave it out',
      })
      return undefined
    },
  ),
  map(
    {
      style: property(
        oneWordOf(['prose', 'markdown', 'code', 'echo']),
        'The kind of text; echo repeats the message.',
      ),
      words: property(number({ integer: true, min: 1, max: 20_000 }), 'About how many words.'),
      full: property(boolean(), 'Objects get all their optional fields.'),
      locale: property(oneWordOf(LOCALES), 'Where names and places come from, e.g. de.'),
      schema: property(mapOrFile, 'A JSON Schema: the answer is JSON that fits it.'),
    },
    {
      want: 'a map with style, words, full, locale, schema',
      apart: [
        ['style', 'schema'],
        ['words', 'schema'],
      ],
    },
  ),
)
