/** The fields of a JSON value by path, entries of lists under `[]`, and the texts that their values have. */
export type Fields = ReadonlyMap<string, readonly string[]>

export function fieldsOf(values: readonly unknown[]): Fields {
  const fields = new Map<string, string[]>()
  for (const value of values) visit(value, '', fields)
  return fields
}

function visit(value: unknown, path: string, fields: Map<string, string[]>): void {
  if (Array.isArray(value)) {
    if (value.length === 0) add(fields, path, '[]')
    for (const entry of value) visit(entry, `${path}[]`, fields)
    return
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
    if (entries.length === 0) add(fields, path, '{}')
    for (const [key, entry] of entries) visit(entry, path === '' ? key : `${path}.${key}`, fields)
    return
  }
  add(fields, path, JSON.stringify(value))
}

function add(fields: Map<string, string[]>, path: string, value: string): void {
  const known = fields.get(path)
  if (known === undefined) fields.set(path, [value])
  else known.push(value)
}
