import type { CallContext } from '../core/call-context.ts'
import type { Alias } from '../config/provider-config.ts'
import type { AnswerRules } from '../profiles/profile.ts'

/** Who answered a call, as `extra_fields` tells it. `undefined` where it is not known yet. */
export function identityFields(context: CallContext, rules: AnswerRules): Record<string, unknown> {
  const { modelFields } = rules
  const { provider, model, deployment } = context
  if (modelFields === 'model_requested, model_deployment') {
    return { provider, model_requested: model, model_deployment: deployment }
  }
  return {
    provider,
    original_model_requested: model,
    resolved_model_used: resolvedModel(context, rules),
    routing_info: routingInfo(context),
  }
}

/** As which model a call went, as this line tells it. */
export function resolvedModel(
  { model, deployment, stream }: CallContext,
  { resolvedModel: where }: Pick<AnswerRules, 'resolvedModel'>,
): string {
  return where === 'everywhere' || stream ? (deployment ?? model) : model
}

interface RoutingInfo {
  readonly provider?: string
  readonly model?: string
  readonly key?: string
  readonly resolved_key_alias?: Alias
  readonly is_fallback?: boolean
  readonly primary_provider?: string
  readonly primary_model?: string
}

/** Where a request went. Empty until a key was chosen. */
export function routingInfo({ provider, model, alias, key, primary }: CallContext): RoutingInfo {
  if (key === undefined) return {}
  return {
    provider,
    model,
    key,
    ...(alias !== undefined && { resolved_key_alias: alias }),
    ...(primary !== undefined && {
      is_fallback: true,
      primary_provider: primary.provider,
      primary_model: primary.model,
    }),
  }
}
