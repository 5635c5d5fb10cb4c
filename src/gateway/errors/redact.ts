import type { BifrostError } from './bifrost-error.ts'
import type { GatewayProfile } from '../profiles/profile.ts'

/** An error for the client: on later lines without texts that come from inside a program. Its status is kept. */
export function redacted(error: BifrostError, { errors }: GatewayProfile): BifrostError {
  if (!errors.sanitizes) return error
  const { message, error: cause } = error.error
  if (!isInside(message) && !isInside(cause ?? '')) return error
  const told = { ...error.error }
  if (isInside(message)) told.message = SAFE
  if (isInside(cause ?? '')) told.error = SAFE
  return { ...error, error: told }
}

const SAFE = 'internal server error'

/** Stack traces, panics, places in Go files, dumps of goroutines, and SQL. */
const INSIDE = [
  /\bgoroutine \d+ \[/,
  /(?:^|\n|: )panic: |\bpanic\(|\[recovered\]/,
  /\bruntime error: /,
  /\.go:\d+/,
  /stack trace|traceback \(most recent call last\)/i,
  /\bSELECT\b[^]*\bFROM\b|\bINSERT INTO\b|\bUPDATE\b[^]*\bSET\b|\bDELETE FROM\b/,
  /\bSQLSTATE\b|\bsql: |\bpq: /,
]

function isInside(text: string): boolean {
  return text !== '' && INSIDE.some((mark) => mark.test(text))
}
