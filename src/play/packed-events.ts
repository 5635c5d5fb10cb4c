import { placeOf } from '../plan/body-run.ts'
import type { RunPlace } from '../plan/body-run.ts'
import type { WireEvent } from '../plan/plan.ts'
import { CompactTimes } from './compact-times.ts'

/** What a player reads its events from. */
export interface EventSource {
  at(index: number): WireEvent | undefined
}

/** A shorter plan is kept as it is. */
const LONG = 256

/**
 * The events of a plan, kept in few bytes each: a client that does not read keeps its plan for as long as it likes. Bodies
 * of a run are made anew each time they are asked for.
 */
export function packedEvents(events: readonly WireEvent[]): EventSource {
  if (events.length < LONG) return events
  const parts: Part[] = []
  for (let from = 0; from < events.length;) {
    const part = runFrom(events, from) ?? singleFrom(events, from)
    parts.push(part)
    from = part.end
  }
  for (const part of parts) if ('place' in part) part.place.run.settle()
  return new PackedEvents(parts)
}

/** Events from the one behind the part before it to the one before `end`. */
type Part =
  | { readonly end: number; readonly start: number; readonly events: readonly WireEvent[] }
  | { readonly end: number; readonly start: number; readonly place: RunPlace; readonly times: CompactTimes }

class PackedEvents implements EventSource {
  readonly #parts: readonly Part[]
  /** The part that was read last: events are read one after another. */
  #current = 0

  constructor(parts: readonly Part[]) {
    this.#parts = parts
  }

  at(index: number): WireEvent | undefined {
    const part = this.#partOf(index)
    if (part === undefined) return undefined
    const offset = index - part.start
    if ('events' in part) return part.events[offset]
    const { run, index: first } = part.place
    return { at: part.times.at(offset), kind: 'body', data: () => run.make(first + offset) }
  }

  #partOf(index: number): Part | undefined {
    const known = this.#parts[this.#current]
    if (known !== undefined && index >= known.start && index < known.end) return known
    this.#current = this.#parts.findIndex(({ end }) => index < end)
    return this.#parts[this.#current]
  }
}

/** As many bodies of one run as follow each other here; undefined for fewer than make it worth it. */
function runFrom(events: readonly WireEvent[], start: number): Part | undefined {
  const place = placeAt(events, start)
  if (place === undefined) return undefined
  const times: number[] = []
  let end = start
  for (let next = placeAt(events, end); next !== undefined; next = placeAt(events, end)) {
    if (next.run !== place.run || next.index !== place.index + end - start) break
    times.push(events[end]!.at)
    end++
  }
  return end - start < 16 ? undefined : { start, end, place, times: new CompactTimes(times) }
}

/** Everything up to where a run begins. */
function singleFrom(events: readonly WireEvent[], start: number): Part {
  let end = start + 1
  while (
    end < events.length &&
    (placeAt(events, end) === undefined || placeAt(events, end - 1) !== undefined)
  )
    end++
  return { start, end, events: events.slice(start, end) }
}

function placeAt(events: readonly WireEvent[], index: number): RunPlace | undefined {
  const event = events[index]
  return event?.kind === 'body' && event.apart !== true ? placeOf(event.data) : undefined
}
