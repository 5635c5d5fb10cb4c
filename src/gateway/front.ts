import type { FrontEnd } from '../contracts/front-end.ts'
import { gatewayError } from './errors/bifrost-error.ts'
import { encodeError } from './errors/encode-error.ts'
import type { GatewayState } from './state.ts'
import { handle } from './gateway.ts'
import type { Gateway } from './gateway.ts'
import type { GatewayConfig } from './config/config.ts'
import type { GatewayProfile } from './profiles/profile.ts'
import { wholeResponse } from './response/response.ts'

/** A file of version 1 keeps the meaning that empty lists had before, on lines that know versions (version-1). */
function asVersioned(profile: GatewayProfile, { version }: GatewayConfig): GatewayProfile {
  const { keys, governance } = profile
  if (version !== 1 || !governance.readsVersion) return profile
  return {
    ...profile,
    keys: { ...keys, withoutModels: 'all' },
    governance: { ...governance, emptyLists: 'all' },
  }
}

/** A release of the gateway as what a client talks to; `state`: what it has counted. */
export function gatewayFront(gateway: Gateway, state: GatewayState): FrontEnd {
  const { config } = gateway
  const profile = asVersioned(gateway.profile, config)
  return {
    line: profile.line,
    limits: { maxHeadBytes: profile.requests.maxHeadBytes, maxBodyBytes: config.maxBodyBytes },
    server: 'fasthttp',
    ignored: config.ignored,
    counts: true,
    handle: (request, context) => handle({ config, profile }, request, { ...context, state }),
    own: ({ status, type, message }, date) =>
      wholeResponse({
        status,
        body: encodeError(gatewayError(message, { status, type }), profile),
        type: 'application/json',
        headers: [],
        date,
        connection: undefined,
        at: 0,
        head: false,
      }),
  }
}
