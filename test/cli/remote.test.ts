import { mkdtempSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { spawn, spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { runWithYargs } from '../../src/cli/yargs-command-line.ts'
import { describeFailure } from '../../src/cli/failure.ts'
import { rememberRunning, runningPlaces } from '../../src/cli/remote/running-file.ts'
import { chaosText } from '../../src/cli/remote/order-text.ts'
import { call, CHAT } from '../http/call.ts'
import { startServer } from '../support/start-service.ts'

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname
let out = ''
const real = process.stdout.write.bind(process.stdout)
beforeEach(() => {
  out = ''
  process.env['XDG_RUNTIME_DIR'] = mkdtempSync(path.join(tmpdir(), 'runtime-'))
  process.stdout.write = ((text: string) => ((out += text), true)) as never
})
afterEach(() => {
  process.stdout.write = real
  delete process.env['XDG_RUNTIME_DIR']
  process.exitCode = undefined
})

/** Runs a command as `main` does: what it prints, and the exit code. */
async function run(...args: readonly string[]): Promise<{ code: number; text: string }> {
  out = ''
  process.exitCode = 0
  try {
    await runWithYargs(args)
    return { code: Number(process.exitCode), text: out }
  } catch (error) {
    const { text, code } = describeFailure(error)
    return { code, text }
  }
}

const ask = (port: number, content: string, more: object = {}, headers: Record<string, string> = {}) =>
  call(port, CHAT, { method: 'POST', headers, body: { messages: [{ role: 'user', content }], ...more } })

/** Asks for an answer that breaks off. */
const broken = async (url: string, content: string) => {
  const body = JSON.stringify({ messages: [{ role: 'user', content }], stream: true })
  const headers = { 'x-emulator-fault': 'cut:after=2' }
  const response = await fetch(url + CHAT, { method: 'POST', headers, body })
  await expect(response.text()).rejects.toThrow()
}

const SCENARIOS = { scenarios: [{ name: 'tea', when: 'tea', reply: 'Green or black?' }] }

describe('journal', () => {
  test('lists what the page lists, newest last, and shows all about one exchange', async () => {
    await using server = await startServer({ scenarios: SCENARIOS, seed: 7 })
    expect((await run('journal', '--url', server.url)).text).toBe('no exchanges\n')
    await ask(server.port, 'a cup\nof tea', { stream: true }, { 'x-emulator-session': 's1' })
    await broken(server.url, 'coffee')
    const { text } = await run('journal', '--url', server.url)
    const cells = text
      .trimEnd()
      .split('\n')
      .map((line) =>
        line
          .replace(/^\d\d:\d\d:\d\d/, '14:03:22')
          .replaceAll(/\d+ ms/g, 'N ms')
          .split(/ {2,}/),
      )
    expect(cells).toEqual([
      ['time', 'id', 'status', 'deployment', 'question', 'answered by', 'first', 'total'],
      ['14:03:22', 'x1', '200', 'gpt-4o', '"a cup of tea"', 'tea', 'N ms', 'N ms', 'stream, session s1'],
      [
        '14:03:22',
        'x2',
        '200',
        'gpt-4o',
        '"coffee"',
        'fake',
        'N ms',
        'N ms',
        'stream, cut, fault cut:after=2',
      ],
    ])
    expect((await run('journal', '--url', server.url, '--outcome', 'cut')).text).not.toContain('tea')
    const { entries } = JSON.parse(
      (await run('journal', '--url', server.url, '--session', 's1', '--json')).text,
    )
    expect(entries).toMatchObject([{ id: 'x1', scenario: 'tea' }])
    const whole = (await run('journal', 'x1', '--url', server.url)).text
    for (const part of [
      'asked\n  POST /openai',
      'Azure got\n  POST ',
      'answered by tea (',
      '  message contains "tea": "a cup',
      'frames: planned, sent, bytes',
      'data: [DONE]',
    ])
      expect(whole).toContain(part)
  })
})

describe('next, chaos and reset', () => {
  test('order, show, and take back', async () => {
    await using server = await startServer({ scenarios: SCENARIOS })
    const at = ['--url', server.url]
    expect((await run('next', ...at)).text).toBe('nothing waits\n')
    expect((await run('next', 'azure.rate_limit', '--session', '1', ...at)).text).toBe(
      'waits: azure.rate_limit session=1\n',
    )
    const { text } = await run('next', 'cut:after=3', '--times', '2', ...at)
    expect(text).toBe('waits: azure.rate_limit session=1\nwaits: cut:after=3 for 2 more\n')
    expect((await ask(server.port, 'tea', {}, { 'x-emulator-session': '1' })).status).toBe(429)
    expect((await run('next', '--clear', ...at)).text).toBe('nothing waits\n')
    await run('next', '{"error":{"name":"azure.server_error","message":"mine"}}', ...at)
    expect(JSON.stringify(await ask(server.port, 'tea'))).toContain('mine')

    await run('chaos', 'azure.unavailable', '--rate', '1', '--for', '10m', '--first', '1', ...at)
    expect((await ask(server.port, 'tea')).status).toBe(503)
    expect((await run('chaos', ...at)).text).toMatch(
      /^runs: azure\.unavailable · 100 % · \d+\.\d s left · hit 1 of 1 requests/,
    )
    expect((await run('chaos', '--end', ...at)).text).not.toContain('runs:')

    await run('next', 'reset', ...at)
    expect((await run('reset', ...at)).text).toBe('forgotten\n')
    expect((await run('journal', ...at)).text).toBe('no exchanges\n')
    expect((await run('next', ...at)).text).toBe('nothing waits\n')
  })

  test('chaos that has ended is shown with all that was counted', () => {
    const figures = {
      tasks: 4,
      amplification: 2.333_33,
      lost: 1,
      hits_by: { 'azure.server_error': 3, cut: 2 },
    }
    const ended = {
      error: 'azure.server_error',
      by: 'request',
      ended_at: '2026-11-30T12:00:00Z',
      requests: 14,
      hits: 5,
      figures,
    }
    const time = new Date(ended.ended_at).toTimeString().slice(0, 8)
    expect(chaosText(ended)).toBe(
      `azure.server_error · ended ${time} · hit 5 of 14 requests · tasks 4 · amplification 2.33 · lost 1 · hits by azure.server_error 3, cut 2`,
    )
    const several = {
      name: 'both',
      one_of: [{ error: { name: 'azure.rate_limit', retry_after: 1 } }, { fault: 'cut' }],
      requests: 0,
      hits: 0,
    }
    expect(chaosText(several)).toBe('both: azure.rate_limit retry_after=1 or cut · hit 0 of 0 requests')
  })
})

describe('verify', () => {
  test('takes a text, JSON or a file; the exit code tells', async () => {
    await using server = await startServer({ scenarios: SCENARIOS })
    const at = ['--url', server.url]
    await ask(server.port, 'tea')
    expect(await run('verify', 'tea', '--exactly', '1', ...at)).toEqual({
      code: 0,
      text: expect.stringContaining('ok: exactly 1'),
    })
    expect(await run('verify', 'tea', '--never', ...at)).toEqual({
      code: 1,
      text: expect.stringContaining('NOT OK'),
    })
    expect((await run('verify', '{"when":"tea","at_most":1}', ...at)).code).toBe(0)
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'checks-')), 'checks.yaml')
    writeFileSync(file, '- { when: coffee, never: true }\n- { when: tea }\n')
    expect((await run('verify', file, ...at)).code).toBe(0)
    expect(JSON.parse((await run('verify', file, '--json', ...at)).text).ok).toBe(true)
  })
})

