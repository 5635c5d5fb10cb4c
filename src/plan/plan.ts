import type { FaultEffect } from '../faults/fault-order.ts'
import type { Bytes } from '../message/bytes.ts'
import type { EventRun } from './event-run.ts'
import type { Head } from './head.ts'
import { ReadyHead } from './ready-head.ts'

/** Bytes that may be made only when they leave: a client that never reads then costs no memory for frames it never gets. */
export type LazyBytes = Bytes | (() => Bytes)

/** `at`: ms after the request was accepted. */
export type WireEvent =
  | Head
  | {
      readonly at: number
      readonly kind: 'body'
      readonly data: LazyBytes
      /** It leaves in a write of its own, seen as one by the receiver. */
      readonly apart?: true
    }
  /** `end`: a complete answer. `cut`: FIN inside the message. `reset`: RST. `hang`: silence. */
  | { readonly at: number; readonly kind: 'end' | 'cut' | 'reset' | 'hang' }

/** A plan's events, rows of similar ones kept as one. */
export type PlanPart = WireEvent | EventRun

/** What an ordered fault did. */
export type Note = { readonly kind: 'fault' } & FaultEffect

/** Everything that will be sent for one exchange, before any of it is sent. */
export interface Plan {
  readonly events: readonly WireEvent[]
  readonly notes: readonly Note[]
  /** The same events in less room; absent where there is no such form. */
  readonly parts?: readonly PlanPart[]
}

const NONE: readonly Note[] = []

/** A plan whose events are written out only for those who ask for them one by one. */
export class PackedPlan implements Plan {
  readonly notes: readonly Note[]
  // Private: a copy with other events must not keep these.
  readonly #parts: readonly PlanPart[]

  constructor(parts: readonly PlanPart[], notes: readonly Note[] = NONE) {
    this.#parts = parts
    this.notes = notes
  }

  get parts(): readonly PlanPart[] {
    return this.#parts
  }

  get events(): readonly WireEvent[] {
    return eventsOf(this.#parts)
  }
}

export function partsOf(plan: Plan): readonly PlanPart[] {
  return plan.parts ?? plan.events
}

/** How many events there are. */
export function countOf(parts: readonly PlanPart[]): number {
  let count = 0
  for (const part of parts) count += part.kind === 'run' ? part.length : 1
  return count
}

/** Every event for itself. */
export function eventsOf(parts: readonly PlanPart[]): readonly WireEvent[] {
  return parts.flatMap((part) => {
    if (part.kind === 'run') return eventsOfRun(part)
    return part instanceof ReadyHead ? part.written() : part
  })
}

export function eventsOfRun(run: EventRun): readonly Extract<WireEvent, { kind: 'body' }>[] {
  return Array.from({ length: run.length }, (_, index) => ({
    at: run.at(index),
    kind: 'body',
    data: () => run.text(index),
  }))
}

/** Throws when a plan breaks an invariant: times never fall, one head before any body, exactly one ending, last. */
export function checkPlan(plan: Plan): Plan {
  let last = 0
  let heads = 0
  let ended = false
  for (const [index, event] of plan.events.entries()) {
    const complain = (what: string) =>
      new Error(`plan event ${index} (${event.kind} at ${event.at} ms): ${what}`)
    if (ended) throw complain('comes after the ending')
    if (!Number.isFinite(event.at) || event.at < last) throw complain(`time falls below ${last} ms`)
    last = event.at
    if (event.kind === 'head') {
      heads++
      if (heads > 1) throw complain('a second head')
    } else if (event.kind === 'body') {
      if (heads === 0) throw complain('a body before the head')
    } else {
      ended = true
    }
  }
  if (!ended) throw new Error('a plan without an ending')
  return plan
}
