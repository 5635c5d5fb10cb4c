import type { StreamFrame } from '../upstream/outcome.ts'

/** A bare comment line: without a blank line behind it, so that no client takes it for an event. */
const HEARTBEAT = ': heartbeat\n'

/** The frames of a stream with a comment every so many ms since its first, whether or not anything else is sent. 0: none. */
export function withHeartbeats(
  frames: readonly StreamFrame[],
  endAt: number,
  everyMs: number,
): readonly StreamFrame[] {
  const [first] = frames
  if (first === undefined || everyMs === 0 || endAt - first.at < everyMs) return frames
  const beating: StreamFrame[] = []
  let next = first.at + everyMs
  for (const frame of frames) {
    for (; next < frame.at; next += everyMs) beating.push({ at: next, text: () => HEARTBEAT })
    beating.push(frame)
  }
  for (; next < endAt; next += everyMs) beating.push({ at: next, text: () => HEARTBEAT })
  return beating
}
