import type { UpstreamAnswer } from '../../contracts/upstream.ts'

/** What of the gateway's patience an answer takes that would outlast it. */
const SHARE = 0.9

/**
 * The answer at a quicker pace where it would outlast the gateway's patience (ms): for paces that nobody asked for, as a
 * long text shall not fail for the model's usual speed.
 */
export function inTime(answer: UpstreamAnswer, patienceMs: number | undefined): UpstreamAnswer {
  const { headAt, body, endAt } = answer
  if (patienceMs === undefined || endAt < patienceMs) return answer
  const toMs = patienceMs * SHARE
  const share = toMs / endAt
  return {
    ...answer,
    headAt: headAt * share,
    body: body.map((piece) => ({ ...piece, at: piece.at * share })),
    endAt: toMs,
    hurried: { fromMs: endAt, toMs },
  }
}
