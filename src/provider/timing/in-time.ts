import type { Hurried, UpstreamAnswer, UpstreamStream, UpstreamWhole } from '../../contracts/upstream.ts'

/** What of the gateway's patience an answer takes that would outlast it. */
const SHARE = 0.9

/**
 * The answer at a quicker pace where it would outlast the gateway's patience (ms): for paces that nobody asked for, as a
 * long text shall not fail for the model's usual speed.
 */
export function inTime(
  reply: UpstreamAnswer | UpstreamStream | UpstreamWhole,
  patienceMs: number,
): UpstreamAnswer | UpstreamStream | UpstreamWhole {
  const { endAt } = reply
  const toMs = patienceMs * SHARE
  const share = toMs / endAt
  const hurried: Hurried = { fromMs: endAt, toMs }
  if (reply.kind === 'whole') return { ...reply, endAt: toMs, hurried }
  const changed = { headAt: reply.headAt * share, endAt: toMs, hurried }
  return reply.kind === 'stream'
    ? { ...reply, times: reply.times.map((at) => at * share), ...changed }
    : { ...reply, body: reply.body.map((piece) => ({ ...piece, at: piece.at * share })), ...changed }
}
