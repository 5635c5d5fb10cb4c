import { describe, expect, test } from 'vitest'
import { startEmulator } from '../../src/start/start.ts'
import type { Running } from '../../src/start/start.ts'
import { newFolder, writeFiles } from '../disk/support.ts'
import { STILL } from './still.ts'

const RULES = 'scenarios: [{ name: hi, reply: Hi. }]\n'

/** With a clock that stands still until it is advanced. */
async function started(text: string): Promise<Running & AsyncDisposable & { readonly folder: string }> {
  const folder = await newFolder()
  await writeFiles(folder, { 'a.yaml': text })
  const running = await startEmulator({ ...STILL, scenarios: [folder] })
  return { ...running, folder, [Symbol.asyncDispose]: () => running.close() }
}

async function chat({ url }: Running, headers: Record<string, string> = {}, path = CHAT): Promise<Response> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"messages":[{"role":"user","content":"Hello!"}]}',
  })
  return response
}

const CHAT = '/openai/openai/deployments/gpt-4o/chat/completions'

async function status(running: Running): Promise<number> {
  const response = await chat(running)
  await response.text()
  return response.status
}

async function post({ url }: Running, path: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/_emulator/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await response.json()) as Record<string, unknown>
}

const advance = (running: Running, ms: number) => post(running, 'clock', { advance_ms: ms })

describe('chaos in a file', () => {
  test('begins with the set, follows the clock, and ends when it says', async () => {
    await using running = await started(
      `${RULES}chaos:\n  - { error: azure.unavailable, after: 30s, for: 60s }\n`,
    )
    const seen: number[] = []
    for (const ms of [0, 29_999, 1, 59_999, 1]) {
      await advance(running, ms)
      seen.push(await status(running))
    }
    expect(seen).toEqual([200, 200, 503, 503, 200])
  })

  test('lasts as long as it stands there, and no reload begins it anew', async () => {
    const chaos = 'chaos: { error: azure.unavailable, first: 2 }\n'
    await using running = await started(RULES + chaos)
    expect(await status(running)).toBe(503)
    await writeFiles(running.folder, { 'a.yaml': `${RULES}# a comment\n${chaos}` })
    await running.library.reload()
    await advance(running, 3_600_000)
    expect([await status(running), await status(running)]).toEqual([503, 200])
    await writeFiles(running.folder, { 'a.yaml': `${RULES}${chaos.replace('2', '1')}` })
    await running.library.reload()
    expect([await status(running), await status(running)]).toEqual([503, 200])
    await writeFiles(running.folder, { 'a.yaml': RULES })
    await running.library.reload()
    const shown = await fetch(`${running.url}/_emulator/chaos`)
    expect(await shown.json()).toMatchObject({ chaos: [] })
  })

  test('never hits other routes of the gateway, nor the control routes', async () => {
    await using running = await started(`${RULES}chaos: [{ fault: reset }, { error: azure.unavailable }]\n`)
    const statuses: number[] = []
    for (const path of ['/health', '/v1/models', '/_emulator/status', '/_emulator/chaos'])
      statuses.push((await fetch(running.url + path)).status)
    expect(statuses).toEqual([200, 200, 200, 200])
    expect((await chat(running, {}, '/openai/openai/deployments/gpt-4o/embeddings')).status).not.toBe(503)
  })

  test('the status, the journal and a response to DELETE say what it did', async () => {
    await using running = await started(
      `${RULES}chaos: [{ name: evening, error: { name: azure.rate_limit, retry_after: 9 }, every: 2 }]\n`,
    )
    expect([await status(running), await status(running)]).toEqual([200, 429])
    const shown = (await (await fetch(`${running.url}/_emulator/status`)).json()) as Record<string, unknown>
    expect(shown['chaos']).toEqual([
      {
        name: 'evening',
        error: { name: 'azure.rate_limit', retry_after: 9 },
        every: 2,
        by: 'file',
        on: true,
        rate: 1,
        requests: 2,
        hits: 1,
        figures: { tasks: 1, amplification: 2, lost: 1, hits_by: { 'azure.rate_limit': 1 } },
      },
    ])
    const [first, second] = running.emulator.journal.list()
    expect(first!.ordered).toBeUndefined()
    expect(second!.ordered).toMatchObject({ by: 'chaos', name: 'evening', error: 'azure.rate_limit' })
    // What stands in a file stays as long as it stands there.
    await fetch(`${running.url}/_emulator/chaos`, { method: 'DELETE' })
    expect([await status(running), await status(running)]).toEqual([200, 429])
    await post(running, 'reset', {})
    expect([await status(running), await status(running)]).toEqual([200, 429])
  })

  test('a run is replayed to the byte', async () => {
    const text = `${RULES}chaos: { rate: 0.5, one_of: [{ error: azure.rate_limit }, { fault: status:code=418 }] }\n`
    const run = async () => {
      await using running = await started(text)
      const answers: string[] = []
      for (let n = 0; n < 12; n++) {
        const response = await chat(running, { 'x-emulator-session': `s${n % 3}` })
        const headers = [...response.headers].filter(([name]) => name !== 'date')
        answers.push(JSON.stringify([response.status, headers, await response.text()]))
      }
      return answers
    }
    const first = await run()
    expect(await run()).toEqual(first)
    expect(new Set(first.map((it) => it.slice(1, 4)))).toEqual(new Set(['200', '418', '429']))
  })
})

describe('limits in a file', () => {
  test('let a client through that waits for what it was told, and not a millisecond earlier', async () => {
    await using running = await started(`${RULES}limits:\n  - { requests_per_minute: 7 }\n`)
    for (let n = 0; n < 7; n++) expect(await status(running)).toBe(200)
    const refused = await chat(running)
    await refused.text()
    expect(refused.status).toBe(429)
    const ms = Number(refused.headers.get('retry-after-ms'))
    expect(ms).toBe(8572)
    expect(refused.headers.get('retry-after')).toBe('9')
    await advance(running, ms - 1)
    expect(await status(running)).toBe(429)
    await advance(running, 1)
    expect([await status(running), await status(running)]).toEqual([200, 429])
  })
})
