import type { UpstreamRequest } from '../../contracts/upstream.ts'
import type { HeaderList } from '../../message/headers.ts'
import { gatewayError, requestType } from '../errors/bifrost-error.ts'
import type { CallOutcome } from '../upstream/outcome.ts'
import type { CallSettings } from '../upstream/settings.ts'
import { bytesToText } from '../go-json/bytes.ts'
import { chatOf } from '../anthropic/read-message.ts'
import { MESSAGE } from '../anthropic/shapes.ts'
import { identityFields } from './routing-info.ts'
import { decodeJson } from '../go-json/decode.ts'
import { encodeJson } from '../go-json/encode.ts'
import { isHtml } from '../errors/provider-error.ts'
import { rawAnswer, rawRequest, withRaw } from './with-raw.ts'
import { hasPlainCounts } from '../stream/stream-usage.ts'
import type { Usage } from '../stream/stream-usage.ts'
import type { Codec } from '../codec.ts'
import type { CallContext } from '../core/call-context.ts'
import { readSharedEvent } from './shared-event.ts'
import type { SharedEvent } from './shared-event.ts'
import { addContext, addUsage } from './template-key.ts'
import type { Hole } from './text-templates.ts'

/** A 200 of a deployment as the client gets it: unknown fields gone, the rest in the gateway's order, `extra_fields` added. */
export function readWholeAnswer(
  request: UpstreamRequest,
  body: { readonly bytes: Uint8Array } | { readonly value: unknown },
  settings: CallSettings,
  forwarded: HeaderList,
  at: number,
  latency: number,
): CallOutcome {
  const { context, codec } = settings
  const text = 'bytes' in body ? bytesToText(body.bytes) : undefined
  const fail = (error: ReturnType<typeof gatewayError>): CallOutcome => ({
    kind: 'error',
    at,
    error: withRaw(
      error,
      request,
      'bytes' in body ? body.bytes : Buffer.from(JSON.stringify(body.value)),
      settings,
    ),
  })
  if (text !== undefined && text.trim() === '') {
    return fail(gatewayError('empty response received from provider', { bifrost: true, context }))
  }
  const rawText = () => text ?? JSON.stringify('value' in body ? body.value : null)
  const shared =
    'value' in body && request.protocol === undefined ? readSharedEvent(body.value, codec) : undefined
  if (shared !== undefined) {
    return sharedAnswer(shared, request, settings, forwarded, at, latency, rawText)
  }
  const isMessage = request.protocol === 'messages'
  const decoded = decodeJson<Record<string, unknown>>(
    isMessage ? MESSAGE : codec.response,
    'bytes' in body ? body.bytes : JSON.stringify(body.value),
  )
  if (!decoded.ok) {
    if (text !== undefined && isHtml('', text)) {
      return fail(gatewayError('HTML response received from provider', { cause: text, context }))
    }
    return fail(
      gatewayError('failed to unmarshal response from provider API', {
        cause: decoded.error,
        bifrost: true,
        context,
      }),
    )
  }
  const { value } = decoded
  const chat = isMessage ? chatOf(value, Math.floor(settings.dateAt(0) / 1000)) : value
  return whole(chat, request, settings, forwarded, at, latency, rawText)
}

/** An answer of a reply that many answers share: all of it but a few values is written once. */
function sharedAnswer(
  event: SharedEvent,
  request: UpstreamRequest,
  settings: CallSettings,
  forwarded: HeaderList,
  at: number,
  latency: number,
  raw: () => string,
): CallOutcome {
  const { captureRaw, passesRaw, profile, codec, context } = settings
  const usage = event.usage as Usage | undefined
  const isPlain = usage === undefined || hasPlainCounts(usage)
  // What Azure left empty some lines fill in.
  const isFull = event.model !== '' && event.object !== '' && event.created !== 0
  if (captureRaw.request || captureRaw.response || passesRaw || !isPlain || !isFull) {
    const { choices, ...rest } = event
    const value = { choices: choices.encoded, ...rest }
    return whole(value, request, settings, forwarded, at, latency, raw)
  }
  const told = profile.answers.providerHeaders ? forwarded : NO_HEADERS
  const known = {
    event,
    usage,
    names: told.map(([name]) => name),
    extra: { chunk_index: 0, request_type: requestType(false), ...identityFields(context, profile.answers) },
  }
  const values: Hole[] = [event.id, event.created, Math.round(latency)]
  values.push(usage?.prompt_tokens ?? 0, usage?.total_tokens ?? 0)
  for (const [, value] of told) values.push(value)
  const body = () =>
    codec.templates.text(event.choices.encoded, keyOf(known, context), values, (them) =>
      encodeShared(known, them, codec),
    )
  return { kind: 'answer', at, latency, body, usage: () => usage }
}

