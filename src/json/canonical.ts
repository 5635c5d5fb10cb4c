/** JSON text in which the keys of every object are sorted: equal values give equal texts, however they were written. */
export function canonicalJson(value: unknown): string {
  // Counts that a number would round come as such.
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const object = value instanceof Map ? (Object.fromEntries(value) as object) : value
  let text = ''
  for (const key of Object.keys(object).sort()) {
    const part = (object as Record<string, unknown>)[key]
    if (part !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(part)}`
  }
  return `{${text}}`
}
