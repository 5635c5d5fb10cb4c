import type { JournalEntry } from './entry.ts'
import { plannedFrames } from './planned.ts'

/** How an answer ended, in words: `sent whole`, `the client left after 3 of 12 events`, `reset after 2 events`; undefined while it runs. */
export function howEnded(entry: JournalEntry): string | undefined {
  const { sent } = entry
  if (sent === undefined) return undefined
  if (sent.ended === 'end') return 'sent whole'
  const planned = plannedFrames(entry)
  const who = WORDS[sent.ended]
  const count = sent.leftAfter ?? sent.frames
  if (who === undefined) return sent.ended
  // What breaks as it was ordered to was planned no longer than that.
  const of = count === planned && sent.ended !== 'client-left' ? '' : `of ${planned} `
  return `${who} after ${count} ${of}${planned === 1 ? 'event' : 'events'}`
}

const WORDS: Readonly<Record<string, string>> = {
  'client-left': 'the client left',
  cut: 'cut',
  reset: 'reset',
  hang: 'silent',
}
