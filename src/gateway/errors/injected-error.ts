import { changedSpec } from '../../errors/ordered-error.ts'
import type { ProviderTurn } from '../../contracts/upstream.ts'
import { playedError, withoutKey } from './bifrost-error.ts'
import type { CallOutcome } from '../upstream/outcome.ts'
import type { CallSettings } from '../upstream/settings.ts'

/**
 * An error that a scenario orders of the gateway, told as this line tells it. Where it has no status of its own, it is
 * encoded as any other without one.
 */
export function injectedError(
  { spec: asListed, order }: Extract<ProviderTurn, { kind: 'gateway-error' }>,
  model: string,
  { context, profile }: CallSettings,
  at: number,
): Extract<CallOutcome, { kind: 'error' }> {
  const { ordered } = profile.errors
  const spec = (order === undefined ? undefined : changedSpec(order, ordered, model)) ?? asListed
  const { status, statusInBody, newline, plain, headers, beforeCore, beforeKey, closes } = spec
  const isSaid = statusInBody || plain !== undefined || order?.overrides.status !== undefined
  return {
    kind: 'error',
    at,
    error: playedError(spec, beforeKey === true ? withoutKey(context) : context),
    ...(isSaid && { status }),
    ...(newline && { newline }),
    ...(beforeCore && { early: beforeCore }),
    ...(beforeKey && { beforeKey }),
    ...(closes && { closes }),
    ...(plain && { plain }),
    ...(headers && { headers }),
    ...(asListed.body !== undefined && { body: asListed.body }),
  }
}
