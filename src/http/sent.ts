import type { Sent } from '../journal/entry.ts'
import type { Played } from '../play/player.ts'

/** What the journal tells of what was sent. `stopping`: not the client went away, the emulator ended. */
export function sentOf({ frames, ended, left }: Played, stopping: boolean): Sent {
  if (stopping && ended === 'client-left') return { frames, ended: 'cut' }
  if (left === undefined) return ended === 'end' ? wholly(frames) : { frames, ended: ended ?? '' }
  // As recorded of every release: Azure's stream is read to its end all the same (stream-hang-up).
  return {
    frames,
    ended: ended ?? '',
    leftAfter: left.after,
    leftAtMs: Math.round(left.atMs),
    upstream: 'read to its end',
  }
}

/** One object for all answers of so many events: a journal has thousands. */
function wholly(frames: number): Sent {
  return frames < WHOLE.length ? WHOLE[frames]! : { frames, ended: 'end' }
}

const WHOLE = Array.from({ length: 256 }, (_, frames): Sent => ({ frames, ended: 'end' }))
