import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { UpstreamRequest } from '../../src/contracts/upstream.ts'
import { requestBytes } from '../support/capture-request.ts'
import type { Capture, CapturedResponse } from '../support/capture.ts'
import { differentialConfig, loadDifferential } from '../support/differential-case.ts'
import type { DifferentialCase, SentCall } from '../support/differential-case.ts'
import { maskResponse } from '../support/mask-response.ts'
import { parseResponses } from '../support/raw-response.ts'
import { talk } from '../support/socket-client.ts'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'

/** What the emulator once answered otherwise than the real gateway 1.4.19 that ran beside it. */
const cases = loadDifferential()

describe.each([...new Set(cases.map(({ config }) => config))])('beside a real 1.4.19 with %s', (config) => {
  const own = cases.filter((one) => one.config === config)
  let server: TestServer
  beforeAll(async () => {
    // Each case has a session of its own, and in it the one answer of its provider.
    const scenarios = own.map(({ name, provider }) => ({ when: { session: name }, ...provider }))
    server = await startServer({ config: differentialConfig(config), scenarios: { scenarios } })
  })
  afterAll(async () => server?.[Symbol.asyncDispose]())

  test.each(own)('$name: $rule', async (one) => {
    server.emulator.journal.clear()
    const { bytes } = await talk(server.port, requestBytes(asCapture(one), server.host), {})
    const [got] = parseResponses(bytes)
    const calls = server.emulator.journal.list().flatMap((entry) => entry.calls.map((call) => call.upstream))
    if (one.sent !== undefined) expect(calls.map(asSent)).toEqual(one.sent.map(masked))
    if (one.compare === 'sent') return
    expect(mask(got!, one)).toEqual(mask(one.response, one))
  })
})

/** The seed and the session are the emulator's own matter. */
function asCapture({ name, request, freeSeed }: DifferentialCase): Capture {
  const seed = freeSeed === true ? [] : [['x-emulator-seed', '7'] as const]
  const headers = [...request.headers, ['x-emulator-session', name] as const, ...seed]
  return { request: { ...request, headers } } as unknown as Capture
}

function asSent(call: UpstreamRequest): SentCall {
  const headers = call.headers.map(([name, value]) => `${name}: ${value}`)
  return masked({ url: call.url, headers, body: call.body })
}

/** The headers of the HTTP client are not in the cases. */
function masked({ url, headers, body }: SentCall): SentCall {
  const kept = headers
    .filter((line) => !/^(?:user-agent|content-length|host):/.test(line))
    .map((line) => line.replace(/^(api-key|authorization|x-api-key): .*/, '$1: [redacted]'))
  return { url, headers: kept.toSorted(), body }
}

function mask(response: Omit<DifferentialCase['response'], 'ended'>, { request }: DifferentialCase) {
  const status = Number(response.statusLine.split(' ')[1])
  const chunks = [Buffer.byteLength(response.body)]
  const { headers, ...rest } = maskResponse({ ...response, status, chunks } as CapturedResponse)
  return {
    url: request.url,
    headers,
    ...rest,
    body: rest.body.map((text) => text.replaceAll(/:\d+->/g, ':<port>->')),
  }
}
