/** Where the texts of tool arguments stand in a body, as byte offsets; empty ones are left out. */
export function toolArgumentRanges(body: Uint8Array): readonly (readonly [from: number, to: number])[] {
  // Latin-1 keeps one character per byte, whatever the bytes mean.
  const text = Buffer.from(body).toString('latin1')
  const ranges: (readonly [number, number])[] = []
  for (const match of text.matchAll(/"arguments"\s*:\s*"((?:[^"\\]|\\.)*)/gs)) {
    const [whole, value = ''] = match
    const from = match.index + whole.length - value.length
    if (value !== '') ranges.push([from, from + value.length])
  }
  return ranges
}
