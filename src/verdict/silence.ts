import type { Attempt } from './attempt.ts'

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

/** Whether the emulator has waited for this client to read for longer than that, and waits still. */
export function isUnread({ entry }: Attempt, now: number, patienceMs: number): boolean {
  const since = entry.sending?.waitingSinceMs
  return entry.sent === undefined && since !== undefined && now - entry.at - since > patienceMs
}
