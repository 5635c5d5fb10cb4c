import { bodyBytes } from '../../contracts/upstream.ts'
import type { UpstreamRequest } from '../../contracts/upstream.ts'
import { TIMEOUT } from '../../fasthttp/client/read-failure.ts'
import { gunzip, gunzipOnce } from '../../fasthttp/inflate.ts'
import { merge, patched } from '../../json/deep-merge.ts'
import { headerValue } from '../../message/headers.ts'
import type { HeaderList } from '../../message/headers.ts'
import type { CallContext } from '../core/call-context.ts'
import { retryAfter } from '../core/retry-after.ts'
import { gatewayError } from '../errors/bifrost-error.ts'
import type { BifrostError } from '../errors/bifrost-error.ts'
import { messagesError, providerError } from '../errors/provider-error.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import { forwardedHeaders } from '../response/response-headers.ts'
import { isBodyless } from '../response/response.ts'
import { readWholeAnswer } from '../response/whole-answer.ts'
import { withRawError, withRawRequest } from '../response/with-raw.ts'
import { readStream } from '../stream/stream-reader.ts'
import type { Usage } from '../stream/stream-usage.ts'
import type { CallOutcome, CallResult } from './outcome.ts'
import type { CallSettings } from './settings.ts'
import type { NotReceived, Received } from './received.ts'
import { failureText, callFailed, lateHead, timedOut } from './transport-failure.ts'

/** An unpacked answer larger than this counts as corrupt. */
const MOST_ANSWER_BYTES = 1024 ** 3

/** What the gateway makes of what its HTTP client gave it. */
export function readAnswer(
  request: UpstreamRequest,
  answer: Received | NotReceived,
  settings: CallSettings,
  startAt: number,
): CallResult {
  const { profile } = settings
  const isUnbounded = request.stream && profile.streams.idleSeconds === 'never'
  if (isUnbounded && isAwaited(answer))
    return { outcome: { kind: 'silence', at: startAt + (answer.ok ? answer.endAt : answer.at) } }
  const late = isUnbounded ? undefined : tooLate(request, answer, settings)
  if (late !== undefined) return failedCall(late, startAt + settings.timeoutMs, request, settings)
  if (!answer.ok) {
    const error = callFailed(answer.failure, settings)
    // A stream that got no connection tells no latency.
    if (!request.stream || 'text' in answer.failure) error.extra_fields.latency = Math.round(answer.at)
    return failedCall(error, startAt + answer.at, request, settings)
  }
  const forwarded = forwardedTo(profile, answer.headers)
  if (request.stream && answer.status === 200) {
    return { outcome: readStream(request, whenRead(answer), settings, startAt), forwarded }
  }
  const outcome = readWhole(request, errorBody(answer, settings), settings, forwarded, startAt)
  if (outcome.kind !== 'answer' || answer.patch === undefined) return { outcome, forwarded }
  const { patch } = answer
  const body = () => patched(String(outcome.body()), patch)
  const usage = () => merge(outcome.usage(), patch['usage']) as Usage | undefined
  return { outcome: { ...outcome, body, usage }, forwarded }
}

/** Azure is silent before the client has what it reads first; of a stream that is its head (stream-stall-first-byte). */
function isAwaited(answer: Received | NotReceived): boolean {
  return answer.failure?.kind === 'timeout' && !(answer.ok && answer.status === 200)
}

/** The time is up before the client has what it reads first: the head, or all of a whole answer. */
function tooLate(
  { stream }: UpstreamRequest,
  answer: Received | NotReceived,
  settings: CallSettings,
): BifrostError | undefined {
  const { timeoutMs } = settings
  const { headAt = Number.POSITIVE_INFINITY } = answer
  const waits = answer.ok
    ? answer.isReadFirst && answer.endAt >= timeoutMs
    : answer.failure.kind === 'timeout'
  const isLate = waits || (answer.ok ? headAt : answer.at) >= timeoutMs
  if (!isLate) return undefined
  // A stream's client tells a head that does not come from a body that does not.
  if (stream && headAt >= timeoutMs) return lateHead(settings)
  const error = stream ? callFailed(TIMEOUT, settings) : timedOut(settings)
  error.extra_fields.latency = timeoutMs
  return error
}

/** Of a body that is read first nothing can be seen before its end. */
function whenRead(answer: Received): Received {
  if (!answer.isReadFirst) return answer
  const { endAt } = answer
  return { ...answer, headAt: endAt, body: answer.body.map((piece) => ({ ...piece, at: endAt })) }
}

/** In place of an error's body that comes piece by piece and breaks off, the client gives the reason. */
function errorBody(answer: Received, settings: CallSettings): Received {
  const { failure } = answer
  if (failure === undefined || failure.kind === 'eof') return answer
  const endAt = failure.kind === 'timeout' ? settings.timeoutMs : answer.endAt
  return { ...answer, endAt, body: [{ at: endAt, data: failureText(failure, settings) }] }
}

function readWhole(
  request: UpstreamRequest,
  answer: Received,
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
  const asMessages = request.stream && request.protocol === 'messages'
  const error = (asMessages ? messagesError : providerError)(answer.status, answer.headers, body, settings)
  const wait = retryAfter(answer.headers, () => settings.dateAt(at))
  Object.assign(error.extra_fields, { latency: Math.round(answer.endAt) }, wait)
  return { kind: 'error', at, error: withRawError(error, request, body, settings) }
}

const NOTHING = new Uint8Array()

/** Nobody looks at Azure's headers where they reach neither the client nor the body. */
export function forwardedTo({ headers, answers }: GatewayProfile, sent: HeaderList): HeaderList {
  return headers.forwarded || answers.providerHeaders ? forwardedHeaders(sent) : []
}

function undecodable(cause: string, status: number, context: CallContext): BifrostError {
  if (status !== 200) return gatewayError(cause, { status, context })
  return gatewayError('failed to decode response body from provider API', { cause, bifrost: true, context })
}

export function failedCall(
  error: BifrostError,
  at: number,
  request: UpstreamRequest,
  settings: CallSettings,
): CallResult {
  return { outcome: { kind: 'error', at, error: withRawRequest(error, request, settings) } }
}
