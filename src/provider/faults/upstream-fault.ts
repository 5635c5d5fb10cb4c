import type { ProviderTurn, UpstreamAnswer } from '../../contracts/upstream.ts'
import type { Bytes } from '../../message/bytes.ts'
import type { HeaderList } from '../../message/headers.ts'

/** What one fault makes of the deployment's answer; a text says why it has no effect on it. */
export type UpstreamFault = (turn: ProviderTurn, asked: Asked) => ProviderTurn | string

export interface Asked {
  /** The gateway wants a stream. */
  readonly stream: boolean
}

/** The same answer with another whole body, of this type. */
export function withBody(
  answer: UpstreamAnswer,
  status: number,
  type: string,
  body: Bytes | undefined,
): UpstreamAnswer {
  const { headAt } = answer
  return {
    kind: 'answer',
    status,
    headers: withType(answer.headers, type),
    headAt,
    body: body === undefined ? [] : [{ at: headAt, data: body }],
    ending: 'end',
    endAt: headAt,
  }
}

function withType(headers: HeaderList, type: string): HeaderList {
  return [...headers.filter(([name]) => name.toLowerCase() !== 'content-type'), ['content-type', type]]
}

/** An answer to put something else into, where the deployment gave none. */
export function answerOf(turn: ProviderTurn): UpstreamAnswer | undefined {
  if (turn.kind === 'answer') return turn
  if (turn.kind !== 'none') return undefined
  return {
    kind: 'answer',
    status: 200,
    headers: [],
    headAt: turn.at,
    body: [],
    ending: 'end',
    endAt: turn.at,
  }
}

export const NOT_ASKED = 'the deployment is not asked'
export const NO_ANSWER = 'the deployment gives no answer'
