import type { HeaderList, UpstreamRequest } from '../upstream.ts'
import { gatewayError, requestType } from './bifrost-error.ts'
import { withRaw } from './call.ts'
import type { CallOutcome, CallSettings } from './call.ts'
import { decodeJson, projectJson } from './json/decode.ts'
import { encodeJson } from './json/encode.ts'
import { isHtml } from './provider-error.ts'
import { rawJson } from './raw-json.ts'
import { CHAT_RESPONSE } from './schemas/chat-response.ts'

/** A 200 of a deployment as the client gets it: unknown fields gone, the rest in the gateway's order, `extra_fields` added. */
export function readWholeAnswer(
  request: UpstreamRequest,
  body: { readonly bytes: Uint8Array } | { readonly value: unknown },
  settings: CallSettings,
  forwarded: HeaderList,
  at: number,
  latency: number,
): CallOutcome {
  const { context } = settings
  const text = 'bytes' in body ? Buffer.from(body.bytes).toString('utf8') : undefined
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
  const decoded =
    'bytes' in body ? decodeJson(CHAT_RESPONSE, body.bytes) : projectJson(CHAT_RESPONSE, body.value)
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
  const value = decoded.value as Record<string, unknown>
  const extra: Record<string, unknown> = {
    request_type: requestType(false),
    provider: request.provider,
    model_requested: request.model,
    model_deployment: request.deployment,
    latency: Math.round(latency),
    chunk_index: 0,
  }
  if (settings.captureRaw.request) extra['raw_request'] = rawJson(request.body)
  if (settings.captureRaw.response)
    extra['raw_response'] = rawJson(text ?? JSON.stringify('value' in body ? body.value : null))
  if (forwarded.length > 0) extra['provider_response_headers'] = Object.fromEntries(forwarded)
  return { kind: 'answer', at, body: () => encodeJson(CHAT_RESPONSE, { ...value, extra_fields: extra }) }
}
