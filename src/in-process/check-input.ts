import type { WhenInput } from './scenario-types.ts'

/** Which requests are meant, and what became of them. */
export interface WantedInput {
  /** Conditions as in a scenario. */
  readonly when?: WhenInput
  readonly session?: string
  readonly outcome?: {
    /** `429`, `5xx`, or a list. */
    readonly status?: number | string | readonly (number | string)[]
    /** `end`, `cut`, `reset`, `hang`, `client-left`, `running`. */
    readonly ended?: string | readonly string[]
    readonly scenario?: string | readonly string[]
    /** `scenario`, `fake`, `error`, `limit`, `unmatched`, `gateway`. */
    readonly answered_by?: string | readonly string[]
    readonly faulted?: boolean
  }
}

/** A text or a pattern stands for `{ when }`. */
export type StepInput = string | RegExp | WantedInput

/** So many requests fit, at least one unless said; or these came in this order. */
export type CheckInput =
  | (WantedInput & {
      readonly name?: string
      readonly exactly?: number
      readonly atLeast?: number
      readonly atMost?: number
      readonly never?: true
    })
  | {
      readonly name?: string
      readonly session?: string
      readonly sequence: readonly StepInput[]
      /** Nothing else came between them. */
      readonly strict?: boolean
    }
