import { execFile } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { call, CHAT } from '../http/call.ts'
import { startServer } from '../support/start-service.ts'

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname

function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, 'verdict', ...args], { encoding: 'utf8' }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    )
  })
}

describe('bifrost-emulator verdict', () => {
  test('prints the verdict; the exit code tells it', async () => {
    await using server = await startServer({ scenarios: { scenarios: [{ error: 'azure.bad_request' }] } })
    const body = { messages: [{ role: 'user', content: 'hello' }] }
    const ask = () =>
      call(server.port, CHAT, { method: 'POST', body, headers: { 'x-emulator-session': 'a' } })
    await ask()
    const fine = await run('--url', server.url)
    expect([fine.code, fine.out]).toEqual([0, expect.stringContaining('ok: 0 judgements on 1 exchange')])
    await ask()
    const bad = await run('--url', server.url, '--session', 'a', '--format', 'junit')
    expect([bad.code, bad.out]).toEqual([1, expect.stringContaining('<failure type="error"')])
    const other = await run('--url', server.url, '--session', 'b', '--format', 'json')
    expect([other.code, JSON.parse(other.out)]).toMatchObject([0, { ok: true, exchanges: 0 }])
  })

  test('a token is passed on; without it the refusal is told', async () => {
    await using server = await startServer({ token: 's3cret' })
    expect((await run('--url', server.url, '--token', 's3cret')).code).toBe(0)
    const refused = await run('--url', server.url)
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('wants the token')])
  })

  test.each([
    [['--url', 'localhost'], 2, /--url must be such as http/],
    [['--url', 'http://127.0.0.1:9'], 3, /nothing answers at http:\/\/127\.0\.0\.1:9/],
  ])('%j', async (args, code, problem) => {
    const result = await run(...args)
    expect([result.code, result.err]).toEqual([code, expect.stringMatching(problem)])
  })
})
