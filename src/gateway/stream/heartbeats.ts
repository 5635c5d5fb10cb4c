import { firstAt, framesOf } from '../upstream/outcome.ts'
import type { StreamFrame, StreamPart } from '../upstream/outcome.ts'

/** A bare comment line: without a blank line behind it, so that no client takes it for an event. */
const HEARTBEAT = ': heartbeat\n'

/** The events of a stream with a comment every so many ms since its first, whether or not anything else is sent. 0: none. */
export function withHeartbeats(
  parts: readonly StreamPart[],
  endAt: number,
  everyMs: number,
): readonly StreamPart[] {
  const first = firstAt(parts)
  if (first === undefined || everyMs === 0 || endAt - first < everyMs) return parts
  const beating: StreamFrame[] = []
  let next = first + everyMs
  for (const frame of framesOf(parts)) {
    for (; next < frame.at; next += everyMs) beating.push({ at: next, text: () => HEARTBEAT })
    beating.push(frame)
  }
  for (; next < endAt; next += everyMs) beating.push({ at: next, text: () => HEARTBEAT })
  return beating
}
