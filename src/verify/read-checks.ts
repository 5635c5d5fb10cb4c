import { isObject } from '../json/json-object.ts'
import type { JsonObject } from '../json/json-object.ts'
import { list, turned } from '../shape/combine.ts'
import { map, property } from '../shape/maps.ts'
import { valueOf, WrongValue } from '../shape/read-value.ts'
import { boolean, number, onlyTrue, text } from '../shape/scalars.ts'
import type { Shape } from '../shape/shape.ts'
import type { Check, CountCheck, OrderCheck } from './check.ts'
import { wantedKeys, wantedOf, wantedShape } from './wanted-shape.ts'

/** How the writer of a check spells its keys: `at_least` in JSON, `atLeast` in a program. Either may be written. */
export type Spelling = 'json' | 'program'

const SPELLINGS = { json: ['at_least', 'at_most'], program: ['atLeast', 'atMost'] } as const

const WANT = 'a map such as { "when": "hello", "exactly": 1 }'

const name = property(text(), 'What it is called in the result.')
const count = number({ integer: true, min: 0 })

/** These came in this order. */
export const orderShape: Shape<OrderCheck> = turned(
  map(
    {
      name,
      sequence: property(list(wantedShape, { min: 2 }), 'Requests in the order in which they must come.'),
      strict: property(boolean(), 'Nothing else may come between them.'),
      session: property(text(), 'Only requests of this session count.'),
    },
    { want: WANT },
  ),
  ({ name: called, sequence = [], strict = false, session }) => ({
    kind: 'order',
    name: called,
    session,
    steps: sequence,
    strict,
  }),
)

const countShapes = { json: countShape('json'), program: countShape('program') }

/** So many requests fit. */
function countShape(spelling: Spelling): Shape<CountCheck> {
  const [least, most] = SPELLINGS[spelling]
  const keys = {
    name,
    ...wantedKeys,
    exactly: property(count, 'How many requests fit.'),
    [least]: property(count, 'How many at least; 1 where no count is given.'),
    [most]: property(count, 'How many at most.'),
    never: property(onlyTrue(), 'None fits.'),
  }
  const apart = [
    ['exactly', 'never', least],
    ['exactly', 'never', most],
  ]
  return turned(map(keys, { want: WANT, apart }), (found, node, context, label) => {
    const counts = found as Readonly<Record<string, unknown>>
    const exactly = found.never === true ? 0 : found.exactly
    const given = { least: counts[least] as number | undefined, most: counts[most] as number | undefined }
    const atLeast = exactly ?? given.least ?? (given.most === undefined ? 1 : 0)
    const atMost = exactly ?? given.most ?? Infinity
    if (atLeast <= atMost)
      return { kind: 'count', name: found.name, wanted: wantedOf(found), atLeast, atMost }
    const message = `${least} is more than ${most} in ${label}`
    context.report({ code: 'conflicting-keys', at: node, message })
    return undefined
  })
}

/** What `POST /verify` takes, one or a list. */
export const checkShapes: readonly Shape<Check>[] = [countShapes.json, orderShape]

/** A check or a list of them, as `POST /verify` takes them. Throws `WrongValue`; its words are spelled as the writer's. */
export function readChecks(body: unknown, spelling: Spelling = 'json'): readonly Check[] {
  if (!Array.isArray(body)) return [readCheck(body, '', spelling)]
  if (body.length === 0)
    throw new WrongValue([{ path: '', message: 'the list is empty: there is nothing to check' }])
  return body.map((one, index) => readCheck(one, body.length > 1 ? `checks[${index}]` : '', spelling))
}

function readCheck(given: unknown, under: string, spelling: Spelling): Check {
  const shape: Shape<Check> = isObject(given) && 'sequence' in given ? orderShape : countShapes[spelling]
  return valueOf(isObject(given) ? spelled(given, spelling) : given, shape, under || 'the check', {}, under)
}

/** The same check in the words of its writer. */
function spelled(check: JsonObject, spelling: Spelling): JsonObject {
  const other = SPELLINGS[spelling === 'json' ? 'program' : 'json'] as readonly string[]
  return Object.fromEntries(
    Object.entries(check).map(([key, value]) => [SPELLINGS[spelling][other.indexOf(key)] ?? key, value]),
  )
}
