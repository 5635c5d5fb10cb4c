import { fileShape } from './scenario-shape.ts'
import type { JsonSchema, KnownNames, SchemaContext } from '../../shape/shape.ts'

/**
 * The language of scenario files as JSON Schema 2020-12, for editors and outside checks. It comes from the same shapes that
 * read the files. `names`: the errors and faults that may be named; any text where a list is left out.
 */
export function scenarioJsonSchema(names: KnownNames = {}): JsonSchema {
  const defs: Record<string, JsonSchema> = {}
  const context: SchemaContext = {
    names,
    define(name, schema) {
      if (!Object.hasOwn(defs, name)) {
        defs[name] = {}
        defs[name] = schema()
      }
      return { $ref: `#/$defs/${name}` }
    },
  }
  const root = fileShape.schema(context)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'bifrost-emulator scenarios',
    description: 'What the emulated deployment answers to which request.',
    ...root,
    $defs: Object.fromEntries(Object.entries(defs).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}
