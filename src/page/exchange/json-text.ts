import { parsed } from '../read-exchange.ts'

/** A JSON text laid out to be read; any other text as it is. */
export function laidOut(text: string): string {
  const value = parsed(text)
  return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : text
}
