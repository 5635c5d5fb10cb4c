import type { StreamRules } from '../profiles/profile.ts'
import type { Choice } from '../response/shared-choices.ts'

/** Only these parts of a delta make the gateway forward a chunk; a role alone does not. */
export function carriesContent(delta: Record<string, unknown> | undefined, rules: StreamRules): boolean {
  if (delta === undefined) return false
  if (delta['reasoning'] !== undefined || delta['audio'] !== undefined) return true
  if (delta['content'] !== undefined && (delta['content'] !== '' || forwardsEmpty(delta, rules))) return true
  if (rules.forwardsRefusals && ((delta['refusal'] ?? '') !== '' || isFilled(delta['annotations'])))
    return true
  return isFilled(delta['reasoning_details']) || isFilled(delta['tool_calls'])
}

function forwardsEmpty(delta: Record<string, unknown>, { forwardsEmptyContent: when }: StreamRules): boolean {
  return when === 'always' || (when === 'with a role' && delta['role'] !== undefined)
}

export function hasReason(choice: Choice | undefined): boolean {
  return (choice?.finish_reason ?? '') !== ''
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0
}
