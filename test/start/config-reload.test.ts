import { readFile, writeFile } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { GOVERNANCE_1_4_19 } from '../../src/gateway/profiles/governance-rules.ts'
import { PROFILE_1_4_19 } from '../../src/gateway/profiles/line-1-4-19.ts'
import type { LoadReport } from '../../src/disk/library/load-report.ts'
import { startEmulator } from '../../src/start/start.ts'
import type { StartOptions } from '../../src/start/start.ts'
import { newFolder, writeFiles } from '../disk/support.ts'
import { STILL } from './still.ts'

const VK = 'sk-bf-top-secret'
const DAY = '2026-01-01T00:00:00Z'

/** A key that may ask so many times an hour, and has 100 dollars for ever, of which it has spent some. */
const config = (requests: number, more: object = {}) =>
  JSON.stringify({
    providers: {
      azure: {
        keys: [
          {
            id: 'k',
            value: 'azure-top-secret',
            azure_key_config: { endpoint: 'https://x.openai.azure.com', deployments: { 'gpt-4o': 'gpt-4o' } },
          },
        ],
        concurrency_and_buffer_size: { concurrency: 3, buffer_size: 4 },
      },
    },
    governance: {
      rate_limits: [{ id: 'r', request_max_limit: requests, request_reset_duration: '1h' }],
      budgets: [{ id: 'b', max_limit: 100, current_usage: 1, reset_duration: '100Y', last_reset: DAY }],
      virtual_keys: [{ id: 'vk-1', name: 'one', value: VK, rate_limit_id: 'r', budget_id: 'b' }],
    },
    ...more,
  })

