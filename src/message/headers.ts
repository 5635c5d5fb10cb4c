/** Header pairs in the order in which they stand on the wire. A name may appear more than once. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** The value of a header, names compared without regard to case; of repeated ones the first. */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase()
  for (const [key, value] of headers) if (key.toLowerCase() === wanted) return value
  return undefined
}
