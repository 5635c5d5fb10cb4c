import { describe, expect, test } from 'vitest'
import { asker, AZURE } from './governance/asker.ts'

const gateway = (scenarios: unknown, network: object = {}) =>
  asker(
    {},
    {
      scenarios,
      providers: {
        azure: {
          ...AZURE.azure,
          network_config: {
            max_retries: 2,
            retry_backoff_initial: '200ms',
            retry_backoff_max: '1s',
            ...network,
          },
        },
      },
    },
  )

const DOWN = { error: 'azure.server_error' }

describe('retries of the configuration', () => {
  test('ask the provider again: the replies of a scenario see them, and the backoff takes its time', () => {
    const { ask, emulator } = gateway([
      { name: 'flaky', replies: [DOWN, DOWN, 'at last'], timing: 'instant' },
    ])
    const said = ask()
    expect(said.status).toBe(200)
    const [entry] = emulator.journal.list()
    expect(entry!.calls.map(({ upstream, rule }) => [upstream.attempt, rule])).toEqual([
      [1, 'flaky'],
      [2, 'flaky'],
      [3, 'flaky'],
    ])
    const [least, most] = [0.8 * (200 + 400), 1.2 * (200 + 400)]
    expect(said.headAt).toBeGreaterThanOrEqual(least)
    expect(said.headAt).toBeLessThanOrEqual(most + 100)
  })

  test('so do the attempts', () => {
    const { ask } = gateway([{ when: { attempt: 3 }, reply: 'third', timing: 'instant' }, DOWN])
    expect(ask().body).toContain('third')
  })

  test('the wait never passes the longest one', () => {
    const { ask } = gateway([DOWN], { retry_backoff_max: '250ms' })
    expect(ask().endAt).toBeLessThanOrEqual(2 * 250 + 100)
  })

  test('without them one failure is the end', () => {
    const { ask, emulator } = gateway([{ replies: [DOWN, 'at last'] }], { max_retries: 0 })
    expect(ask().status).toBe(500)
    expect(emulator.journal.list()[0]!.calls).toHaveLength(1)
  })

  test('every fallback has retries of its own', () => {
    const { ask, emulator } = gateway([
      { when: { deployment: 'other', attempt: 2 }, reply: 'from the other' },
      DOWN,
    ])
    expect(ask({ body: { fallbacks: ['azure/other'] } }).body).toContain('from the other')
    expect(
      emulator.journal.list()[0]!.calls.map(({ upstream }) => [upstream.model, upstream.attempt]),
    ).toEqual([
      ['gpt-4o', 1],
      ['gpt-4o', 2],
      ['gpt-4o', 3],
      ['other', 1],
      ['other', 2],
    ])
  })
})
