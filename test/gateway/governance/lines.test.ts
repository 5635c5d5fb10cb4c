import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readGatewayConfig } from '../../../src/gateway/config.ts'
import {
  GOVERNANCE_1_3_60,
  GOVERNANCE_1_4_10,
  GOVERNANCE_1_4_19,
} from '../../../src/gateway/profiles/governance-rules.ts'
import { PROFILE_1_4_19 } from '../../../src/gateway/profiles/profile.ts'
import { HeaderMap } from '../../../src/request/header-map.ts'
import { loadCaptures } from '../../support/capture.ts'
import { toUpstreamScenario } from '../../support/capture-scenario.ts'
import type { Line } from '../../support/spec-files.ts'
import { specFolder } from '../../support/spec-files.ts'
import { testEmulator } from '../../support/start-service.ts'

const LINES = [
  ['1.4.19', GOVERNANCE_1_4_19],
  ['1.4.10', GOVERNANCE_1_4_10],
  ['1.3.60', GOVERNANCE_1_3_60],
] as const satisfies readonly (readonly [Line, unknown])[]

/** Between requests that are sent one after another, ms. */
const APART = 120

/** What governance decides is the same in every release but for its rules; everything else is not looked at here. */
describe.each(LINES)('governance as recorded from %s', (line, governance) => {
  const captures = loadCaptures(line).filter(({ name }) =>
    /^(vk|vkm)-|^(model|provider)-rate$|^headers-missing$/.test(name),
  )

  test.each(captures)('$name: $shows', (capture) => {
    const file = readFileSync(new URL(`captures/${line}/config/${capture.config}.json`, specFolder), 'utf8')
    const emulator = testEmulator({
      config: readGatewayConfig(JSON.parse(file) as object as Record<string, unknown>),
      profile: { ...PROFILE_1_4_19, governance },
      scenarios: { scenarios: toUpstreamScenario(capture).scenarios },
    })
    if (!('url' in capture.request)) throw new Error('a request without a head')
    const { method, url, headers, body } = capture.request
    const request = {
      method,
      target: url,
      headers: new HeaderMap([['host', 'h'], ...headers]),
      body: Buffer.from(body as string),
      httpVersion: '1.1',
    }
    const said = capture.responses.map((_, index) => {
      const { plan } = emulator.exchange(request, { at: Date.UTC(2026, 5) + index * APART, date: '' })
      const [head, first] = plan.events
      const text = first?.kind === 'body' ? first.data : ''
      const status = head?.kind === 'head' ? head.status : 0
      return { status, body: status === 200 ? '' : typeof text === 'function' ? text() : text }
    })
    expect(said).toEqual(
      capture.responses.map(({ status, body: recorded }) => ({
        status,
        body: status === 200 ? '' : recorded,
      })),
    )
  })
})
