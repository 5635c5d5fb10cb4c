import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Emulator } from '../src/exchange/emulator.ts'
import { checkPlan } from '../src/plan/plan.ts'
import type { Plan } from '../src/plan/plan.ts'
import { HeaderMap } from '../src/message/header-map.ts'
import { EXPECTED, readCase, writeCase } from './golden/case-file.ts'
import type { CaseFile, Section } from './golden/case-file.ts'
import { expectedSections } from './golden/case-expected.ts'
import { readRequest, requestText } from './golden/case-request.ts'
import type { CaseRequest } from './golden/case-request.ts'
import { againstSchemas } from './golden/case-schema.ts'
import { readSettings } from './golden/case-settings.ts'
import { MOMENT } from './plan/ask.ts'
import { renderPlan } from './plan/render.ts'
import { talk } from './support/socket-client.ts'
import { startServer, testEmulator } from './support/start-service.ts'

/*
 * One case a file in test/golden. To add one, write `--- scenarios` (as in a scenario file) and one `--- request` or more (a JSON
 * body; header lines and a request line may stand above it), then run with UPDATE=1: the responses are written below, with
 * `headers: default` for what every answer has and `…` for what follows the seed, unless the settings say `whole: true`.
 */
const folder = new URL('golden/', import.meta.url)
const names = readdirSync(folder).filter((name) => name.endsWith('.txt'))

// The one thing that a seed does not fix is the Date header.
beforeEach(() => void vi.setSystemTime(MOMENT.at))
afterEach(() => void vi.useRealTimers())

describe('golden', () => {
  test.each(names)('%s', async (name) => {
    const file = new URL(name, folder)
    const text = readFileSync(file, 'utf8')
    const found = readCase(text)
    const { options, outsideThePage, isWhole } = readSettings(found)
    const requests = found.sections
      .filter(({ title }) => title === 'request')
      .map((it) => readRequest(it.text))
    const emulator = testEmulator(options)
    const plans = requests.map((request) => checkPlan(planned(emulator, request)))

    const played = writeCase(withAnswers(found, plans, isWhole))
    if (process.env['UPDATE'] === '1') writeFileSync(file, played)
    else expect(text).toBe(played)

    await using server = await startServer(options)
    for (const [index, request] of requests.entries()) {
      expect(await overSocket(server.port, request, plans[index]!)).toEqual(renderPlan(plans[index]!))
    }
    if (outsideThePage !== undefined) return
    const responses = plans.map((plan) =>
      againstSchemas(expectedSections(plan, { withTimeline: false, isWhole: true })[0]!),
    )
    expect(responses).toEqual(requests.map(() => ''))
  })
})

function planned(emulator: Emulator, { method, target, headers, body }: CaseRequest): Plan {
  const request = {
    method,
    target,
    headers: new HeaderMap(headers),
    body: Buffer.from(body),
    httpVersion: '1.1',
  }
  return emulator.exchange(request, MOMENT).plan
}

/** The case with what was answered under each request, in place of what stood there. */
function withAnswers({ shows, sections }: CaseFile, plans: readonly Plan[], isWhole: boolean): CaseFile {
  const all: Section[] = []
  let index = 0
  for (const [at, section] of sections.entries()) {
    if ((EXPECTED as readonly string[]).includes(section.title)) continue
    all.push(section)
    if (section.title !== 'request') continue
    const next = sections.slice(at + 1)
    const end = next.findIndex(({ title }) => title === 'request')
    const wantsTimeline = next
      .slice(0, end === -1 ? undefined : end)
      .some(({ title }) => title === 'timeline')
    all.push(...expectedSections(plans[index++]!, { withTimeline: wantsTimeline, isWhole }))
  }
  return { shows, sections: all }
}

async function overSocket(port: number, request: CaseRequest, { events }: Plan): Promise<Buffer> {
  const ending = events.at(-1)?.kind
  const { bytes, ended } = await talk(port, [requestText(request)], ending === 'hang' ? { idleMs: 100 } : {})
  if (ending === 'hang') expect(ended).toBe('open')
  else if (ending !== 'reset') expect(ended).toBe('fin')
  return bytes
}
