import { GOVERNANCE_1_4_19 } from './governance-rules.ts'
import type { GovernanceRules } from './governance-rules.ts'

/**
 * What one release of the gateway does differently from another, as data. A transform asks its profile; it never
 * asks which release it is.
 */
export interface GatewayProfile {
  /** The release, as `--gateway` names it. */
  readonly line: string
  readonly securityHeaders: readonly (readonly [string, string])[]
  /** The same, where a proxy before the gateway says that the client came by https. */
  readonly secureHeaders: readonly (readonly [string, string])[]
  readonly corsHeaders: readonly string[]
  /** `Vary: Origin` beside the CORS headers. */
  readonly vary: boolean
  /** Azure's headers reach the client. */
  readonly forwardHeaders: boolean
  /** A `finish_reason` that comes with content stays there (`false`: it moves to the last chunk). */
  readonly finishReasonStaysWithContent: boolean
  /** Largest head of a request, bytes. */
  readonly maxHeadBytes: number
  readonly governance: GovernanceRules
}

/** Profile 1.4.19, recorded: spec/captures/1.4.19. */
export const PROFILE_1_4_19: GatewayProfile = {
  line: '1.4.19',
  securityHeaders: [
    ['X-Frame-Options', 'DENY'],
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'strict-origin-when-cross-origin'],
    ['Content-Security-Policy', "frame-ancestors 'none'"],
    ['Permissions-Policy', 'camera=(), microphone=(), geolocation=()'],
  ],
  secureHeaders: [['Strict-Transport-Security', 'max-age=31536000; includeSubDomains']],
  corsHeaders: ['Content-Type', 'Authorization', 'X-Requested-With', 'X-Stainless-Timeout', 'X-Api-Key'],
  vary: true,
  forwardHeaders: true,
  finishReasonStaysWithContent: true,
  maxHeadBytes: 65536,
  governance: GOVERNANCE_1_4_19,
}
