import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import { PROFILE_1_3_60 } from '../../src/gateway/profiles/line-1-3-60.ts'
import { PROFILE_1_4_10 } from '../../src/gateway/profiles/line-1-4-10.ts'
import { PROFILE_1_4_19 } from '../../src/gateway/profiles/line-1-4-19.ts'
import { PROFILE_1_4_24 } from '../../src/gateway/profiles/line-1-4-24.ts'
import { PROFILE_1_5_1 } from '../../src/gateway/profiles/line-1-5-1.ts'
import { ManualClock } from '../../src/play/manual-clock.ts'
import type { UpstreamRequest } from '../../src/contracts/upstream.ts'
import { loadCaptures } from '../support/capture.ts'
import type { Capture, CapturedResponse, UpstreamCall } from '../support/capture.ts'
import { requestBytes } from '../support/capture-request.ts'
import { toUpstreamScenario } from '../support/capture-scenario.ts'
import { maskResponse } from '../support/mask-response.ts'
import { parseResponses } from '../support/raw-response.ts'
import { talk } from '../support/socket-client.ts'
import { specFolder } from '../support/spec-files.ts'
import type { Line } from '../support/spec-files.ts'
import { startServer } from '../support/start-service.ts'
import type { TestServer } from '../support/start-service.ts'
import { compareUpstreamSaw } from '../support/upstream-saw.ts'

const LINES = [PROFILE_1_3_60, PROFILE_1_4_10, PROFILE_1_4_19, PROFILE_1_4_24, PROFILE_1_5_1] as const

for (const profile of LINES) {
  const line = profile.line as Line
  const captures = loadCaptures(line)
  const configs = [...new Set(captures.map(({ config }) => config))]
  describe.each(configs)(`${line}, recorded with %s`, (config) => {
    const own = captures.filter((capture) => capture.config === config)
    let server: TestServer
    // Requests that are sent together are told apart by when they come.
    const clock = own.some((capture) => capture.together !== undefined) ? new ManualClock(0) : undefined
    beforeAll(async () => {
      const file = JSON.parse(
        readFileSync(new URL(`captures/${line}/config/${config}.json`, specFolder), 'utf8'),
      ) as object
      const scenarios = own.flatMap((capture) => toUpstreamScenario(capture).scenarios)
      // Nothing waits, except where the moment of leaving is what was recorded.
      const speed = clock !== undefined || own.some((capture) => capture.hangUpAfter !== undefined) ? 1 : 0
      server = await startServer({
        config: readGatewayConfig({ ...file }),
        profile,
        scenarios: { scenarios },
        speed,
        ...(clock === undefined ? {} : { clock, date: clock.date }),
      })
    })
    afterAll(async () => server?.[Symbol.asyncDispose]())

    test.each(own)('$name: $shows', async (capture) => {
      server.emulator.journal.clear()
      const responses =
        clock === undefined ? await replay(capture, server) : await replayTogether(capture, server, clock)
      if (capture.hangUpAfter === undefined) {
        expect(responses.map((it) => maskResponse(it, line))).toEqual(
          capture.responses.map((it) => maskResponse(it, line)),
        )
      } else {
        expectSameBeginning(responses, capture)
      }
      expect(endings(responses)).toEqual(endings(capture.responses))
      const calls = server.emulator.journal
        .list()
        .flatMap((entry) => entry.calls.filter((call) => call.reached).map((call) => asSeen(call.upstream)))
      expect(compareUpstreamSaw(capture.upstreamSaw, calls)).toEqual([])
    })
  })
}

async function replay(capture: Capture, server: TestServer): Promise<readonly CapturedResponse[]> {
  const count = capture.repeat ?? 1
  const all: CapturedResponse[] = []
  for (let i = 0; i < count; i++) {
    const options = {
      ...(staysOpen(capture) ? { idleMs: 300 } : {}),
      ...(capture.hangUpAfter === undefined ? {} : { hangUpAfter: capture.hangUpAfter }),
    }
    const { bytes, ended } = await talk(server.port, requestBytes(capture, server.host), options)
    const parsed = parseResponses(bytes).map((it) => ({ ...it, status: Number(it.statusLine.split(' ')[1]) }))
    all.push(...parsed.map((it, index) => (index === parsed.length - 1 ? { ...it, ended } : it)))
  }
  return all
}

/** The gateway does not end it: on purpose, or as it waits for Azure. */
function staysOpen({ keepOpen, responses }: Capture): boolean {
  return keepOpen === true || responses.length === 0 || responses.some(({ ended }) => ended === 'limit')
}

/** Sends the requests as they were recorded: without waiting for answers, so many ms apart. */
async function replayTogether(
  capture: Capture,
  server: TestServer,
  clock: ManualClock,
): Promise<readonly CapturedResponse[]> {
  const answers: Promise<CapturedResponse>[] = []
  for (let sent = 1; sent <= (capture.together ?? 1); sent++) {
    answers.push(replay({ ...capture, repeat: 1 } as Capture, server).then(([only]) => only!))
    while (server.emulator.journal.list().length < sent) await new Promise((resolve) => setImmediate(resolve))
    await clock.advance(TOGETHER_APART)
  }
  await clock.advance(60_000)
  return Promise.all(answers)
}

const TOGETHER_APART = 250

function endings(responses: readonly CapturedResponse[]): readonly (string | undefined)[] {
  // After a complete answer a reset is the same as a FIN: see spec/captures/README.md.
  return responses.map(({ ended, complete }) => {
    if (ended === 'limit') return 'open'
    return ended === 'ECONNRESET' && complete ? 'fin' : ended
  })
}

/** How much has arrived when the client leaves is chance; what has arrived is not. */
function expectSameBeginning(responses: readonly CapturedResponse[], capture: Capture): void {
  const [got, want] = [responses[0]!, capture.responses[0]!].map((it) => maskResponse(it, capture.line)) as [
    ReturnType<typeof maskResponse>,
    ReturnType<typeof maskResponse>,
  ]
  expect(got.headers).toEqual(want.headers)
  const first = (body: readonly string[]) => body.join('').split('\n\n').slice(0, 2)
  expect(first(got.body)).toEqual(first(want.body))
  expect(got.complete).toBe(false)
}

function asSeen(call: UpstreamRequest): UpstreamCall {
  return {
    deployment: call.deployment,
    method: call.method,
    url: call.url,
    headers: call.headers,
    body: call.body,
  }
}
