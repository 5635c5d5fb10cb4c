import type { FaultOrder } from '../faults/fault-order.ts'

/** What a client may ask of the emulator itself, by request header. */
export interface Overrides {
  readonly session: string
  /** The rule that must answer, by name. */
  readonly scenario?: string
  /** The error that must answer, by name. */
  readonly error?: string
  /** The gateway release that must answer. */
  readonly gateway?: string
  /** What goes wrong with the answer, in this order. */
  readonly faults?: readonly FaultOrder[]
  readonly seed?: number
  readonly speed?: number
}
