import type { Random } from '../../random/random.ts'
import type { CallContext } from '../core/call-context.ts'
import type { Codec } from '../codec.ts'
import type { ProviderConfig } from '../config/provider-config.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import type { Connection } from './transport-failure.ts'

export interface CallSettings {
  readonly context: CallContext
  readonly config: ProviderConfig
  /** For an answer to come, and for a stream as far as the line bounds it so. */
  readonly timeoutMs: number
  readonly profile: GatewayProfile
  readonly codec: Codec
  /** Both ends of the connection, for the texts that name them. */
  readonly connection: () => Connection
  readonly captureRaw: { readonly request: boolean; readonly response: boolean }
  /** What was captured takes the place of the gateway's own answer or chunk. */
  readonly passesRaw: boolean
  readonly random: Random
  /** The date, ms since 1970, so many ms after the exchange began. */
  readonly dateAt: (after: number) => number
}
