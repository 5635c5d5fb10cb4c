import type { FastifyInstance } from 'fastify'
import type { RateLimits } from '../../provider/rate-limits/rate-limits.ts'
import type { ControlContext } from './control-context.ts'
import { readLimits } from './read-order.ts'

/**
 * `GET /limits` (what is left of each), `PUT /limits` (beside those of files, in place of those given before), `DELETE
 * /limits` (those that were given go, and what was counted against the others is forgotten).
 */
export function limitRoutes(app: FastifyInstance, { service }: ControlContext): void {
  const { limits } = service.emulator.deployment
  const shown = () => ({ limits: deploymentLimitsView(limits, service.now()) })
  app.get('/limits', shown)
  app.put('/limits', (request) => {
    limits.setRuntime(readLimits(request.body))
    return { ok: true, ...shown() }
  })
  app.delete('/limits', () => {
    limits.setRuntime([])
    limits.reset()
    return { ok: true, ...shown() }
  })
}

/** The limits of deployments as they were written, with what is left of them. `at`: milliseconds since 1970. */
export function deploymentLimitsView(limits: RateLimits, at: number): readonly object[] {
  return limits.view(at).map(({ by, spec, counts }) => ({
    ...spec.written,
    by,
    counts: counts.map(({ deployment, of, remainingRequests, remainingTokens, fullInMs }) => ({
      deployment,
      ...(of === undefined ? {} : { of }),
      ...(remainingRequests === undefined ? {} : { remaining_requests: remainingRequests }),
      ...(remainingTokens === undefined ? {} : { remaining_tokens: remainingTokens }),
      full_in_ms: fullInMs,
    })),
  }))
}
