import { deserialize, serialize } from 'node:v8'
import type { GatewayConfig } from '../gateway/config/config.ts'
import type { SourceFile } from '../scenario/source-file.ts'
import type { Gathered, WaitingThere } from './messages.ts'
import type { Ended, SentExchange, SentRequest } from './packed.ts'

/** Scenario files and the gateway's configuration of an instance; `hash`: the same where they are. */
export interface Files {
  readonly hash: string
  readonly files: readonly SourceFile[]
  readonly config: GatewayConfig
}

/** A request to the control routes that all instances carry out. */
export interface ControlOrder {
  readonly method: string
  readonly url: string
  readonly type: string | undefined
  readonly body: string | undefined
}

export interface ControlAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the workers of an instance did, in its order. */
export type Told = readonly (
  | { readonly worker: number; readonly gathered: Gathered }
  | { readonly worker: number; readonly ended: readonly Ended[] }
  | { readonly lost: number }
)[]

/** `hash`: of the files that the instance answers by. `at`: ms since 1970. */
export interface ExchangeChange {
  readonly kind: 'exchange'
  readonly worker: number
  /** When it began, ms since 1970, in fractions. */
  readonly began: number
  readonly at: number
  readonly hash: string
  readonly request: SentRequest
}

export interface ControlChange {
  readonly kind: 'control'
  readonly at: number
  /** The same in fractions. */
  readonly began: number
  readonly hash: string
  readonly order: ControlOrder
}

/** All that happens to the state which instances share. */
export type Change =
  | ExchangeChange
  | ControlChange
  /** An instance answers by these files from now on. */
  | { readonly kind: 'use'; readonly at: number; readonly files: Files }
  /** Time passes up to a moment of a manual clock; undefined: not at all, but it is told who waits. */
  | { readonly kind: 'clock'; readonly to: number | undefined }
  /** All tell what their workers did. */
  | { readonly kind: 'gather' }
  /** An answer to a change of an instance, or what was done since the last time. */
  | {
      readonly kind: 'told'
      readonly to: string
      readonly about: number
      readonly told: Told
      readonly waiting: readonly WaitingThere[]
    }

/** What comes of a change, by its kind. */
export interface Outcomes {
  readonly exchange: SentExchange
  readonly control: ControlAnswer
  readonly use: undefined
  readonly clock: readonly WaitingThere[]
  readonly gather: undefined
  readonly told: undefined
}

export type Outcome = Outcomes[Change['kind']]

/** A change as it stands in the order of all; `call` counts those of an instance. */
export interface SharedChange {
  readonly from: string
  readonly call: number
  readonly change: Change
}

export function packed(change: SharedChange): Buffer {
  return serialize(change)
}

export function unpacked(data: Buffer): SharedChange {
  return deserialize(data) as SharedChange
}
