import { BOOL, STRING, field, optional, ptr, struct } from '../go-json/types.ts'

/** Where a request went. */
export const ROUTING_INFO = struct('schemas.RoutingInfo', [
  optional('provider', STRING),
  optional('model', STRING),
  optional('key', STRING),
  optional(
    'resolved_key_alias',
    ptr(
      struct('schemas.ResolvedKeyAlias', [
        field('model_id', STRING),
        optional('model_name', STRING),
        optional('model_family', STRING),
      ]),
    ),
  ),
  optional('is_fallback', BOOL),
  optional('primary_provider', STRING),
  optional('primary_model', STRING),
])
