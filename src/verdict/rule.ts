import type { Attempt } from './attempt.ts'
import type { LogicalRequest } from './group-attempts.ts'

/** `error`: data is wrong or the service is harmed. `warning`: it works, badly. `note`: worth knowing, the verdict stays. */
export type Severity = 'error' | 'warning' | 'note'

/** One thing that a client did. */
export interface Judgement {
  readonly code: string
  readonly severity: Severity
  readonly session: string
  /** The exchanges that show it, in their order. */
  readonly exchanges: readonly string[]
  /** What was seen, with numbers. */
  readonly evidence: string
  /** What to change in the client. */
  readonly advice: string
}

/** Everything that clients did, in the order in which it came. */
export interface Behaviour {
  readonly attempts: readonly Attempt[]
  readonly requests: readonly LogicalRequest[]
  /** Milliseconds since 1970, by the emulator's clock. */
  readonly now: number
  readonly options: VerdictOptions
}

export interface VerdictOptions {
  /** Nothing more will come: a request that failed last was given up. */
  readonly final: boolean
  /** So long without asking again is giving up, ms. */
  readonly quietMs: number
  /** So long may a client wait in silence, ms. */
  readonly readTimeoutMs: number
  /** So many attempts within `stormWindowMs` are a storm. */
  readonly stormAttempts: number
  readonly stormWindowMs: number
}

export const VERDICT_OPTIONS: VerdictOptions = {
  final: false,
  quietMs: 30_000,
  readTimeoutMs: 60_000,
  stormAttempts: 6,
  stormWindowMs: 10_000,
}

/** One kind of misbehaviour: when there was an occasion for it, and when a client took it. */
export interface ClientRule {
  readonly code: string
  readonly severity: Severity
  /** The misbehaviour in a few words. */
  readonly title: string
  readonly advice: string
  readonly judge: (behaviour: Behaviour) => Findings
}

export interface Findings {
  /** How often a client could have gone wrong. */
  readonly occasions: number
  readonly wrong: readonly Wrong[]
}

export interface Wrong {
  readonly attempts: readonly Attempt[]
  readonly evidence: string
}
