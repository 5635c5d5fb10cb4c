import { describe, expect, test, vi } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { CLIENT_RULES } from '../../src/verdict/verdict.ts'
import { chat } from '../in-process/ask.ts'
import { cases } from './cases.ts'
import { scripted } from './scripted.ts'

describe.each(cases)('$code: $what', ({ code, scenarios, well, badly, evidence, query, beside = [] }) => {
  test('a client that behaves', async () => {
    await using client = await scripted(scenarios)
    await well(client)
    const { ok, judgements, judged } = await client.verdict(query)
    expect(judgements).toEqual([])
    expect(judged.find((one) => one.code === code)).toMatchObject({ failures: 0 })
    expect([ok, judged.find((one) => one.code === code)!.occasions > 0]).toEqual([true, true])
  })

  test('a client that does not', async () => {
    await using client = await scripted(scenarios)
    await badly(client)
    const { ok, judgements } = await client.verdict(query)
    const found = judgements.filter((one) => one.code === code)
    expect(judgements.map((one) => one.code)).toEqual([...found.map((one) => one.code), ...beside])
    expect(found).toHaveLength(1)
    expect(found[0]!.evidence).toMatch(evidence)
    const judge = CLIENT_RULES.find((one) => one.code === code)!
    expect(found[0]).toMatchObject({ severity: judge.severity, advice: judge.advice, session: '' })
    expect(ok).toBe(judge.severity === 'note')
  })
})

test('a client that leaves a stalled stream, as its timeout tells it, did not leave a good answer early', async () => {
  await using emulator = await createEmulator({ clock: 'manual', seed: 7 })
  emulator
    .when('fox')
    .reply('The quick brown fox jumps.')
    .faults({ stall: { after: 3, for: 300_000 } })
  const gone = new AbortController()
  const answer = fetch(`${emulator.baseURL}/chat/completions`, {
    ...chat('fox', { stream: true }),
    signal: gone.signal,
  })
  await emulator.clock.advance('5s', { waitFor: 1 })
  await (await answer).body!.getReader().read()
  await emulator.clock.advance('20s')
  gone.abort()
  await vi.waitUntil(() => emulator.journal[0]!.sent?.ended === 'client-left', { interval: 5 })
  expect(emulator.verdict({ final: true })).toMatchObject({ ok: true, judgements: [] })
})

test('every judge has a case', () => {
  expect([...new Set(cases.map(({ code }) => code))].sort()).toEqual(
    CLIENT_RULES.map(({ code }) => code).sort(),
  )
})
