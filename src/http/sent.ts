import type { Sent } from '../journal.ts'
import type { Played } from '../play/player.ts'

/** What the journal tells of what was sent. */
export function sentOf({ frames, ended, left }: Played): Sent {
  if (left === undefined) return { frames, ended: ended ?? '' }
  // As recorded of every release: Azure's stream is read to its end all the same (stream-hang-up).
  return {
    frames,
    ended: ended ?? '',
    leftAfter: left.after,
    leftAtMs: Math.round(left.atMs),
    upstream: 'read to its end',
  }
}