async function start(folder: string, more: Partial<StartOptions> = {}) {
  const notices: string[] = []
  const reports: LoadReport[] = []
  const running = await startEmulator({
    ...STILL,
    profile: { ...PROFILE_1_4_19, governance: GOVERNANCE_1_4_19 },
    bifrostConfig: `${folder}/config.json`,
    onNotice: (notice) => notices.push(notice),
    onConfigReload: (report) => reports.push(report),
    ...more,
  })
  const ask = async (key = VK) => {
    const answer = await fetch(`${running.url}/openai/openai/deployments/gpt-4o/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-bf-vk': key, authorization: 'Bearer top-secret' },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }] }),
    })
    await answer.text()
    return answer.status
  }
  const control = async (path: string, body?: object) => {
    const answer = await fetch(`${running.url}/_emulator/${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  return { running, notices, reports, ask, control, [Symbol.asyncDispose]: running.close }
}

test('a limit of the file counts, shows, begins anew with the clock, and is forgotten by a reset', async () => {
  const folder = await newFolder()
  await writeFiles(folder, { 'config.json': config(2, { mcp: {} }) })
  await using emulator = await start(folder)
  expect(emulator.notices).toEqual([`${folder}/config.json: not acted on here: mcp`])
  expect([await emulator.ask(), await emulator.ask(), await emulator.ask()]).toEqual([200, 200, 429])

  const { body } = await emulator.control('status')
  expect(body['limits']).toEqual([
    {
      kind: 'requests',
      id: 'r',
      of: ['virtual key vk-1'],
      used: 2,
      limit: 2,
      reset_duration: '1h',
      resets_at: expect.any(String),
    },
    {
      kind: 'budget',
      id: 'b',
      of: ['virtual key vk-1'],
      used: expect.any(Number),
      limit: 100,
      reset_duration: '100Y',
      resets_at: '2125-12-08T00:00:00.000Z',
    },
  ])
  const [, budget] = body['limits'] as { used: number }[]
  expect(budget!.used).toBeGreaterThan(1)
  expect(body['queues']).toEqual([
    { provider: 'azure', concurrency: 3, buffer_size: 4, drops: false, busy: 0, waiting: 0 },
  ])
  expect(body['config']).toMatchObject({ file: `${folder}/config.json`, last_reload: { ok: true } })

  await emulator.control('clock', { advance_ms: 3_600_000 })
  expect(await emulator.ask()).toBe(200)
  await emulator.ask()
  expect(await emulator.ask()).toBe(429)
  await emulator.control('reset', {})
  expect(await emulator.ask()).toBe(200)
})

test('a reload keeps what was counted, a broken file keeps what was before', async () => {
  const folder = await newFolder()
  await writeFiles(folder, { 'config.json': config(1) })
  await using emulator = await start(folder)
  expect([await emulator.ask(), await emulator.ask()]).toEqual([200, 429])

  await writeFile(`${folder}/config.json`, config(2))
  expect(await emulator.control('reload', {})).toMatchObject({ status: 200 })
  expect([await emulator.ask(), await emulator.ask()]).toEqual([200, 429])

  await writeFile(`${folder}/config.json`, config(5).replace('"weight"', '').replace('5', '"5"'))
  const broken = await emulator.control('reload', {})
  expect(broken).toMatchObject({
    status: 422,
    body: {
      config: {
        last_reload: {
          ok: false,
          errors: [
            {
              message:
                'governance.rate_limits[0].request_max_limit must be a whole number of at least 0, got a text',
            },
          ],
        },
      },
    },
  })
  expect(JSON.stringify(broken.body)).not.toContain('top-secret')
  expect(await emulator.ask()).toBe(429)

  await writeFile(`${folder}/config.json`, '{')
  expect(await emulator.control('reload', {})).toMatchObject({ status: 422 })
  expect(await emulator.ask()).toBe(429)
  expect(emulator.reports.map(({ ok }) => ok)).toEqual([true, false, false])
})

test('the file is watched', async () => {
  const folder = await newFolder()
  await writeFiles(folder, { 'config.json': config(1) })
  await using emulator = await start(folder, { watch: true })
  expect(await emulator.ask('sk-bf-other')).toBe(403)
  await writeFile(`${folder}/config.json`, config(1).replace(VK, 'sk-bf-other'))
  await vi.waitFor(() => expect(emulator.reports).toHaveLength(1), { timeout: 5000 })
  expect(await emulator.ask('sk-bf-other')).toBe(200)
  expect(await emulator.ask()).toBe(403)
})

test('prices of a file count, given as option or named by the configuration', async () => {
  const folder = await newFolder()
  const prices = {
    'azure/gpt-4o': { provider: 'azure', mode: 'chat', input_cost_per_token: 50, output_cost_per_token: 0 },
  }
  const named = config(9, { framework: { pricing: { pricing_url: 'prices.json' } } })
  await writeFiles(folder, {
    'config.json': named,
    'prices.json': JSON.stringify(prices),
    'free.json': JSON.stringify({ 'gpt-4o': { provider: 'azure', input_cost_per_token: 0 } }),
  })
  await using emulator = await start(folder)
  expect([await emulator.ask(), await emulator.ask()]).toEqual([200, 402])
  await using free = await start(folder, { prices: `${folder}/free.json` })
  expect([await free.ask(), await free.ask()]).toEqual([200, 200])
})

test.each([
  ['{', /prices\.json:1:2 the file ends too early/],
  ['[]', /prices\.json:1:1 a price list is a JSON object/],
  [
    '{"gpt-4o": {"input_cost_per_token": "x"}}',
    /prices\.json:1:37 gpt-4o\.input_cost_per_token must be a number of at least 0, got a text .*\n.*_token": "x"}}\n[ |]*\^$/,
  ],
  ['{"gpt-4o":\n{"output_cost_per_token": -1}}', /prices\.json:2:27 .* at least 0, got -1/],
])('a broken price list: %s', async (text, message) => {
  const folder = await newFolder()
  await writeFiles(folder, { 'config.json': config(1), 'prices.json': text })
  await expect(start(folder, { prices: `${folder}/prices.json` })).rejects.toThrow(message)
})

test('a price list without a configuration, and one that is not there', async () => {
  const folder = await newFolder()
  await writeFiles(folder, { 'config.json': config(1) })
  await expect(start(folder, { bifrostConfig: undefined, prices: 'p.json' })).rejects.toThrow('give one too')
  await expect(start(folder, { prices: `${folder}/none.json` })).rejects.toThrow(
    'none.json cannot be read: no such file',
  )
})

test('no secret in what the emulator shows', async () => {
  const folder = await newFolder()
  await writeFiles(folder, { 'config.json': config(1) })
  await using emulator = await start(folder)
  await emulator.ask()
  const shown = await Promise.all(['status', 'journal', 'journal/x1'].map((path) => emulator.control(path)))
  expect(JSON.stringify(shown)).not.toContain('top-secret')
  expect(await readFile(`${folder}/config.json`, 'utf8')).toContain('top-secret')
})
