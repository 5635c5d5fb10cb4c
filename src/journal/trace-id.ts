import { readTraceParent } from '../message/trace-context.ts'
import type { JournalEntry } from './entry.ts'

/** The trace that an exchange belongs to, 32 hexadecimal digits; undefined where nobody named one. */
export function traceIdOf({ ownTrace, request }: JournalEntry): string | undefined {
  return ownTrace ?? readTraceParent(request.headers)?.traceId
}
