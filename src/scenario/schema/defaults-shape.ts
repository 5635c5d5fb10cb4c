import type { Timing } from '../timing.ts'
import { turned } from '../../shape/combine.ts'
import { map, property } from '../../shape/maps.ts'
import type { MapValue } from '../../shape/maps.ts'
import { number, text } from '../../shape/scalars.ts'
import type { Shape } from '../../shape/shape.ts'
import { timingShape } from './timing-shape.ts'
import { whenKeys } from './when-shape.ts'
import type { WhenSpec } from './when-shape.ts'

export interface DefaultsDraft {
  readonly timing?: Timing
  readonly priority?: number
  readonly when: WhenSpec
}

const defaultsKeys = {
  timing: property(timingShape, 'The pace of the answers.'),
  priority: property(number(), 'The priority of the scenarios.'),
  ...whenKeys,
}

/** `defaults:` of a file. */
export const defaultsShape: Shape<DefaultsDraft> = turned(
  map(defaultsKeys, { want: 'a map of defaults' }),
  defaultsOf,
)

function defaultsOf({ timing, priority, ...when }: MapValue<typeof defaultsKeys>): DefaultsDraft {
  return {
    when,
    ...(timing === undefined ? {} : { timing }),
    ...(priority === undefined ? {} : { priority }),
  }
}

/** `_defaults.yaml`: what holds for the files of its folder and below, under `defaults:` or at the top. */
export const folderDefaultsShape: Shape<DefaultsDraft> = {
  kinds: ['map'],
  want: 'a map of defaults',
  read(node, context, label) {
    const wrapped =
      node.kind !== 'map' || node.entries.some(({ key }) => key === 'defaults' || key === 'scenarios')
    return wrapped ? wrappedDefaults.read(node, context, label) : bareDefaults.read(node, context, label)
  },
  schema: (context) => wrappedDefaults.schema(context),
}

/** Where editors find the schema. */
export const schemaKey = property(text(), 'Where the schema of this file is, for editors.')
const bareDefaults: Shape<DefaultsDraft> = turned(
  map({ $schema: schemaKey, ...defaultsKeys }, { want: 'a map of defaults' }),
  ({ $schema: _schema, ...found }) => defaultsOf(found),
)
const wrappedDefaults: Shape<DefaultsDraft> = turned(
  map(
    {
      $schema: schemaKey,
      defaults: property(defaultsShape, 'What holds for the files of this folder and below.'),
    },
    {
      want: 'a map with defaults',
      hint: (key) => (key === 'scenarios' ? 'scenarios belong into another file than _defaults' : undefined),
    },
  ),
  ({ defaults = { when: {} } }) => defaults,
)
