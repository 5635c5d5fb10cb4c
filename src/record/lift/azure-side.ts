import { errorCatalogue } from '../../errors/catalogue.ts'
import { isObject } from '../../json/json-object.ts'
import type { JsonObject } from '../../json/json-object.ts'
import { parsed } from '../../json/parsed.ts'
import { groupedHeaders } from '../../message/headers.ts'
import type { HeaderList } from '../../message/headers.ts'
import { readAnswer } from '../../recording/read-answer.ts'
import { replyOf } from '../../recording/scenario-of.ts'
import { streamSides } from './stream-side.ts'
import type { Recorded } from '../recorded.ts'

/** Outcomes that may lead a gateway to the answer that was recorded, the most readable first. `headers`: those that Azure may have sent. */
export function azureSides(recorded: Recorded, headers: HeaderList): readonly JsonObject[] {
  const body = Buffer.concat(recorded.pieces.map(({ data }) => data)).toString('utf8')
  const isStream = recorded.headers.some(
    ([name, value]) => /^content-type$/i.test(name) && value.startsWith('text/event-stream'),
  )
  if (recorded.ended !== 'end') return []
  if (isStream) return [...onlyError(body, recorded, headers), ...streamSides(recorded, headers)]
  const value = parsed(body)
  if (!isObject(value)) return []
  return value['error'] === undefined || value['error'] === null
    ? wholeSides(value, body, recorded, headers)
    : errorSides(value, recorded, headers)
}

function wholeSides(value: JsonObject, body: string, recorded: Recorded, headers: HeaderList): JsonObject[] {
  const { extra_fields: extra, ...said } = value
  const raw = isObject(extra) ? extra['raw_response'] : undefined
  const at = Math.round(recorded.headAt)
  const delay = at === 0 ? {} : { delay_ms: at }
  const told = isObject(extra) ? extra['provider_response_headers'] : undefined
  const grouped = groupedHeaders([...headers, ...onlyTold(told, headers)])
  const upstream = (sent: JsonObject): JsonObject => ({
    upstream: {
      ...(recorded.status === 200 ? {} : { status: recorded.status }),
      ...delay,
      ...(Object.keys(grouped).length === 0 ? {} : { headers: grouped }),
      body: sent,
    },
  })
  const replies = recorded.status === 200 ? repliesOf(said, body, grouped) : []
  return [
    ...replies.map((reply) => ({ reply, timing: { first_token_ms: at, tokens_per_second: 0 } })),
    ...(isObject(raw) ? [upstream(raw)] : []),
    upstream(said),
  ]
}

/** Headers of Azure that a gateway tells in the body and has itself in their place. */
function onlyTold(told: unknown, headers: HeaderList): HeaderList {
  const known = new Set(headers.map(([name]) => name.toLowerCase()))
  return Object.entries(isObject(told) ? told : {}).flatMap(([name, value]) =>
    typeof value === 'string' && !known.has(name.toLowerCase()) ? [[name, value] as const] : [],
  )
}

/** The answer as a reply, with all that would be made otherwise; the details of its usage only where they say something. */
function repliesOf(said: JsonObject, body: string, headers: JsonObject): readonly JsonObject[] {
  const read = readAnswer(body)
  if (read === undefined) return []
  const { id, created, model, system_fingerprint: fingerprint = null, service_tier: tier, usage } = said
  const words = replyOf(read, true)
  const counts = Object.entries(isObject(usage) ? usage : {}).filter(([, count]) => typeof count === 'number')
  return [Object.fromEntries(counts), usage].map((counted) => ({
    ...(typeof words === 'string' ? { text: words } : words),
    id,
    created,
    model,
    system_fingerprint: fingerprint,
    ...(tier === undefined ? {} : { service_tier: tier }),
    usage: counted,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
  }))
}

/** An error instead of a stream; older releases send it as a frame, in an `error` of its own. */
function onlyError(body: string, recorded: Recorded, headers: HeaderList): readonly JsonObject[] {
  const value = parsed(/^data: (\{.*\})\n\n$/.exec(body)?.[1] ?? body)
  const error = isObject(value) ? value['error'] : undefined
  if (!isObject(error)) return []
  const said = isObject(error['error']) ? error : { error }
  const status = typeof said['status_code'] === 'number' ? said['status_code'] : recorded.status
  return errorSides(said, { ...recorded, status }, headers)
}

function errorSides({ error }: JsonObject, recorded: Recorded, headers: HeaderList): JsonObject[] {
  const { status } = recorded
  const at = Math.round(recorded.headAt)
  // What Azure did not say has no headers of it.
  const named = headers.length > 0 ? [] : errorCatalogue().filter(({ spec }) => spec.layer !== 'provider')
  return [
    ...named.map(({ name }): JsonObject => ({ error: name })),
    {
      upstream: {
        status,
        ...(at === 0 ? {} : { delay_ms: at }),
        ...(headers.length === 0 ? {} : { headers: groupedHeaders(headers) }),
        body: { error },
      },
    },
  ]
}