const NO_HEADERS: HeaderList = []

/** What an answer says beside the values that are its own. */
interface KnownAnswer {
  readonly event: SharedEvent
  readonly usage: Usage | undefined
  /** Of Azure's headers. */
  readonly names: readonly string[]
  readonly extra: object
}

/** `values`: id, created, latency, prompt tokens, total tokens, Azure's headers. */
function encodeShared(
  { event, usage, names, extra }: KnownAnswer,
  values: readonly Hole[],
  codec: Codec,
): string {
  const [id, created, latency, prompt, total] = values
  const headers: Record<string, unknown> = {}
  for (const [index, name] of names.entries()) headers[name] = values[FIXED + index]
  return encodeJson(codec.response, {
    id,
    choices: event.choices.encoded,
    created,
    model: event.model,
    object: event.object,
    service_tier: event.service_tier,
    system_fingerprint: event.system_fingerprint,
    usage: usage && Object.assign({}, usage, { prompt_tokens: prompt, total_tokens: total }),
    extra_fields: {
      latency,
      upstream_latency: latency,
      provider_response_headers: names.length > 0 ? headers : undefined,
      ...extra,
    },
  })
}

const FIXED = 5

function keyOf({ event, usage, names }: KnownAnswer, context: CallContext): readonly unknown[] {
  const key: unknown[] = [event.model, event.object, event.service_tier, event.system_fingerprint]
  addContext(key, context)
  addUsage(key, usage)
  key.push(...names)
  return key
}

function whole(
  value: object,
  request: UpstreamRequest,
  settings: CallSettings,
  forwarded: HeaderList,
  at: number,
  latency: number,
  raw: () => string,
): CallOutcome {
  const extra: Record<string, unknown> = {
    chunk_index: 0,
    ...(value as { extra_fields?: object }).extra_fields,
    request_type: requestType(false),
    ...identityFields(settings.context, settings.profile.answers),
    latency: Math.round(latency),
    upstream_latency: Math.round(latency),
    provider_response_headers: undefined,
  }
  const { captureRaw, profile, codec } = settings
  if (captureRaw.request) extra['raw_request'] = rawRequest(request, settings)
  if (captureRaw.response) extra['raw_response'] = rawAnswer(raw(), settings)
  if (forwarded.length > 0 && profile.answers.providerHeaders)
    extra['provider_response_headers'] = Object.fromEntries(forwarded)
  const named = profile.answers.fillsIn === 'nothing' ? value : filled(value, settings)
  return {
    kind: 'answer',
    at,
    latency,
    body: () =>
      settings.passesRaw ? rawAnswer(raw(), settings) : encodeJson(codec.response, withExtra(named, extra)),
    usage: () => (value as { usage?: Usage | null }).usage ?? undefined,
  }
}

type Fillable = { readonly model?: string; readonly object?: string; readonly created?: number }

/** What Azure left out or empty (answer-nothing, alias-nothing). */
function filled(value: Fillable, { context, profile, dateAt }: CallSettings): object {
  if (value.model && value.object && value.created) return value
  const { model, deployment = model } = context
  return Object.assign({}, value, {
    model: value.model || (profile.answers.fillsIn === 'model as deployed' ? deployment : model),
    object: value.object || 'chat.completion',
    // The second of the `Date` header, whatever the seed is.
    created: value.created || Math.floor(dateAt(0) / 1000),
  })
}

/** Written so that all answers share one hidden class: a literal that begins with a spread makes one each on Node 20. */
function withExtra(value: object, extra: object): object {
  const answer: { extra_fields: object | undefined } = { extra_fields: undefined, ...value }
  answer.extra_fields = extra
  return answer
}
