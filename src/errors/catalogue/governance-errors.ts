import { MODEL } from '../error-spec.ts'
import type { ErrorEntry } from '../error-spec.ts'
import { gateway } from './gateway-entry.ts'

/** What the gateway says of virtual keys, limits and budgets. */
export const GOVERNANCE_ERRORS: readonly ErrorEntry[] = [
  governance(
    'virtual_key_required',
    401,
    'Virtual keys are mandatory and none, or an unknown one, is sent.',
    'virtual_key_required',
    'virtual key is required. Provide a virtual key via the x-bf-vk header.',
    'vkm-missing',
  ),
  governance(
    'virtual_key_not_found',
    403,
    'The virtual key is unknown.',
    'virtual_key_not_found',
    'Virtual key not found',
    'vk-unknown',
  ),
  governance(
    'virtual_key_blocked',
    403,
    'The virtual key is switched off.',
    'virtual_key_blocked',
    'Virtual key is inactive',
    'vk-inactive',
  ),
  governance(
    'provider_blocked',
    403,
    'The virtual key does not allow the provider.',
    'provider_blocked',
    "Provider 'azure' is not allowed for this virtual key",
    'vk-provider-blocked',
  ),
  governance(
    'model_blocked',
    403,
    'The virtual key does not allow the model.',
    'model_blocked',
    `Model '${MODEL}' is not allowed for this virtual key`,
    'vk-model-blocked',
  ),
  governance(
    'request_limited',
    429,
    'The request limit of the virtual key is used up; no Retry-After.',
    'request_limited',
    'Rate limit check failed: rate limit violated for VK: request limit exceeded (2/2, resets every 1h)',
    'vk-rate',
  ),
  governance(
    'token_limited',
    429,
    'The token limit of the virtual key is used up; no Retry-After.',
    'token_limited',
    'Rate limit check failed: rate limit violated for VK: token limit exceeded (150/100, resets every 1d)',
    'vk-tokens',
  ),
  governance(
    'rate_limited',
    429,
    'Both limits of the virtual key are used up.',
    'rate_limited',
    'Rate limit check failed: rate limit violated for VK: token limit exceeded (150/100, resets every 1d); request limit exceeded (2/2, resets every 1h)',
  ),
  governance(
    'budget_exceeded',
    402,
    'The budget of the virtual key is used up.',
    'budget_exceeded',
    'Budget exceeded: VK budget exceeded: 10.5000 >= 10.0000 dollars',
    'vk-budget',
  ),
  governance(
    'team_budget_exceeded',
    402,
    "The budget of the key's team is used up.",
    'budget_exceeded',
    'Budget exceeded: Team budget exceeded: 10.5000 >= 10.0000 dollars',
    'vk-team-budget',
  ),
  governance(
    'model_request_limited',
    429,
    'The request limit of the model is used up.',
    'request_limited',
    `Model-level rate limit check failed: rate limit violated for Model:${MODEL}: [request limit exceeded (1/1, resets every 1h)]`,
    'model-rate',
  ),
  governance(
    'provider_request_limited',
    429,
    'The request limit of the provider is used up.',
    'request_limited',
    'Provider-level rate limit check failed: rate limit violated for azure: [request limit exceeded (1/1, resets every 1h)]',
    'provider-rate',
  ),
  governance(
    'missing_required_headers',
    400,
    'A header that the configuration requires is missing.',
    'missing_required_headers',
    'missing required headers: X-Env',
    'headers-missing',
  ),
]

function governance(
  name: string,
  status: number,
  when: string,
  type: string,
  message: string,
  capture?: string,
): ErrorEntry {
  return gateway(`governance.${name}`, status, when, message, {
    type,
    statusInBody: true,
    beforeKey: true,
    ...(capture === undefined ? {} : { capture }),
  })
}
