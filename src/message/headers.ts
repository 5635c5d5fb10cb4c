/** Header pairs in the order in which they stand on the wire. A name may appear more than once. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** The value of a header, names compared without regard to case; of repeated ones the first. */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase()
  for (const [key, value] of headers) if (key.toLowerCase() === wanted) return value
  return undefined
}

/** Headers by name, as scenario files write them: a list where a name is repeated. */
export function groupedHeaders(headers: HeaderList): Record<string, string | string[]> {
  const grouped: Record<string, string | string[]> = {}
  for (const [name, value] of headers) {
    const before = grouped[name]
    grouped[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]
  }
  return grouped
}
