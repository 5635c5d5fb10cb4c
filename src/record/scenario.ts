import { decodedPart } from '../message/target.ts'
import { isObject } from '../json/json-object.ts'
import type { JsonObject } from '../json/json-object.ts'
import { parsed } from '../json/parsed.ts'
import { chatRequest, lastUserText } from '../request/chat-request.ts'
import type { ChatRequest } from '../request/chat-request.ts'
import { readAnswer } from '../recording/read-answer.ts'
import { replyOf } from '../recording/scenario-of.ts'
import { answerOf } from './answer.ts'
import type { Lifter } from './lift/lifter.ts'
import { whenOf } from './match.ts'
import type { Recorded } from './recorded.ts'
import type { Redaction } from './secrets.ts'

/** Who the target is: a gateway, whose answer a client gets word for word, or Azure, whose answer a gateway gets. */
export type RecordedAs = 'gateway' | 'azure'

/** How exchanges become scenarios. */
export interface Keeping {
  readonly as: RecordedAs
  /** What of a request must be the same for its answer. */
  readonly match: readonly string[]
  readonly redaction: Redaction
  /** Finds what Azure said to the gateway; without it answers are kept word for word. */
  readonly lifter?: Lifter | undefined
}

/** A recorded exchange as a scenario: what asks for it, and what answers. */
export interface RecordedScenario {
  /** Its first words, for names. */
  readonly title: string
  readonly deployment: string
  readonly session: string
  readonly when: JsonObject
  readonly outcome: JsonObject
  /** The same as one of several `replies`, where nothing stands beside it. */
  readonly listed: JsonObject
  /** Why the answer of a gateway is kept word for word. */
  readonly why?: string | undefined
}

/** An exchange of which no scenario is made. */
export interface NotKept {
  readonly left: string
}

export function scenarioFrom({ headers, ...passed }: Recorded, keeping: Keeping): RecordedScenario | NotKept {
  const recorded: Recorded = { ...passed, headers: keeping.redaction.headers(headers) }
  if (recorded.ended === 'client-left') return { left: 'the client did not wait for the answer' }
  const request = requestOf(recorded)
  if (request === undefined) return { left: 'it is no chat request' }
  const { match, redaction } = keeping
  const found = outcomeOf(recorded, keeping)
  if ('left' in found) return found
  const text = redaction.text(lastUserText(request))
  const { deployment, session } = request
  return {
    title: text === '' ? deployment : text,
    deployment,
    session,
    when: whenOf(request, match, redaction),
    outcome: redacted(found.outcome, recorded, redaction),
    listed: redacted(found.listed ?? found.outcome, recorded, redaction),
    why: found.why,
  }
}

function outcomeOf(
  recorded: Recorded,
  { as, lifter }: Keeping,
): (Pick<RecordedScenario, 'outcome' | 'why'> & { readonly listed?: JsonObject }) | NotKept {
  if (recorded.ended === 'no-answer')
    return as === 'azure'
      ? { outcome: { upstream: { connection: 'fin', delay_ms: Math.round(recorded.headAt) } } }
      : { left: 'the target closed the connection before it answered' }
  if (as === 'azure') return { outcome: { upstream: answerOf(recorded) } }
  const lifted = lifter?.lift(recorded)
  if (lifted === undefined) return { outcome: { wire: answerOf(recorded) } }
  if ('why' in lifted) return { outcome: { wire: answerOf(recorded) }, why: lifted.why }
  return lifted.outcome === undefined
    ? { left: 'the gateway says it by itself, without a scenario' }
    : { outcome: lifted.outcome, listed: lifted.listed ?? { wire: answerOf(recorded) } }
}

/** A secret that stands across the frames of a stream can be taken out of the answer alone, not of its bytes. */
function redacted(outcome: JsonObject, { pieces }: Recorded, redaction: Redaction): JsonObject {
  const shown = redaction.value(outcome) as JsonObject
  const read = readAnswer(Buffer.concat(pieces.map(({ data }) => data)).toString('utf8'))
  if (read === undefined) return shown
  const said = JSON.stringify(replyOf(read))
  const isHidden = redaction.text(said) === said || !('events' in Object(Object.values(outcome)[0]))
  return isHidden ? shown : { reply: redaction.value(replyOf(read)) }
}

function requestOf({ method, target, request: { headers, body } }: Recorded): ChatRequest | undefined {
  const value = parsed(body.toString('utf8'))
  if (!isObject(value) || !Array.isArray(value['messages'])) return undefined
  const [path = '', query = ''] = target.split('?', 2)
  const inPath = /\/deployments\/([^/?]+)\//.exec(path)?.[1]
  const model = typeof value['model'] === 'string' ? value['model'] : ''
  const deployment = inPath === undefined ? model : decodedPart(inPath)
  const named = Object.fromEntries(headers.map(([name, text]) => [name.toLowerCase(), text]))
  return chatRequest(
    {
      method,
      path,
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: named,
      body: value,
      session: named['x-emulator-session'] ?? '',
    },
    { deployment, azureDeployment: deployment, provider: 'azure', attempt: 1 },
  )
}
