import type { FaultOrder } from '../../faults/fault-order.ts'
import type { Condition } from '../match/condition.ts'
import type { Injection, OrderSpec } from '../order.ts'
import type { ErrorSpec } from '../outcome.ts'
import { plainValue } from '../../shape/source/tree.ts'
import type { Node } from '../../shape/source/tree.ts'
import { templateOf } from '../template/template.ts'
import { list, turned } from '../../shape/combine.ts'
import { errorShape } from './error-shape.ts'
import { faultsShape } from './faults-shape.ts'
import { map, property } from '../../shape/maps.ts'
import type { MapOptions } from '../../shape/maps.ts'
import { misplaced } from './misplaced.ts'
import { number, text } from '../../shape/scalars.ts'
import type { Shape } from '../../shape/shape.ts'
import { targetKeys, targetOf } from './target-keys.ts'
import type { RequestFilter } from './target-keys.ts'

/** Words that say what is to go wrong; at least one must stand. */
const WRONG = ['error', 'fault', 'faults', 'one_of']

const wrongKeys = {
  error: property(orderedError(), 'The error that answers, by name or with what differs from it.'),
  fault: property(faultsShape, 'What goes wrong with the answer, as in a scenario.'),
  faults: property(faultsShape, 'The same as fault.'),
}

const MISSING = 'give error or fault: what is to go wrong'

const choice: Shape<Injection> = turned(
  map(
    { weight: property(number({ above: 0 }), 'Its share among the choices; 1 unless given.'), ...wrongKeys },
    { want: 'a map with error or fault', oneOf: [WRONG.slice(0, 3)], missing: MISSING },
  ),
  (found) => injectionOf(found),
)

/** Keys of every order: what goes wrong, and with which requests. */
export const orderKeys = {
  name: property(text({ filled: true }), 'What it is called in the journal and the log.'),
  ...wrongKeys,
  one_of: property(
    list(choice, { min: 1 }),
    'Several errors or faults, of which a request that is hit gets one, by weight.',
  ),
  ...targetKeys,
}

/** Rules that hold for the keys of every order. */
export function orderOptions(want: string): MapOptions {
  return {
    want,
    oneOf: [WRONG],
    missing: MISSING,
    apart: [
      ['error', 'one_of'],
      ['fault', 'one_of'],
      ['faults', 'one_of'],
    ],
    hint: (key, node) => (key === 'oneOf' ? 'it is written one_of' : misplaced(key, node)),
  }
}

interface OrderKeys extends RequestFilter {
  readonly name?: string
  readonly error?: ErrorSpec
  readonly fault?: readonly FaultOrder[]
  readonly faults?: readonly FaultOrder[]
  readonly one_of?: readonly Injection[]
}

/** What the keys of every order say. */
export function orderOf(found: OrderKeys, node: Node): OrderSpec {
  const written = plainValue(node) as Readonly<Record<string, unknown>>
  const { conditions, session } = targetOf(found, written)
  return {
    written,
    conditions: conditions as readonly Condition[],
    injections: found.one_of ?? [injectionOf(found)],
    ...(found.name === undefined ? {} : { name: found.name }),
    ...(session === undefined ? {} : { session }),
  }
}

function injectionOf(found: {
  readonly error?: ErrorSpec
  readonly fault?: readonly FaultOrder[]
  readonly faults?: readonly FaultOrder[]
  readonly weight?: number
}): Injection {
  const { error, fault = [], faults = [], weight = 1 } = found
  return { faults: [...fault, ...faults], weight, ...(error === undefined ? {} : { error }) }
}

/** An error as in a scenario; there is no scenario here for templates to look at. */
function orderedError(): Shape<ErrorSpec> {
  return turned(errorShape, (error, node, context, label) => {
    if (templateOf(error) === undefined) return error
    context.report({
      code: 'bad-template',
      at: node,
      message: `${label}: a template cannot stand here`,
      hint: 'a scenario with error: may have one',
    })
    return undefined
  })
}
