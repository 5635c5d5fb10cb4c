import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import { loadCaptures } from '../support/capture.ts'
import type { Capture, UpstreamCall } from '../support/capture.ts'
import { toUpstreamScenario } from '../support/capture-scenario.ts'
import { parseResponses } from '../support/raw-response.ts'
import { talk } from '../support/socket-client.ts'
import { specFolder } from '../support/spec-files.ts'
import type { Line } from '../support/spec-files.ts'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'
import { recordedAnswer, unpacked } from './recorded-answer.ts'

/**
 * The other half of every recording: what the real gateway sent to Azure is sent to the emulator as Azure, and what comes
 * back over the socket is what the recorder's Azure sent. So a real gateway whose endpoint is the emulator gets to see
 * exactly what it saw when it was recorded.
 */
const lines = ['1.3.60', '1.4.10', '1.4.19', '1.4.24', '1.5.1'] as const

describe.each(lines)('a real gateway of release %s at the emulator as its Azure', (line) => {
  const asked = loadCaptures(line).filter(
    (capture) => capture.config === 'base' && capture.upstreamSaw.length > 0 && isKnownByName(capture, line),
  )
  let server: TestServer
  beforeAll(async () => {
    const file = JSON.parse(
      readFileSync(new URL(`captures/${line}/config/base.json`, specFolder), 'utf8'),
    ) as object
    const scenarios = asked.flatMap((capture) => toUpstreamScenario(capture).scenarios)
    server = await startServer({
      gateway: 'azure',
      config: readGatewayConfig({ ...file }),
      scenarios: { scenarios },
    })
  })
  afterAll(async () => server?.[Symbol.asyncDispose]())

  test('there are recordings of every kind', () => expect(asked.length).toBeGreaterThan(100))

  test.each(asked)('$name: $shows', async (capture) => {
    server.emulator.reset()
    const [call] = capture.upstreamSaw as readonly [UpstreamCall]
    const upstream = answering(capture, call)
    const want = recordedAnswer(upstream)
    const { bytes, ended } = await talk(
      server.port,
      [requestText(call)],
      want.ended === 'open' ? { idleMs: 50 } : {},
    )
    expect(ended).toBe(want.ended === 'reset' ? 'ECONNRESET' : want.ended)
    if (want.bytes !== undefined) return expect(bytes.toString('latin1')).toBe(want.bytes)
    const [got, ...more] = parseResponses(bytes)
    expect(more).toEqual([])
    if (want.status === undefined) return expect(bytes.length).toBe(0)
    expect({
      status: Number(got!.statusLine.split(' ')[1]),
      headers: got!.headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`).filter(isAzures),
      body: unpacked(Buffer.from(got!.body), upstream),
      complete: got!.complete,
    }).toEqual({ status: want.status, headers: want.headers, body: want.body, complete: want.complete })
    expect(server.emulator.journal.list().map((entry) => entry.calls.at(-1)?.upstream.body)).toEqual([
      call.body,
    ])
    return undefined
  })
})

/** 1.5.1 does not tell Azure for which name a deployment stands: a scenario must know it by its own. */
function isKnownByName(capture: Capture, line: Line): boolean {
  const [call] = capture.upstreamSaw
  const names = toUpstreamScenario(capture).scenarios.map(
    ({ when }) => (when as { deployment: string }).deployment,
  )
  return line !== '1.5.1' || names.includes(call!.deployment)
}

/** A capture with fallbacks asks several deployments; each has its own answer. */
function answering(capture: Capture, call: UpstreamCall) {
  const suffix = Object.keys(capture.others).find((it) => call.deployment === `${capture.name}-${it}`)
  return suffix === undefined ? capture.upstream : capture.others[suffix]!
}

/** As the gateway's HTTP client writes it; the recordings leave the host out. */
function requestText(call: UpstreamCall): string {
  const headers = [
    ['host', 'azure'],
    ...call.headers.filter(([name]) => name !== 'connection'),
    ['connection', 'close'],
  ]
  return `${call.method} ${call.url} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${call.body}`
}

/** What delimits the body, and the hour, are the server's own. */
function isAzures(line: string): boolean {
  return !/^(?:date|connection|content-length|transfer-encoding):/.test(line)
}
