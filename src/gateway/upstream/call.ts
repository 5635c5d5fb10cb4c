import { writtenOut } from '../../contracts/upstream.ts'
import type { Ask, ProviderTurn, UpstreamRequest, UpstreamStream } from '../../contracts/upstream.ts'
import { injectedError } from '../errors/injected-error.ts'
import type { CallResult } from './outcome.ts'
import { refusedAddress } from './private-network.ts'
import { readChunks } from '../stream/stream-reader.ts'
import { failedCall, forwardedTo, readAnswer } from './read-answer.ts'
import { isSentAgain, receive } from './received.ts'
import type { NotReceived, Received } from './received.ts'
import type { CallSettings } from './settings.ts'
import { privateAddress } from './transport-failure.ts'

/** Asks the deployment once and reads what comes back. */
export function callProvider(
  request: UpstreamRequest,
  ask: Ask,
  settings: CallSettings,
  startAt: number,
): CallResult {
  const address = refusedAddress(settings)
  if (address !== undefined) return failedCall(privateAddress(address, settings), startAt, request, settings)
  const turn = ask(request, startAt)
  const stream = turn.kind === 'stream' ? readMadeStream(request, turn, settings, startAt) : undefined
  if (stream !== undefined) return stream
  const received = receivedFrom(turn, request)
  if (received === undefined) return passedBy(request, turn, settings, startAt)
  if (!settings.profile.upstream.repeatsBrokenCall || !isSentAgain(received))
    return readAnswer(request, received, settings, startAt)
  // By itself and at once, as the HTTP client does it (net-reset).
  const againAt = startAt + (received.ok ? 0 : received.at)
  const again = ask(request, againAt)
  const second = receivedFrom(again, request)
  return second === undefined
    ? passedBy(request, again, settings, againAt)
    : readAnswer(request, second, settings, againAt)
}

/** A stream that is made, read as a whole; undefined where it has to be read event by event. */
function readMadeStream(
  request: UpstreamRequest,
  stream: UpstreamStream,
  settings: CallSettings,
  startAt: number,
): CallResult | undefined {
  const outcome =
    request.stream && request.protocol === undefined
      ? readChunks(request, stream, settings, startAt)
      : undefined
  return outcome && { outcome, forwarded: forwardedTo(settings.profile, stream.headers) }
}

/** What the HTTP client reads; undefined where nothing passes through it. */
function receivedFrom(turn: ProviderTurn, { stream }: UpstreamRequest): Received | NotReceived | undefined {
  const reply = writtenOut(turn)
  return reply.kind === 'answer' || reply.kind === 'none' ? receive(reply, stream) : undefined
}

/** What a scenario orders of the gateway itself, or past it. */
function passedBy(
  { model }: UpstreamRequest,
  turn: ProviderTurn,
  settings: CallSettings,
  startAt: number,
): CallResult {
  switch (turn.kind) {
    case 'wire':
      return { outcome: { kind: 'wire', answer: turn.answer, startAt } }
    case 'gateway-error':
      return { outcome: injectedError(turn, model, settings, startAt) }
    default:
      throw new Error(`an answer of the deployment that nobody received: ${turn.kind}`)
  }
}
