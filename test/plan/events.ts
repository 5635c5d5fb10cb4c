/** The payloads of an SSE text, `[DONE]` included. Throws where something else stands in it. */
export function eventsOf(text: string): readonly string[] {
  const parts = text.split('\n\n')
  if (parts.pop() !== '') throw new Error('the stream does not end with a whole event')
  return parts.map((part) => {
    if (!part.startsWith('data: ') || part.includes('\n'))
      throw new Error(`no data line: ${JSON.stringify(part)}`)
    return part.slice('data: '.length)
  })
}

/** The JSON values of a stream. */
export function chunksOf(text: string): readonly unknown[] {
  return eventsOf(text)
    .filter((payload) => payload !== '[DONE]')
    .map((payload) => JSON.parse(payload) as unknown)
}
