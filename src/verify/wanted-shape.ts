import { ANSWERERS, ENDINGS, STATUS_WORD } from '../journal/outcome.ts'
import { describeCondition } from '../scenario/match/condition.ts'
import { whenShape } from '../scenario/schema/when-shape.ts'
import type { WhenSpec } from '../scenario/schema/when-shape.ts'
import { whenRule } from '../scenario/when-rule.ts'
import { either, oneOrMore, turned } from '../shape/combine.ts'
import { map, property } from '../shape/maps.ts'
import type { MapValue } from '../shape/maps.ts'
import { boolean, number, oneWordOf, text } from '../shape/scalars.ts'
import type { Shape } from '../shape/shape.ts'
import type { OutcomeKey, OutcomeWanted, Wanted } from './check.ts'

const STATUS = 'a status such as 429 or 5xx'

const status = either(
  { ...number({ integer: true, min: 100, max: 599 }), want: STATUS },
  text({
    want: STATUS,
    schema: { pattern: STATUS_WORD.source },
    check(value, node, context, label) {
      if (STATUS_WORD.test(value)) return true
      context.report({ code: 'wrong-value', at: node, message: `${label} must be ${STATUS}, got "${value}"` })
      return false
    },
  }),
)

const outcomeKeys: Readonly<Record<OutcomeKey, ReturnType<typeof property<readonly unknown[]>>>> = {
  status: property(oneOrMore({ ...status, want: STATUS }), 'Of the answer: 429, or 4xx for all of a class.'),
  ended: property(oneOrMore(oneWordOf(ENDINGS)), 'How the answer ended.'),
  scenario: property(oneOrMore(text()), 'The scenario that answered; `none`.'),
  answered_by: property(oneOrMore(oneWordOf(ANSWERERS)), 'Who answered.'),
  faulted: property(
    oneOrMore(either(boolean(), oneWordOf(['true', 'false']))),
    'Whether something went wrong that was ordered, or that a scenario has.',
  ),
}

/** What became of a request, one value or several for each key. */
const outcomeShape: Shape<readonly OutcomeWanted[]> = turned(
  map(outcomeKeys, { want: 'a map such as { "status": 429 }' }),
  (found) =>
    Object.entries(found).map(([key, values]) => ({ key: key as OutcomeKey, values: values.map(String) })),
)

/** Which requests are meant. */
export const wantedKeys = {
  when: property(whenShape, 'Conditions on the request, as in a scenario.'),
  outcome: property(outcomeShape, 'What became of it.'),
  session: property(text(), 'The session of the request.'),
}

/** `{ when, outcome, session }`; a text stands for `{ when: text }`. */
export const wantedShape: Shape<Wanted> = either(
  turned({ ...whenShape, kinds: ['text'] } as Shape<WhenSpec>, (when) => wantedOf({ when })),
  turned(map(wantedKeys, { want: 'a map with when and outcome' }), wantedOf),
)

export function wantedOf({ when, outcome = [], session }: MapValue<typeof wantedKeys>): Wanted {
  const conditions = Object.values(when ?? {}).filter((condition) => condition !== undefined)
  const parts = [
    ...conditions.map(describeCondition),
    ...outcome.map(({ key, values }) => `${key} ${values.join(' or ')}`),
    ...(session === undefined ? [] : [`session ${JSON.stringify(session)}`]),
  ]
  return {
    rule: when === undefined ? undefined : whenRule(conditions),
    session,
    outcome,
    text: parts.length === 0 ? 'any request' : parts.join(', '),
  }
}
