import type { Schema, SchemaPatch } from './spec-files.ts'

/** The schema after one patch; the schema given is changed. Throws when the patch finds nothing at its place. */
export function applySchemaPatch(schema: Schema, patch: SchemaPatch): Schema {
  if (patch.op === 'nest') return nest(schema, patch.path.slice(1))
  const { parent, key } = locate(schema, patch.path)
  switch (patch.op) {
    case 'add':
      if (key in parent) throw new Error(`${patch.schema}: ${patch.path} is already there`)
      parent[key] = patch.value
      break
    case 'replace':
      requireKey(parent, key, patch)
      parent[key] = patch.value
      break
    case 'remove':
      requireKey(parent, key, patch)
      delete parent[key]
      break
    case 'move': {
      const source = locate(schema, patch.from ?? '')
      requireKey(source.parent, source.key, patch)
      parent[key] = source.parent[source.key]
      delete source.parent[source.key]
    }
  }
  return schema
}

function nest(schema: Schema, key: string): Schema {
  const nested = { type: 'object', required: [key], properties: { [key]: schema } }
  return { anyOf: [schema, nested] }
}

function locate(schema: Schema, path: string): { parent: Schema; key: string } {
  const steps = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const key = steps.pop()
  if (key === undefined) throw new Error(`a patch must name a place inside the schema, not "${path}"`)
  let parent: unknown = schema
  for (const step of steps) parent = (parent as Schema | undefined)?.[step]
  if (typeof parent !== 'object' || parent === null) throw new Error(`nothing holds ${path}`)
  return { parent: parent as Schema, key }
}

function requireKey(parent: Schema, key: string, patch: SchemaPatch): void {
  if (!(key in parent)) throw new Error(`${patch.schema}: ${patch.op} finds nothing at ${patch.path}`)
}
