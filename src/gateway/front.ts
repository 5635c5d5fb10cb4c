import type { FrontEnd } from '../contracts/front-end.ts'
import { gatewayError } from './errors/bifrost-error.ts'
import { encodeError } from './errors/encode-error.ts'
import type { GatewayState } from './state.ts'
import type { Gateway } from './gateway.ts'
import { asVersioned } from './file-version.ts'
import { KnownRequests } from './templates/known-requests.ts'
import { requestHint } from './routing/hint.ts'
import { drawCorrelation } from './response/identity-headers.ts'
import { routesOf } from './routing/route.ts'
import { wholeResponse } from './response/response.ts'

/** A release of the gateway as what a client talks to; `state`: what it has counted. */
export function gatewayFront(gateway: Gateway, state: GatewayState): FrontEnd {
  const settled = asVersioned(gateway)
  const { config, profile } = settled
  const known = new KnownRequests(settled)
  return {
    line: profile.line,
    routes: routesOf(profile.routes),
    limits: { maxHeadBytes: profile.requests.maxHeadBytes, maxBodyBytes: config.maxBodyBytes },
    server: 'fasthttp',
    ignored: config.ignored,
    counts: true,
    isBehindGateways: false,
    read: (request, { ids, date, time }) =>
      known.read(request, { ids, correlation: () => drawCorrelation(ids()), date, time, state }),
    hint: (request, status) => requestHint(settled, request, status),
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