describe('clock', () => {
  test('moves a manual clock, and says who waits', async () => {
    const { createEmulator } = await import('../../src/index.ts')
    await using emulator = await createEmulator({ clock: 'manual', seed: 7 })
    emulator.when('tea').reply('at last').timing({ first_token_ms: '20s', tokens_per_second: 0 })
    const answer = fetch(`${emulator.baseURL}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ messages: [{ role: 'user', content: 'tea' }] }),
    })
    const at = ['--url', emulator.url]
    expect((await run('clock', '5s', '--wait-for', '1', ...at)).text).toMatch(
      / · moved by 5000 ms · 1 waiting · the next one is due in 15\.0 s\n$/,
    )
    expect((await run('clock', ...at)).text).toMatch(/· 1 waiting · .*\n {2}x1 in 15\.0 s\n$/)
    expect((await run('clock', 'idle', ...at)).text).toContain('moved by 15.0 s · 0 waiting')
    expect((await answer).status).toBe(200)
  })
})

describe('tail', () => {
  test('has a line for each exchange that ends, until the emulator ends', async () => {
    const server = await startServer({ scenarios: SCENARIOS })
    const following = run('tail', '--url', server.url)
    const warn = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    while (warn.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve))
    warn.mockRestore()
    await ask(server.port, 'tea')
    await vi.waitUntil(() => out.includes('\n'), { timeout: 20_000 })
    await server[Symbol.asyncDispose]()
    expect(await following).toEqual({
      code: 0,
      text: expect.stringMatching(/^\d\d:\d\d:\d\d {2}x1 {2}200 {2}gpt-4o {2}"tea" {2}tea {2}/),
    })
  })
})

describe('where it runs', () => {
  test('is known from the start to the end, to nobody else', () => {
    const forget = rememberRunning('http://127.0.0.1:4711', 5)
    const folder = path.join(process.env['XDG_RUNTIME_DIR']!, 'bifrost-emulator')
    const [file] = readdirSync(folder)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(path.join(folder, file!)).mode & 0o777).toBe(0o600)
    expect(runningPlaces()).toEqual([{ url: 'http://127.0.0.1:4711', pid: process.pid, startedAt: 5 }])
    forget()
    expect(runningPlaces()).toEqual([])
    expect(readdirSync(process.env['XDG_RUNTIME_DIR']!)).toEqual([])
  })

  test('what is stale or broken is removed, and not asked', () => {
    rememberRunning('http://127.0.0.1:4711', 5)
    const folder = path.join(process.env['XDG_RUNTIME_DIR']!, 'bifrost-emulator')
    const gone = spawnedAndGone()
    writeFileSync(
      path.join(folder, 'gone.json'),
      JSON.stringify({ url: 'http://127.0.0.1:1', pid: gone, startedAt: 9 }),
    )
    writeFileSync(path.join(folder, 'half.json'), '{"url":"http')
    writeFileSync(
      path.join(folder, 'other.json'),
      JSON.stringify({ url: 'nowhere', pid: process.pid, startedAt: 9 }),
    )
    expect(runningPlaces().map(({ url }) => url)).toEqual(['http://127.0.0.1:4711'])
    expect(readdirSync(folder)).toEqual([`${process.pid}.json`])
  })

  test('a link in its place is followed neither way', () => {
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'elsewhere-'))
    symlinkSync(elsewhere, path.join(process.env['XDG_RUNTIME_DIR']!, 'bifrost-emulator'))
    rememberRunning('http://127.0.0.1:4711')()
    expect(readdirSync(elsewhere)).toEqual([])
    expect(runningPlaces()).toEqual([])
  })

  test('the command remembers itself, and a signal forgets it', async () => {
    const child = spawn(process.execPath, [main, '--port', '0', '--log', 'json', '--seed', '7'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [first] = (await child.stdout.setEncoding('utf8').take(1).toArray()) as string[]
    const { url } = JSON.parse(first!.split('\n')[0]!) as { url: string }
    expect(runningPlaces()).toMatchObject([{ url, pid: child.pid }])
    expect(await run('journal')).toEqual({ code: 0, text: 'no exchanges\n' })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(readdirSync(process.env['XDG_RUNTIME_DIR']!)).toEqual([])
  })
})

describe('what goes wrong says what to do', () => {
  test.each<[readonly string[], number, RegExp]>([
    [
      ['journal', '--url', 'localhost'],
      2,
      /--url must be such as http:\/\/127\.0\.0\.1:8080, got "localhost"/,
    ],
    [
      ['reset', '--url', 'http://127.0.0.1:9'],
      3,
      /nothing answers at http:\/\/127\.0\.0\.1:9: start the emulator, or tell its --url/,
    ],
  ])('%j', async (args, code, problem) => {
    expect(await run(...args)).toEqual({ code, text: expect.stringMatching(problem) })
  })

  test.each<[readonly string[], RegExp]>([
    [['next', 'azure.rate_limt'], /there is no error "azure\.rate_limt"/],
    [['next', '{"error":'], /an order such as \{"error":"azure\.rate_limit","times":2\} is wanted/],
    [
      ['next', 'reset', '--times', 'twice'],
      /times must be a whole number of at least 1, got the text "twice"/,
    ],
    [['next', 'reset', '--clear'], /--clear takes back what waits, and orders nothing/],
    [['chaos', '--rate', '0.5'], /--rate goes with an order, such as chaos azure\.server_error/],
    [['chaos', 'reset', '--rate', '7'], /rate must be .*got 7/],
    [['journal', 'x99'], /no exchange "x99" in the journal/],
    [['journal', '--outcome', 'faulte'], /no outcome is called "faulte"; did you mean "faulted"\?/],
    [['verify', 'nowhere.json'], /there is no file nowhere\.json/],
    [['verify', '{"when":{"mesage":"x"}}'], /did you mean "message"\?/],
    [['verify', '[{"when":"x"}]', '--never'], /counts and --session go with a text/],
    [['clock', '5s'], /time passes by itself here; start with --clock manual to move it/],
    [['clock', 'soon'], /clock takes 60s, 250ms, next, idle or a date such as/],
    [['tail', '--token', 'x', '--sesion', 'y'], /there is no option --sesion; did you mean --session\?/],
  ])('%j', async (args, problem) => {
    await using server = await startServer({ scenarios: SCENARIOS })
    expect(await run(...args, '--url', server.url)).toEqual({ code: 2, text: expect.stringMatching(problem) })
  })

  test('a token is asked for by the name of its option', async () => {
    await using server = await startServer({ token: 's3cret' })
    expect(await run('reset', '--url', server.url)).toEqual({
      code: 2,
      text: expect.stringContaining('give it as --token'),
    })
    expect(await run('tail', '--url', server.url)).toEqual({
      code: 2,
      text: expect.stringContaining('give it as --token'),
    })
    expect((await run('reset', '--url', server.url, '--token', 's3cret')).code).toBe(0)
  })

  test('another server is not taken for an emulator', async () => {
    const { createServer } = await import('node:http')
    const other = createServer((_request, response) => response.writeHead(404).end('not here')).listen(
      0,
      '127.0.0.1',
    )
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as { port: number }
    expect(await run('journal', '--url', `http://127.0.0.1:${port}`)).toEqual({
      code: 3,
      text: expect.stringContaining('is no emulator: it answers 404'),
    })
    other.close()
  })
})

/** The number of a process that is no more. */
function spawnedAndGone(): number {
  return spawnSync(process.execPath, ['--version']).pid
}
