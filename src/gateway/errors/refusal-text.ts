import { gatewayError } from './bifrost-error.ts'
import type { BifrostError } from './bifrost-error.ts'
import type { CallContext } from '../core/call-context.ts'
import type { Refusal } from '../governance/refusal.ts'
import type { GovernanceRules } from '../profiles/governance-rules.ts'

/** A refusal of governance as the line words it. */
export function refused(refusal: Refusal, context: CallContext, { refusals }: GovernanceRules): BifrostError {
  const told = TOLD[refusals][refusal.message]
  const { status, type, message } = { ...refusal, ...told }
  const error = gatewayError(message, { status, type, context })
  const kind = KINDS[type]
  if (kind !== undefined) error.extra_fields.error_type = kind
  return error
}

/** Between them (vk-unknown). */
const AT_LENGTH: Readonly<Record<string, Partial<Refusal>>> = {
  'Virtual key not found': {
    status: 401,
    message: 'virtual key not found. The provided virtual key does not exist or has been revoked.',
  },
}

/** Later lines speak of access where earlier ones spoke of the key; by the message of the refusal. */
const ACCESS: Readonly<Record<string, Partial<Refusal>>> = {
  'Virtual key not found': {
    status: 401,
    type: 'access_not_found',
    message: 'access not found. The provided credential does not exist or has been revoked.',
  },
  'Virtual key is inactive': { type: 'access_blocked', message: 'virtual key is inactive' },
  'virtual key has expired': { type: 'access_blocked' },
}

/** What lines with an `error_type` call each of them. */
const KINDS: Readonly<Record<string, string>> = {
  access_not_found: 'policy_access_denied',
  access_blocked: 'policy_access_denied',
  provider_blocked: 'policy_provider_blocked',
  model_blocked: 'policy_model_blocked',
  request_limited: 'policy_rate_limited',
  token_limited: 'policy_rate_limited',
  rate_limited: 'policy_rate_limited',
  budget_exceeded: 'policy_budget_exceeded',
}

const TOLD: Readonly<Record<GovernanceRules['refusals'], Readonly<Record<string, Partial<Refusal>>>>> = {
  'virtual key': {},
  'virtual key, 401': AT_LENGTH,
  access: ACCESS,
}
