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

const MADE = 'made-from-what-is-sent'

/** What the emulator once answered otherwise than the real gateway 1.4.19 that ran beside it. */
const cases = loadDifferential()

/** Of the next release only streams differ, `n`, and what is filled in: see spec/lines-1.4.24-1.5.1.md. */
const alike = cases.filter(({ request }) => !/"stream":\s*true/.test(String(request.body)))

/** What that release fills in where the provider left it empty. */
function filledIn(response: ReturnType<typeof mask>): ReturnType<typeof mask> {
  const body = response.body.map((text) => {
    const [, model] = /"model_requested":"([^"]*)"/.exec(text) ?? []
    return text.replace(
      '"created":0,"model":"","object":""',
      `"created":<now>,"model":"${model}","object":"chat.completion"`,
    )
  })
  return { ...response, body }
}

describe.each([
  ['1.4.19', cases],
  ['1.4.24', alike],
])('beside a real gateway, on line %s', (line, all) => {
  describe.each([...new Set(all.map(({ config }) => config))])('with %s', (config) => {
    const own = all.filter((one) => one.config === config)
    let server: TestServer
    beforeAll(async () => {
      // Each case has a session of its own, and in it the one answer of its provider.
      const scenarios = own.map(({ name, provider }) => ({ when: { session: name }, ...provider }))
      server = await startServer({
        config: differentialConfig(config),
        scenarios: { scenarios },
        gateway: line,
      })
    })
    afterAll(async () => server?.[Symbol.asyncDispose]())

    test.each(own)('$name: $rule', async (one) => {
      server.emulator.journal.clear()
      const { bytes } = await talk(server.port, requestBytes(asCapture(one), server.host), {})
      const [got] = parseResponses(bytes)
      const calls = server.emulator.journal
        .list()
        .flatMap((entry) => entry.calls.filter((call) => call.reached).map((call) => call.upstream))
      if (one.sent !== undefined) expect(calls.map(asSent)).toEqual(one.sent.map(masked))
      // What a seed of its own gave belongs to another version of the emulator: see below.
      if (one.compare === 'sent' || one.freeSeed === true) return
      const wanted = mask(one.response, one)
      expect(mask(got!, one)).toEqual(line === '1.4.24' ? filledIn(wanted) : wanted)
    })
  })
})

/** Behind a real gateway the emulator answers as Azure: it gets what was sent, and says the same as when it is both. */
describe('made up from what is sent', () => {
  const made = cases.filter(({ kind }) => kind === MADE)
  test('there are cases', () => expect(made.length).toBeGreaterThan(3))

  test.each(made)('$name: as gateway and as Azure the answer is the same', async (one) => {
    const config = differentialConfig(one.config)
    const scenarios = { scenarios: [{ when: {}, ...one.provider }] }
    await using gateway = await startServer({ config, scenarios })
    await using azure = await startServer({ config, scenarios, gateway: 'azure' })
    const [sent] = one.sent!
    const asked = { ...asCapture(one), name: one.name } as Capture
    const answered = await answer(gateway, asked)
    const behind = await answer(azure, {
      request: {
        method: 'POST',
        url: sent!.url,
        headers: [
          ...(asked.request as typeof one.request).headers.filter(([name]) => name !== 'content-length'),
          ['api-key', 'fake-key'],
          ['content-length', String(Buffer.byteLength(sent!.body))],
        ],
        body: sent!.body,
      },
    } as unknown as Capture)
    expect(answered).toEqual(behind)
  })
})

async function answer(server: TestServer, asked: Capture) {
  const { bytes } = await talk(server.port, requestBytes(asked, server.host), {})
  const [got] = parseResponses(bytes)
  const { id, created, choices, usage } = JSON.parse(Buffer.from(got!.body).toString()) as {
    id: string
    created: number
    choices: readonly { message: { content: string } }[]
    usage: { prompt_tokens: number; completion_tokens: number }
  }
  const { prompt_tokens: prompt, completion_tokens: completion } = usage
  return { id, created, content: choices[0]!.message.content, prompt, completion }
}

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

function mask(response: Omit<DifferentialCase['response'], 'ended'>, { request, kind }: DifferentialCase) {
  const status = Number(response.statusLine.split(' ')[1])
  const chunks = [Buffer.byteLength(response.body)]
  const { headers, ...rest } = maskResponse({ ...response, status, chunks } as CapturedResponse)
  return {
    url: request.url,
    headers,
    ...rest,
    body: rest.body.map((text) => {
      const known = text.replaceAll(/:\d+->/g, ':<port>->')
      // Since these were recorded, the id that the emulator makes up follows the answer as well as the question.
      return kind === MADE ? known.replace(/"id":"chatcmpl-\w{29}"/, '"id":"<made>"') : known
    }),
  }
}
