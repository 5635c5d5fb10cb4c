import type { JournalEntry } from './entry.ts'

/** An entry with its headers and calls. */
const BASE = 4096
/** A body is held as it came, decoded, and as it goes to the deployment. */
const PER_BODY_BYTE = 4
const PER_EVENT = 400
const PER_NUMBER = 8

/** About how many bytes of memory an entry keeps alive. While an exchange runs, its plan is needed anyway. */
export function weigh(entry: JournalEntry): number {
  const { events = [], request, sending, sent } = entry
  const asked = BASE + request.body.length * PER_BODY_BYTE
  if (sent === undefined) return asked
  return asked + events.length * PER_EVENT + wholeAnswer(entry) + (sending?.size ?? 0) * PER_NUMBER
}

/** A whole answer is one long text; the frames of a stream are made from shared parts when they leave. */
function wholeAnswer({ events = [] }: JournalEntry): number {
  let bytes = 0
  for (const event of events) {
    if (event.kind === 'body' && typeof event.data !== 'function') bytes += event.data.length
  }
  return bytes
}
