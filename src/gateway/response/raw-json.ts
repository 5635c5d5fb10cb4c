/** A JSON text as it stands in a body under raw capture: every token as written, without the whitespace between them. No JSON stays as it is. */
export function rawJson(text: string): string {
  return isJson(text) ? text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1') : text
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
