import type { Plan, WireEvent } from '../plan/plan.ts'
import type { Clock } from './clock.ts'
import type { Ending, Sink } from './sink.ts'

/** What was really sent. */
export interface Played {
  /** Body events that left. */
  frames: number
  /** How it ended; absent while it runs. `client-left`: the receiver went away first. */
  ended?: Ending | 'client-left'
}

export interface Player {
  readonly played: Played
  /** The receiver went away: nothing more is sent. */
  stop(): void
}

/** Pieces that are due together leave in one write, up to about this many of them. One that leaves apart is a write of its own, with a turn of the event loop behind it. */
const BATCH = 64

/**
 * Plays a plan: each event at its time, in order. Times are absolute from the start, so delays never add up. `speed`
 * divides all times; 0 means no waiting at all. `done` is called once, at the end.
 */
export function play(
  plan: Plan,
  sink: Sink,
  clock: Clock,
  speed: number,
  done: (played: Played) => void,
): Player {
  const { events } = plan
  const start = clock.now()
  const due = (event: WireEvent) => (speed === 0 || event.at === 0 ? start : start + event.at / speed)
  const played: Played = { frames: 0 }
  const isDue = (event: WireEvent | undefined) =>
    event !== undefined && due(event) <= Math.max(clock.now(), start)
  let index = 0
  let cancel: (() => void) | undefined

  const end = (how: NonNullable<Played['ended']>) => {
    if (played.ended !== undefined) return
    played.ended = how
    done(played)
  }

  const step = () => {
    while (played.ended === undefined) {
      const event = events[index]
      if (event === undefined) return
      const when = due(event)
      if (when > start && when > clock.now()) {
        cancel = clock.at(when, step)
        return
      }
      if (event.kind === 'head') {
        index++
        const next = events[index]
        const follows = next?.kind === 'body' || next?.kind === 'end'
        sink.head(event, !follows || !isDue(next))
      } else if (event.kind === 'body') {
        const pieces = dueBodies()
        if (event.apart === true) {
          const go = () => void (cancel = clock.at(clock.now(), step))
          return sink.write(pieces) ? go() : sink.drained(go)
        }
        const next = events[index]
        if (next?.kind === 'end' && isDue(next)) {
          index++
          sink.finish('end', pieces)
          return end('end')
        }
        if (!sink.write(pieces)) return sink.drained(step)
      } else {
        index++
        sink.finish(event.kind)
        return end(event.kind)
      }
    }
  }

  /** Takes the body events that are due by now; of those that leave apart one. */
  const dueBodies = () => {
    const pieces: Extract<WireEvent, { kind: 'body' }>['data'][] = []
    const now = clock.now()
    while (pieces.length < BATCH) {
      const event = events[index]
      if (event?.kind !== 'body' || due(event) > Math.max(now, start)) break
      if (event.apart === true && pieces.length > 0) break
      pieces.push(event.data)
      index++
      if (event.apart === true) break
    }
    played.frames += pieces.length
    return pieces
  }

  step()
  return {
    played,
    stop: () => {
      cancel?.()
      end('client-left')
    },
  }
}
