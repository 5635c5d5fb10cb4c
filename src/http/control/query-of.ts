import type { FastifyRequest } from 'fastify'

/** The query of a control request; repeated keys stay. */
export function queryOf({ originalUrl }: Pick<FastifyRequest, 'originalUrl'>): URLSearchParams {
  const mark = originalUrl.indexOf('?')
  return new URLSearchParams(mark === -1 ? '' : originalUrl.slice(mark + 1))
}
