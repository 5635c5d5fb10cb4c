import { describe, expect, test } from 'vitest'
import { decodeJson } from '../../../src/gateway/go-json/decode.ts'
import { encodeJson } from '../../../src/gateway/go-json/encode.ts'
import { loadCaptures } from '../../support/capture.ts'
import type { Capture, CapturedRequest } from '../../support/capture.ts'
import { BIFROST_ERROR, CHAT_REQUEST, CHAT_RESPONSE, UPSTREAM_REQUEST, toUpstream } from './line.ts'

const captures = loadCaptures('1.4.19')
/** A coded body is unpacked before the codec sees it; the native route and `extra_params` go other ways. */
const plain = captures.filter(
  (capture): capture is Capture & { request: CapturedRequest } =>
    'method' in capture.request &&
    capture.request.method === 'POST' &&
    !capture.request.headers.some(([name]) => name.toLowerCase() === 'content-encoding'),
)

describe('what Azure saw', () => {
  const seen = plain.filter(({ upstreamSaw }) => upstreamSaw.length > 0)

  test('there are many', () => expect(seen.length).toBeGreaterThan(120))

  test.each(seen)('$name', ({ request, upstreamSaw }) => {
    const decoded =
      request.body.length === 0 ? { ok: true, value: {} } : decodeJson(CHAT_REQUEST, request.body)
    const value = (decoded as { value: Record<string, unknown> }).value
    for (const call of upstreamSaw) {
      const { model } = JSON.parse(call.body) as { model: string }
      const upstream = toUpstream(value, model, value['stream'] === true)
      expect(encodeJson(UPSTREAM_REQUEST, upstream, { indent: '  ' })).toBe(call.body)
    }
  })
})

describe('what the parser said', () => {
  const refused = plain.filter(
    ({ responses }) => causeOf(responses[0]?.body, 'failed to parse request') !== undefined,
  )

  test('there are many', () => expect(refused.length).toBeGreaterThan(12))

  test.each(refused)('to the request of $name', ({ request, responses }) => {
    expect(decodeJson(CHAT_REQUEST, request.body)).toEqual({
      ok: false,
      error: causeOf(responses[0]?.body, 'failed to parse request'),
    })
  })

  const unread = captures.filter(
    ({ upstream, responses }) =>
      (upstream.body !== undefined || upstream.raw !== undefined) &&
      upstream.coding === undefined &&
      parserText(causeOf(responses[0]?.body, 'failed to unmarshal response from provider API')),
  )

  test('there are several', () => expect(unread.length).toBeGreaterThan(4))

  test.each(unread)('to the answer of $name', ({ upstream, responses }) => {
    expect(decodeJson(CHAT_RESPONSE, upstream.raw ?? JSON.stringify(upstream.body))).toEqual({
      ok: false,
      error: causeOf(responses[0]?.body, 'failed to unmarshal response from provider API'),
    })
  })
})

describe('what clients got comes out unchanged when it is read and written again', () => {
  // Of bytes that are no UTF-8 only the replacement is left in an answer: see below.
  const bodies = captures.flatMap(({ name, responses }) =>
    (name === 'answer-invalid-utf8' ? [] : responses).flatMap(({ body }, index) =>
      jsonTexts(body).map((text, part) => ({ name, index, part, text })),
    ),
  )

  test('there are many', () => expect(bodies.length).toBeGreaterThan(300))

  test.each(bodies)('$name $index/$part', ({ text }) => {
    const type = text.includes('"is_bifrost_error":') ? BIFROST_ERROR : CHAT_RESPONSE
    const decoded = decodeJson(type, text)
    expect(encodeJson(type, (decoded as { value: unknown }).value)).toBe(sortHeaders(text))
  })
})

test('bytes that are no UTF-8 are replaced in the content', () => {
  const raw = captures.find(({ name }) => name === 'answer-invalid-utf8')?.upstream.raw
  const decoded = decodeJson(CHAT_RESPONSE, raw ?? '')
  const written = encodeJson(CHAT_RESPONSE, (decoded as { value: unknown }).value)
  expect(written).toContain(String.raw`"content":"a\ufffd\ufffd\ufffdb"`)
})

function parserText(cause: string | undefined): boolean {
  return cause !== undefined && /yntax error|Mismatch type/.test(cause)
}

function causeOf(body: unknown, message: string): string | undefined {
  if (typeof body !== 'string' || !body.startsWith('{')) return undefined
  const { error } = JSON.parse(body) as { error?: { error?: string; message?: string } }
  return error?.message === message ? error.error : undefined
}

/** The chat answers, chunks and errors in a body. */
function jsonTexts(body: unknown): readonly string[] {
  if (typeof body !== 'string') return []
  const texts = body.startsWith('data: ')
    ? body.split('\n\n').map((event) => event.slice('data: '.length))
    : [body]
  return texts
    .map((text) => text.trimEnd())
    .filter((text) => /^\{("id":.*"choices":|.*"is_bifrost_error":)/s.test(text))
}

/** The order of forwarded headers is random in the real gateway. */
function sortHeaders(text: string): string {
  return text.replace(/"provider_response_headers":(\{[^}]*\})/, (_, headers: string) => {
    const sorted = Object.entries(JSON.parse(headers) as Record<string, string>).sort(([a], [b]) =>
      a < b ? -1 : 1,
    )
    return `"provider_response_headers":${JSON.stringify(Object.fromEntries(sorted))}`
  })
}
