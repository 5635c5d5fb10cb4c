import { checkFault } from '../../faults/check-fault.ts'
import type { FaultProblem } from '../../faults/check-fault.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { faultNames, faultTable, findFault } from '../../faults/fault-table.ts'
import type { FaultEntry, FaultOption, FaultOptions } from '../../faults/fault-table.ts'
import { readFaults } from '../../faults/read-faults.ts'
import { entryOf, plainValue } from '../../shape/source/tree.ts'
import type { Node, Range } from '../../shape/source/tree.ts'
import { either, list, turned } from '../../shape/combine.ts'
import { anyMap } from '../../shape/json-value.ts'
import { text } from '../../shape/scalars.ts'
import { wrongType } from '../../shape/shape.ts'
import type { JsonSchema, ReadContext, SchemaContext, Shape } from '../../shape/shape.ts'

/** Faults: `- cut: { after: 3 }` or `- cut:after=3`, one or several an item; or one of them without the list. */
export const faultsShape: Shape<readonly FaultOrder[]> = either(
  writtenFaults(),
  faultMap(),
  turned(list(either(writtenFaults(), faultMap())), (items) => items.flat()),
)

function writtenFaults(): Shape<readonly FaultOrder[]> {
  const schema = { pattern: `^[\\s;]*(?:${faultNames().join('|')})\\s*(?:[:;,]|$)` }
  return turned(text({ want: 'a fault', schema }), (written, node, context) => {
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
        const given = isBare ? {} : optionsOf(value, context, key)
        if (given === undefined) return undefined
        const checked = checkFault(key, given)
        if ('order' in checked) return checked.order
        for (const problem of checked.problems) report(problem, placeOf(problem, value) ?? keyRange, context)
        return undefined
      })
      return orders.includes(undefined) ? undefined : (orders as readonly FaultOrder[])
    },
    schema: (context) =>
      context.define('fault', () => ({
        type: 'object',
        properties: Object.fromEntries(
          faultTable().map((entry) => [entry.name, entrySchema(entry, context)]),
        ),
        additionalProperties: false,
      })),
  }
}

function optionsOf(value: Node, context: ReadContext, name: string) {
  if (value.kind === 'map') return plainValue(value) as Record<string, unknown>
  const bare = findFault(name)?.bare
  if (value.kind === 'text' && bare !== undefined) return { [bare]: value.value }
  const [first] = Object.keys(findFault(name)?.options ?? {})
  const hint =
    bare !== undefined
      ? `write ${name}: and the word for what it does`
      : first === undefined
        ? `write ${name}: {}`
        : `write ${name}: { ${first}: … }, or ${name}: {} for all the usual`
  return wrongType(value, context, name, 'a map of options', hint)
}

function placeOf({ option, isValue }: FaultProblem, options: Node) {
  const entry = option !== undefined && options.kind === 'map' ? entryOf(options, option) : undefined
  return isValue === true ? entry?.value : entry?.keyRange
}

/** Where the n-th fault (from 0) of a list stands: its option, the fault, or the whole where that is a text. */
export function faultPlace(node: Node, index: number, option: string): Range {
  let left = index
  for (const item of node.kind === 'list' ? node.items : [node]) {
    const size = item.kind === 'map' ? item.entries.length : writtenIn(item)
    if (left >= size) {
      left -= size
      continue
    }
    if (item.kind !== 'map') return item
    const { keyRange, value } = item.entries[left]!
    return (value.kind === 'map' ? entryOf(value, option)?.value : undefined) ?? keyRange
  }
  return node
}

function writtenIn(node: Node): number {
  const read = node.kind === 'text' ? readFaults(node.value) : undefined
  return read !== undefined && 'faults' in read ? read.faults.length : 0
}

function report(
  { problem, option, hint }: FaultProblem,
  at: { start: number; end: number },
  context: ReadContext,
) {
  const isUnknown = option === undefined && problem.startsWith('there is no fault')
  context.report({ code: isUnknown ? 'unknown-fault' : 'bad-fault', at, message: problem, hint })
}

function entrySchema(entry: FaultEntry, context: SchemaContext): JsonSchema {
  const { about, options, oneOf, bare } = entry
  return {
    description: about,
    anyOf:
      bare === undefined
        ? plainForms(options, apartRules(oneOf), context)
        : [...variants(entry, bare, context), optionSchema(options[bare]!, context)],
  }
}

/** Options that several faults have in common are written once. */
function plainForms(options: FaultOptions, rules: JsonSchema, context: SchemaContext): readonly JsonSchema[] {
  const forms = (): readonly JsonSchema[] => [optionMap(options, rules, context), { enum: [null, true] }]
  const name = SHARED_FORMS[Object.keys(options).join()]
  return name === undefined ? forms() : [context.define(name, () => ({ anyOf: forms() }))]
}

const SHARED_FORMS: Readonly<Record<string, string>> = {
  chance: 'fault_alone',
  'after,chars,fraction,ms,in,chance': 'fault_break',
}

function optionMap(options: FaultOptions, rules: JsonSchema, context: SchemaContext): JsonSchema {
  const properties = Object.entries(options).map(([key, option]) => [
    key,
    { description: option.about, ...optionSchema(option, context) },
  ])
  return { type: 'object', properties: Object.fromEntries(properties), ...rules, additionalProperties: false }
}

/** A map for all words of the bare option that take the same others. */
function variants(entry: FaultEntry, bare: string, context: SchemaContext): readonly JsonSchema[] {
  const { options, goesWith = {} } = entry
  const how = options[bare]!
  const words = how.kind === 'word' ? how.words : []
  const groups = new Map<string, string[]>()
  for (const word of words) {
    const others = Object.keys(options).filter((key) => goesWith[key]?.includes(word) ?? true)
    groups.set(others.join(), [...(groups.get(others.join()) ?? []), word])
  }
  return [...groups].map(([keys, alike]) => {
    const own = Object.fromEntries(keys.split(',').map((key) => [key, options[key]!]))
    return optionMap(
      { ...own, [bare]: { ...how, words: alike } as FaultOption },
      { required: [bare] },
      context,
    )
  })
}

function apartRules(keys: readonly string[]): JsonSchema {
  const pairs = keys.flatMap((key, at) => keys.slice(at + 1).map((other) => ({ required: [key, other] })))
  return pairs.length === 0 ? {} : { not: { anyOf: pairs } }
}

function optionSchema(option: FaultOption, { define }: SchemaContext): JsonSchema {
  if (option.kind === 'word') return { enum: [...option.words] }
  if (option.kind === 'text') return { type: ['string', 'number'] }
  const { min, max, whole } = option
  const schema = () => ({
    anyOf: [
      {
        type: whole === true ? 'integer' : 'number',
        minimum: min,
        ...(max === undefined ? {} : { maximum: max }),
      },
      { type: 'string', pattern: '\\d' },
    ],
  })
  const name = SHARED_NUMBERS.find((it) => it.min === min && it.max === max && it.whole === (whole === true))
  return name === undefined ? schema() : define(name.name, schema)
}

/** Numbers that many options are. */
const SHARED_NUMBERS = [
  { name: 'fault_share', min: 0, max: 1, whole: false },
  { name: 'fault_count', min: 0, max: 1_000_000, whole: true },
  { name: 'fault_time', min: 0, max: 86_400_000, whole: false },
]
