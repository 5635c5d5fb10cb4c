import type { Attempt } from './attempt.ts'

/** A silence from so long on shows whether a client has a timeout, as a share of the limit. */
export const TELLING = 0.5

/**
 * The longest silence that a client sat through, ms: before the head, between two writes, and after the last one until it went
 * away or, where it is still there, until now.
 */
export function longestSilence({ entry }: Attempt, now: number): number {
  const { sending, sent } = entry
  if (sending === undefined) return 0
  const times = [0, ...(sending.headMs === undefined ? [] : [sending.headMs]), ...sending.frameTimes()]
  const isOver = sent !== undefined && sent.ended !== 'hang' && sent.ended !== 'client-left'
  times.push(isOver ? (sending.endMs ?? times.at(-1)!) : (entry.leftAt ?? now) - entry.at)
  return times.reduce((longest, time, index) => Math.max(longest, time - (times[index - 1] ?? 0)), 0)
}

/**
 * How long the answer would have stood still where the client left it, ms: what the client sat through, or the planned time
 * from the last frame that left to the next.
 */
export function silenceWhenLeft({ entry }: Attempt): number {
  const { events = [], sending, sent, leftAt } = entry
  const last = sending?.frameTimes().at(-1) ?? sending?.headMs ?? 0
  const waited = leftAt === undefined ? 0 : leftAt - entry.at - last
  const next = (sent?.frames ?? 0) + (events[0]?.kind === 'head' ? 1 : 0)
  const planned = (events[next]?.at ?? 0) - (events[next - 1]?.at ?? 0)
  return Math.max(waited, planned)
}

/** Whether the emulator has waited for this client to read for longer than that, and waits still. */
export function isUnread({ entry }: Attempt, now: number, patienceMs: number): boolean {
  const since = entry.sending?.waitingSinceMs
  return entry.sent === undefined && since !== undefined && now - entry.at - since > patienceMs
}
