/** What the control routes answer, as far as the page uses it. Times in ms unless an ISO date. */

export type HeaderPairs = readonly (readonly [string, string])[]

export interface UpstreamCall {
  readonly scenario: string | null
  readonly deployment: string
  readonly attempt: number
  readonly method: string
  readonly url: string
  readonly headers: HeaderPairs
  readonly body: string
  readonly dropped: readonly string[]
  readonly changed: readonly string[]
  readonly added: readonly string[]
}

export interface FaultEffect {
  readonly fault: string
  readonly hit: boolean
  readonly why?: string
}

/** An exchange, as the journal lists it; the feed tells the same with short bodies. */
export interface Exchange {
  readonly id: string
  readonly at: string
  readonly ended_at?: string
  readonly left_at?: string
  readonly replay_of?: string
  readonly summary?: string
  readonly gateway: string | null
  readonly session: string
  readonly seed: number | null
  readonly deployment: string | null
  readonly scenario: string | null
  readonly answered_by: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly query: string
    readonly headers: HeaderPairs
    readonly body: string
    readonly bytes: number
  }
  readonly upstream?: readonly UpstreamCall[]
  readonly faulted: boolean
  readonly faults: readonly FaultEffect[]
  readonly ordered_by?: string
  /** The error that was ordered. */
  readonly error?: string
  /** What its sender should know. */
  readonly hint?: string
  readonly planned: {
    readonly status: number
    readonly headers: HeaderPairs
    readonly frames: number
    readonly ends: string
    readonly durationMs: number
  } | null
  readonly sent: {
    readonly frames: number
    readonly ended?: string
    readonly head_ms: number | null
    readonly last_ms: number | null
  } | null
}

export interface NearMiss {
  readonly scenario: string
  readonly at: string
  readonly path: string
  readonly expected: string
  readonly actual: string
}

export interface WholeExchange extends Exchange {
  readonly why?: {
    readonly at: string
    readonly call: number | null
    readonly conditions: readonly {
      readonly path: string
      readonly expected: string
      readonly actual: string
    }[]
  }
  readonly near_misses?: readonly NearMiss[]
  readonly frames: readonly {
    readonly planned_ms: number | null
    readonly sent_ms: number | null
    readonly bytes: number | null
  }[]
  readonly answer: {
    readonly status: number | null
    readonly headers: HeaderPairs
    readonly body: string | null
  }
}

export interface Diagnostic {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly hint?: string
  readonly code: string
}

export interface Chaos {
  readonly name?: string
  readonly deployment?: unknown
  readonly by: string
  readonly on: boolean
  readonly rate?: number
  readonly ends_at?: string
  readonly ended_at?: string
  readonly requests: number
  readonly hits: number
  readonly figures?: {
    readonly tasks: number
    readonly amplification: number
    readonly lost: number
    readonly hits_by: Readonly<Record<string, number>>
  }
  readonly [key: string]: unknown
}

export interface DeploymentLimit {
  readonly deployment?: unknown
  readonly requests_per_minute?: number
  readonly tokens_per_minute?: number
  readonly counts: readonly {
    readonly deployment: string
    readonly remaining_requests?: number
    readonly remaining_tokens?: number
    /** Ms until all is left again. */
    readonly full_in_ms: number
  }[]
}

export interface Status {
  readonly version: string
  readonly started_at: string
  readonly gateway: string
  readonly lines: readonly string[]
  readonly seed: number
  readonly speed: number
  readonly clock: string
  readonly strict: boolean
  readonly scenarios: {
    readonly sources: readonly string[]
    readonly files: readonly string[]
    readonly rules: number
    readonly generation: number
    readonly last_reload: {
      readonly at: string
      readonly ok: boolean
      readonly errors: readonly Diagnostic[]
      readonly warnings: readonly Diagnostic[]
    } | null
  }
  readonly next: readonly Readonly<Record<string, unknown>>[]
  readonly chaos: readonly Chaos[]
  readonly ended_chaos?: readonly Chaos[]
  readonly deployment_limits: readonly DeploymentLimit[]
  readonly journal: { readonly entries: number }
}

export interface Rule {
  readonly name: string
  readonly description?: string
  readonly at: string
  readonly priority: number
  readonly runtime?: boolean
  readonly outcomes: readonly string[]
  readonly hits: number
}
