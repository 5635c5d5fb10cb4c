import type { JournalEntry } from './entry.ts'
import { plannedFrames } from './planned.ts'

/** How an answer ended, in words: `sent whole`, `the client left after 3 of 12 events`; undefined while it runs. */
export function howEnded(entry: JournalEntry): string | undefined {
  const { sent } = entry
  if (sent === undefined) return undefined
  if (sent.ended === 'end') return 'sent whole'
  const planned = plannedFrames(entry)
  const who = WORDS[sent.ended]
  const count = sent.leftAfter ?? sent.frames
  return who === undefined
    ? sent.ended
    : `${who} after ${count} of ${planned} ${planned === 1 ? 'event' : 'events'}`
}

const WORDS: Readonly<Record<string, string>> = {
  'client-left': 'the client left',
  cut: 'cut',
  reset: 'reset',
  hang: 'silent',
}
