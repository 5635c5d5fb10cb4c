import type { FaultEffect } from '../faults/fault-order.ts'
import type { Bytes } from '../message/bytes.ts'
import type { HeaderList } from '../message/headers.ts'

/** Bytes that may be made only when they leave: a client that never reads then costs no memory for frames it never gets. */
export type LazyBytes = Bytes | (() => Bytes)

/** `at`: ms after the request was accepted. */
export type WireEvent =
  | {
      readonly at: number
      readonly kind: 'head'
      readonly status: number
      readonly headers: HeaderList
      /**
       * How the body is delimited; `none` when there is no body to delimit (the headers say all); `raw` when the body events
       * hold all bytes of the answer, its head too, and status and headers only tell what stands there.
       */
      readonly framing: 'length' | 'chunked' | 'none' | 'raw'
    }
  | {
      readonly at: number
      readonly kind: 'body'
      readonly data: LazyBytes
      /** It leaves in a write of its own, seen as one by the receiver. */
      readonly apart?: true
    }
  /** `end`: a complete answer. `cut`: FIN inside the message. `reset`: RST. `hang`: silence. */
  | { readonly at: number; readonly kind: 'end' | 'cut' | 'reset' | 'hang' }

/** What the journal and the response headers tell about how the plan came to be. */
export type Note =
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'seed'; readonly seed: number }
  | { readonly kind: 'error'; readonly name: string }
  | { readonly kind: 'dropped'; readonly parameters: readonly string[] }
  | { readonly kind: 'warning'; readonly text: string }
  | ({ readonly kind: 'fault' } & FaultEffect)

/** Everything that will be sent for one exchange, before any of it is sent. */
export interface Plan {
  readonly events: readonly WireEvent[]
  readonly notes: readonly Note[]
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
