import { checkFault } from '../../faults/check-fault.ts'
import type { FaultProblem } from '../../faults/check-fault.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { faultTable } from '../../faults/fault-table.ts'
import type { FaultEntry, FaultOption } from '../../faults/fault-table.ts'
import { readFaults } from '../../faults/read-faults.ts'
import { entryOf } from '../source/tree.ts'
import type { Node } from '../source/tree.ts'
import { either, list, turned } from './combine.ts'
import { anyMap } from './json-value.ts'
import { text } from './scalars.ts'
import type { JsonSchema, ReadContext, Shape } from './shape.ts'

/** Faults: `- cut: { after: 3 }` or `- cut:after=3`, one or several an item; or one of them without the list. */
export const faultsShape: Shape<readonly FaultOrder[]> = either(
  writtenFaults(),
  faultMap(),
  turned(list(either(writtenFaults(), faultMap())), (items) => items.flat()),
)

function writtenFaults(): Shape<readonly FaultOrder[]> {
  return turned(text({ want: 'a fault' }), (written, node, context) => {
    const read = readFaults(written)
    if ('faults' in read) return read.faults
    for (const problem of read.problems) report(problem, node, context)
    return undefined
  })
}

function faultMap(): Shape<readonly FaultOrder[]> {
  const want = 'a map of faults'
  return {
    kinds: ['map'],
    want,
    read(node, context, label) {
      if (node.kind !== 'map' || anyMap().read(node, context, label) === undefined) return undefined
      const orders = node.entries.map(({ key, keyRange, value }) => {
        const isBare = value.kind === 'null' || (value.kind === 'boolean' && value.value === true)
        const given = isBare ? {} : anyMap().read(value, context, key)
        if (given === undefined) return undefined
        const checked = checkFault(key, given)
        if ('order' in checked) return checked.order
        for (const problem of checked.problems) report(problem, placeOf(problem, value) ?? keyRange, context)
        return undefined
      })
      return orders.includes(undefined) ? undefined : (orders as readonly FaultOrder[])
    },
    schema: ({ define }) =>
      define('fault', () => ({
        type: 'object',
        properties: Object.fromEntries(faultTable().map((entry) => [entry.name, entrySchema(entry)])),
        additionalProperties: false,
      })),
  }
}

function placeOf({ option }: FaultProblem, options: Node) {
  const entry = option !== undefined && options.kind === 'map' ? entryOf(options, option) : undefined
  return entry?.keyRange
}

function report(
  { problem, option, hint }: FaultProblem,
  at: { start: number; end: number },
  context: ReadContext,
) {
  const isUnknown = option === undefined && problem.startsWith('there is no fault')
  context.report({ code: isUnknown ? 'unknown-fault' : 'bad-fault', at, message: problem, hint })
}

function entrySchema({ about, options }: FaultEntry): JsonSchema {
  const properties = Object.entries(options).map(([key, option]) => [
    key,
    { description: option.about, ...optionSchema(option) },
  ])
  return {
    description: about,
    type: ['object', 'null', 'boolean'],
    properties: Object.fromEntries(properties),
    additionalProperties: false,
  }
}

function optionSchema(option: FaultOption): JsonSchema {
  if (option.kind === 'word') return { enum: [...option.words] }
  if (option.kind === 'text') return { type: ['string', 'number'] }
  const { min, max, whole } = option
  const number = {
    type: whole === true ? 'integer' : 'number',
    minimum: min,
    ...(max === undefined ? {} : { maximum: max }),
  }
  return { anyOf: [number, { type: 'string' }] }
}
