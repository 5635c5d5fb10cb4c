import type { Plan, WireEvent } from '../plan/plan.ts'
import type { Clock } from './clock.ts'
import { packedEvents } from './packed-events.ts'
import type { Ending, Sink } from './sink.ts'

/** What was really sent. */
export interface Played {
  /** Body events that were written. */
  frames: number
  /** How it ended; absent while it runs. `client-left`: the receiver went away first. */
  ended?: Ending | 'client-left'
  /** The receiver went away before a whole answer had left. */
  left?: {
    /** Body events that it can have seen entirely: the operating system had taken them. */
    readonly after: number
    /** Milliseconds since the beginning. */
    readonly atMs: number
  }
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
 * divides all times; 0 means no waiting at all. `done` is called once, when the operating system has everything or the
 * receiver has gone. `what`: whose plan it is, for those who ask the clock.
 */
export function play(
  plan: Plan,
  sink: Sink,
  clock: Clock,
  speed: number,
  done: (played: Played) => void,
  what = '',
): Player {
  const events = packedEvents(plan.events)
  const start = clock.now()
  const due = (event: WireEvent) => (speed === 0 || event.at === 0 ? start : start + event.at / speed)
  const played: Played = { frames: 0 }
  const isDue = (event: WireEvent | undefined) =>
    event !== undefined && due(event) <= Math.max(clock.now(), start)
  let index = 0
  const state = { isOver: false }
  let cancel: (() => void) | undefined

  const end = (how: NonNullable<Played['ended']>) => {
    if (played.ended !== undefined) return
    played.ended = how
    done(played)
  }

  const finish = (ending: Ending, pieces?: Parameters<Sink['finish']>[1]) => {
    state.isOver = true
    sink.finish(ending, pieces)
    // Where it did not leave whole, the receiver has gone, and `stop` will be called.
    sink.flushed((whole) => whole && end(ending))
    holdClock()
  }

  /** Time that is moved by hand waits until all this has left. */
  const holdClock = () => {
    if (clock.hold !== undefined) sink.flushed(clock.hold())
  }

  const wait = (when: number) => {
    cancel = clock.at(when, step, what)
    holdClock()
  }

  const step = () => {
    while (!state.isOver) {
      const event = events.at(index)
      if (event === undefined) return
      const when = due(event)
      if (when > start && when > clock.now()) return wait(when)
      if (event.kind === 'head') {
        index++
        const next = events.at(index)
        const follows = next?.kind === 'body' || next?.kind === 'end'
        sink.head(event, !follows || !isDue(next))
      } else if (event.kind === 'body') {
        const pieces = dueBodies()
        if (event.apart === true) {
          const go = () => wait(clock.now())
          return sink.write(pieces) ? go() : (sink.drained(go), holdClock())
        }
        const next = events.at(index)
        if (next?.kind === 'end' && isDue(next)) {
          index++
          return finish('end', pieces)
        }
        if (!sink.write(pieces)) return (sink.drained(step), holdClock())
      } else {
        index++
        return finish(event.kind)
      }
    }
  }

  /** Takes the body events that are due by now; of those that leave apart one. */
  const dueBodies = () => {
    const pieces: Extract<WireEvent, { kind: 'body' }>['data'][] = []
    const now = clock.now()
    while (pieces.length < BATCH) {
      const event = events.at(index)
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
      state.isOver = true
      // Who was left in silence and goes is worth knowing too.
      const isLeaving = played.ended === undefined || played.ended === 'hang'
      if (isLeaving) played.left ??= { after: sink.left, atMs: clock.now() - start }
      end('client-left')
    },
  }
}
