import { bodyBytes, streamAnswer } from '../../contracts/upstream.ts'
import { headerValue } from '../../message/headers.ts'
import type { Ask, UpstreamAnswer, UpstreamRequest, UpstreamStream } from '../../contracts/upstream.ts'
import type { HeaderList } from '../../message/headers.ts'
import { gatewayError } from '../errors/bifrost-error.ts'
import type { BifrostError } from '../errors/bifrost-error.ts'
import type { CallContext } from '../core/call-context.ts'
import { gunzip, gunzipOnce } from '../../fasthttp/inflate.ts'
import { isBodyless } from '../response/response.ts'
import { forwardedHeaders } from '../response/response-headers.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import { refusedAddress } from './private-network.ts'
import { merge, patched } from '../../json/deep-merge.ts'
import { orderedError } from '../errors/injected-error.ts'
import { providerError } from '../errors/provider-error.ts'
import { retryAfter } from '../core/retry-after.ts'
import { readChunks, readStream } from '../stream/stream-reader.ts'
import type { Usage } from '../stream/stream-usage.ts'
import { brokenBody, noAnswer, privateAddress, timedOut } from './transport-failure.ts'
import { readWholeAnswer } from '../response/whole-answer.ts'
import { withRawError, withRawRequest } from '../response/with-raw.ts'
import type { CallSettings } from './settings.ts'
import type { CallOutcome, CallResult } from './outcome.ts'

/** An unpacked answer larger than this counts as corrupt. */
const MOST_ANSWER_BYTES = 1024 ** 3

/** Asks the deployment once and reads what comes back. */
export function callProvider(
  request: UpstreamRequest,
  ask: Ask,
  settings: CallSettings,
  startAt: number,
): CallResult {
  const address = refusedAddress(settings)
  if (address !== undefined) {
    const error = withRawRequest(privateAddress(address, settings), request, settings)
    return { outcome: { kind: 'error', at: startAt, error } }
  }
  let turn = ask(request, startAt)
  // The HTTP client repeats a POST by itself, at once, when the connection breaks before the first byte (net-reset).
  const isBroken = turn.kind === 'none' && (turn.why === 'fin' || turn.why === 'reset')
  if (isBroken && settings.profile.upstream.repeatsBrokenCall) turn = ask(request, startAt)
  switch (turn.kind) {
    case 'wire':
      return { outcome: { kind: 'wire', answer: turn.answer, startAt } }
    case 'gateway-error':
      return { outcome: orderedError(turn, request.model, settings, startAt) }
    case 'none': {
      const hangs = turn.why === 'hang' || turn.at > settings.timeoutMs
      const at = startAt + (hangs ? settings.timeoutMs : turn.at)
      const error = noAnswer(hangs ? 'hang' : turn.why, settings)
      return { outcome: { kind: 'error', at, error: withRawRequest(error, request, settings) } }
    }
    case 'answer':
      return readAnswer(request, turn, settings, startAt)
    case 'stream':
      return readMadeStream(request, turn, settings, startAt)
  }
}

function readMadeStream(
  request: UpstreamRequest,
  stream: UpstreamStream,
  settings: CallSettings,
  startAt: number,
): CallResult {
  const outcome = request.stream ? readChunks(request, stream, settings, startAt) : undefined
  return outcome === undefined
    ? readAnswer(request, streamAnswer(stream), settings, startAt)
    : { outcome, forwarded: forwardedTo(settings.profile, stream.headers) }
}

function readAnswer(
  request: UpstreamRequest,
  answer: UpstreamAnswer,
  settings: CallSettings,
  startAt: number,
): CallResult {
  const { timeoutMs, profile } = settings
  const forwarded = forwardedTo(profile, answer.headers)
  if (answer.headAt >= timeoutMs) {
    const error = withRawRequest(timedOut(settings), request, settings)
    return { outcome: { kind: 'error', at: startAt + timeoutMs, error } }
  }
  if (request.stream && answer.status === 200) {
    return { outcome: readStream(request, answer, settings, startAt), forwarded }
  }
  const failure = incomplete(request, answer, settings, startAt)
  if (failure !== undefined) return { outcome: failure }
  const outcome = readWhole(request, answer, settings, forwarded, startAt)
  if (outcome.kind !== 'answer' || answer.patch === undefined) return { outcome, forwarded }
  const { patch } = answer
  const body = () => patched(outcome.body(), patch)
  const usage = () => merge(outcome.usage(), patch['usage']) as Usage | undefined
  return { outcome: { ...outcome, body, usage }, forwarded }
}

/** A whole answer that never became whole: the error, and when the gateway knew. */
function incomplete(
  request: UpstreamRequest,
  answer: UpstreamAnswer,
  settings: CallSettings,
  startAt: number,
): CallOutcome | undefined {
  const { timeoutMs } = settings
  const fail = (at: number, error: BifrostError): CallOutcome => ({
    kind: 'error',
    at: startAt + at,
    error: withRawRequest(error, request, settings),
  })
  if (isBodyless(answer.status)) return undefined
  if (answer.endAt >= timeoutMs || answer.ending === 'hang') {
    return fail(timeoutMs, timedOut(settings))
  }
  if (answer.ending === 'end') return undefined
  return fail(answer.endAt, brokenBody(answer.ending, settings))
}

function readWhole(
  request: UpstreamRequest,
  answer: UpstreamAnswer,
  settings: CallSettings,
  forwarded: HeaderList,
  startAt: number,
): CallOutcome {
  const { context } = settings
  const bodyless = isBodyless(answer.status)
  const at = startAt + (bodyless ? answer.headAt : answer.endAt)
  const zipped = headerValue(answer.headers, 'content-encoding')?.toLowerCase().includes('gzip') === true
  const single = answer.body.length === 1 ? answer.body[0] : undefined
  if (answer.status === 200 && !zipped && single !== undefined && 'json' in single) {
    return readWholeAnswer(request, { value: single.json }, settings, forwarded, at, answer.endAt)
  }
  let body = bodyless ? NOTHING : bodyBytes(answer.body)
  if (zipped && body.length > 0) {
    const unzip = settings.profile.upstream.gzipLooksTwice ? gunzip : gunzipOnce
    const unpacked = unzip(body, MOST_ANSWER_BYTES)
    if (!unpacked.ok) {
      const error = undecodable(unpacked.error, answer.status, context)
      return { kind: 'error', at, error: withRawRequest(error, request, settings) }
    }
    body = unpacked.body
  }
  if (answer.status === 200)
    return readWholeAnswer(request, { bytes: body }, settings, forwarded, at, answer.endAt)
  const error = providerError(answer.status, answer.headers, body, settings)
  const wait = retryAfter(answer.headers, () => settings.dateAt(at))
  Object.assign(error.extra_fields, { latency: Math.round(answer.endAt) }, wait)
  return { kind: 'error', at, error: withRawError(error, request, body, settings) }
}

const NOTHING = new Uint8Array()

/** Nobody looks at Azure's headers where they reach neither the client nor the body. */
function forwardedTo({ headers, answers }: GatewayProfile, sent: HeaderList): HeaderList {
  return headers.forwarded || answers.providerHeaders ? forwardedHeaders(sent) : []
}

function undecodable(cause: string, status: number, context: CallContext): BifrostError {
  if (status !== 200) return gatewayError(cause, { status, context })
  return gatewayError('failed to decode response body from provider API', { cause, bifrost: true, context })
}
