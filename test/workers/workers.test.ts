import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import http from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../disk/support.ts'
import {
  ask,
  CHAT,
  chat,
  contentOf,
  control,
  eventually,
  launch,
  pooled,
  running,
  says,
  startCommand,
  times,
  wantBuilt,
} from './command.ts'
import type { Answer, Started } from './command.ts'

const STEPS = 1000

const SCENARIOS = `scenarios:
  - { when: plain, reply: plainly }
  - { when: '/say (\\w+)/', reply: 'you said {{ match[1] }}' }
  - { when: which call, reply: 'call {{ call }}' }
  - { name: steps, when: step, replies: [${Array.from({ length: STEPS }, (_, i) => `s${i}`).join(', ')}], then: fail }
  - { when: open, reply: opened, set_state: open }
  - { when: { message: enter, state: open }, reply: inside }
  - { when: enter, reply: closed }
  - { when: once, times: 1, reply: the only time }
  - { when: slow, reply: { chunks: [a, b] }, timing: { first_token_ms: 1000, gap_ms: 1000, jitter: 0 } }
limits:
  - { requests_per_minute: 25, when: { deployment: limited } }
`

beforeAll(wantBuilt)

const start = (...args: readonly string[]) =>
  startCommand(['--port', '0', '--workers', '2', ...args], SCENARIOS)

describe('two workers', () => {
  let it: Started
  beforeAll(async () => {
    it = await start('--speed', '0', '--log', 'silent')
  }, 120_000)
  afterAll(() => void it.child.kill('SIGKILL'))

  test('both answer', async () => {
    const answers = await Promise.all(times(20, () => chat(it.url, 'plain')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const workers = new Set(answers.map(({ exchange }) => exchange.replace(/x\d+$/, '')))
    expect([...workers].sort()).toEqual(['w1', 'w2'])
    expect(new Set(answers.map(({ exchange }) => exchange)).size).toBe(20)
  })

  test('give the bytes that one process gives', async () => {
    const args = ['--port', '0', '--speed', '0', '--log', 'silent']
    const { url } = await startCommand(args, { folder: it.folder })
    const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }
    const rest: object[] = [
      {},
      { stream: true },
      { response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } },
      { stream: true, n: 2, max_tokens: 9 },
    ]
    const asked = ['plain', 'say hello', 'nothing of the kind', 'which call'].flatMap((content) =>
      rest.map((more) => [content, more] as const),
    )
    for (const [content, more] of asked) {
      const session = { 'x-emulator-session': 'bytes' }
      const [one, two] = [await chat(url, content, session, more), await chat(it.url, content, session, more)]
      const steady = ({ status, text, headers }: Answer) => ({
        status,
        text,
        headers: headers.filter(
          (_, index) => !/^(date|x-emulator-exchange)$/i.test(headers[index - (index % 2)]!),
        ),
      })
      expect(steady(two)).toEqual(steady(one))
    }
  })

  test(`hand out each of ${STEPS} steps once, to 100 who ask at once`, async () => {
    const replies = await pooled(STEPS, 100, () => contentOf(chat(it.url, 'step')))
    expect(replies.toSorted()).toEqual(times(STEPS, (index) => `s${index}`).toSorted())
    expect((await chat(it.url, 'step')).text).toContain('then: fail')
  })

  test('share states, turns and how often a scenario may answer', async () => {
    const session = { 'x-emulator-session': 'states' }
    expect(await contentOf(chat(it.url, 'enter', session))).toBe('closed')
    await chat(it.url, 'open', session)
    expect(await Promise.all(times(6, () => contentOf(chat(it.url, 'enter', session))))).toEqual(
      times(6, () => 'inside'),
    )
    expect(await contentOf(chat(it.url, 'enter'))).toBe('closed')
    const once = await Promise.all(times(10, () => contentOf(chat(it.url, 'once', session))))
    expect(once.filter((text) => text === 'the only time')).toHaveLength(1)
    const calls = await Promise.all(times(6, () => contentOf(chat(it.url, 'which call', session))))
    expect(calls.toSorted()).toEqual(times(6, (index) => `call ${index + 1}`))
  })

  test('a one-shot hits once, and chaos everybody until it is taken back', async () => {
    const ordered = await control(it.url, 'POST', '/next', { error: 'azure.bad_request', session: 'shots' })
    expect(ordered.status).toBe(200)
    const session = { 'x-emulator-session': 'shots' }
    const shots = await Promise.all(times(20, () => chat(it.url, 'plain', session)))
    expect(shots.filter(({ status }) => status !== 200)).toHaveLength(1)
    await control(it.url, 'PUT', '/chaos', { rate: 1, error: 'azure.bad_request' })
    const hit = await Promise.all(times(6, () => chat(it.url, 'plain')))
    expect(hit.filter(({ status }) => status === 200)).toEqual([])
    await control(it.url, 'DELETE', '/chaos')
    // Who was hit to the last comes again, and is noticed.
    const back = await Promise.all(times(6, () => chat(it.url, 'plain')))
    expect(back.map(({ status }) => status)).toEqual(times(6, () => 200))
    expect((await control(it.url, 'POST', '/reset')).status).toBe(200)
    const spared = await Promise.all(times(6, () => chat(it.url, 'plain')))
    expect(spared.map(({ exchange }) => exchange[0])).toEqual(times(6, () => 'w'))
  })

  test('a limit admits exactly its number', async () => {
    const path = CHAT.replace('gpt-4o', 'limited')
    const begun = performance.now()
    const answers = await pooled(60, 20, () => ask(it.url, 'POST', path, says('plain')))
    // Each so many seconds another one is admitted, and a machine under load takes its time.
    const later = Math.ceil(((performance.now() - begun) / 60_000) * 25)
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(25)
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(25 + later)
  })

  test('know rules that were added while they run, as soon as the order is answered', async () => {
    for (let round = 0; round < 3; round++) {
      const { status } = await control(it.url, 'POST', '/scenarios', {
        name: 'added',
        when: 'added',
        reply: `round ${round}`,
      })
      expect(status).toBe(201)
      const replies = await Promise.all(times(6, () => contentOf(chat(it.url, 'added'))))
      expect(replies).toEqual(times(6, () => `round ${round}`))
      await control(it.url, 'DELETE', '/scenarios')
    }
  })

  test('tell the same of journal, counts and metrics, whoever is asked', async () => {
    await control(it.url, 'POST', '/reset')
    const before = await requestsCounted()
    for (let index = 0; index < 10; index++)
      await chat(it.url, index % 3 === 0 ? 'which call' : `say number${index}`)
    const journals = await Promise.all(times(4, () => control(it.url, 'GET', '/journal')))
    for (const { body } of journals) {
      const entries = body['entries'] as unknown as {
        scenario: string
        request: { body: string }
        sent: { ended: string }
      }[]
      const said = entries.map(
        ({ request }) => (JSON.parse(request.body) as ReturnType<typeof says>).messages[0]!.content,
      )
      expect(said).toEqual(times(10, (index) => (index % 3 === 0 ? 'which call' : `say number${index}`)))
      expect(entries.map(({ sent }) => sent.ended)).toEqual(times(10, () => 'end'))
    }
    expect((await requestsCounted()) - before).toBe(10)
    const { body } = await control(it.url, 'POST', '/verify', { when: { message: 'say' }, exactly: 6 })
    expect(body).toMatchObject({ ok: true })
    const { status } = await control(it.url, 'GET', '/journal/w0x1')
    expect(status).toBe(404)
  })

  test('add up their histograms and counts, of streams and faults too', async () => {
    const sample = async (name: string) => {
      const { text } = await ask(it.url, 'GET', '/_emulator/metrics')
      const lines = text.split('\n').filter((line) => line.startsWith(`bifrost_emulator_${name}`))
      return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
    }
    const names = [
      'first_token_seconds_count',
      'stream_duration_seconds_count',
      'request_duration_seconds_count',
      'first_byte_seconds_count',
      'faults_total{fault="cut"}',
    ]
    const all = () => Promise.all(names.map(sample))
    const before = await all()
    for (let index = 0; index < 6; index++) await chat(it.url, 'plain', {}, { stream: true })
    for (let index = 0; index < 4; index++)
      await chat(it.url, 'plain', { 'x-emulator-fault': 'cut:after=1' }, { stream: true }).catch(() => {})
    const more = (await all()).map((value, index) => value - before[index]!)
    expect(more).toEqual([10, 10, 10, 10, 4])
    expect(await sample('streams_active')).toBe(0)
  })

  async function requestsCounted(): Promise<number> {
    const { text } = await ask(it.url, 'GET', '/_emulator/metrics')
    const counts = [...text.matchAll(/^bifrost_emulator_requests_total\{.*\} (\d+)$/gm)]
    expect(text).toContain('bifrost_emulator_requests_active 0\n')
    return counts.reduce((sum, [, count]) => sum + Number(count), 0)
  }

  test('answer by new files in all of them, once a reload is answered', async () => {
    const text = (marker: string) => `${SCENARIOS}`.replace('reply: plainly', `reply: ${marker}`)
    for (const marker of ['anew', 'again']) {
      await writeFile(`${it.folder}/a.yaml`, text(marker))
      expect((await control(it.url, 'POST', '/reload')).status).toBe(200)
      const replies = await Promise.all(times(6, () => contentOf(chat(it.url, 'plain'))))
      expect(replies).toEqual(times(6, () => marker))
    }
  })

  test('send the events of both', async () => {
    const heard = new Promise<string>((resolve, reject) => {
      const request = http.get(`${it.url}/_emulator/events`, { agent: false }, (response) => {
        let text = ''
        void chat(it.url, 'plain').then(() => chat(it.url, 'plain'))
        response.on('data', (data) => {
          text += String(data)
          if (text.split('event: exchange-end').length < 3) return
          request.destroy()
          resolve(text)
        })
      })
      request.on('error', reject)
    })
    expect(await heard).toMatch(/w1x\d+[^]*w2x\d+|w2x\d+[^]*w1x\d+/)
  })

  test('one that crashes is replaced, and it is said', async () => {
    const { body } = await control(it.url, 'GET', '/status')
    const { workers } = body as unknown as { workers: { number: number; pid: number }[] }
    expect(workers.map(({ number }) => number)).toEqual([1, 2])
    process.kill(workers[0]!.pid, 'SIGKILL')
    await until(
      () => it.said.err,
      (err) => err.includes(`worker 1 (process ${workers[0]!.pid}) ended with SIGKILL`),
    )
    await eventually(
      async () => (await control(it.url, 'GET', '/ready')).status,
      (status) => status === 200,
    )
    const answers = await Promise.all(times(8, () => chat(it.url, 'say again')))
    expect(new Set(answers.map(({ exchange }) => exchange.replace(/x\d+$/, '')))).toEqual(
      new Set(['w2', 'w3']),
    )
  })
})

describe('workers', () => {
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL')
  })

  test('share one manual clock', async () => {
    const { url } = await start('--clock', 'manual', '--log', 'silent')
    const streams = times(4, () => chat(url, 'slow', {}, { stream: true }))
    let ended = 0
    for (const stream of streams) void stream.then(() => ended++)
    const { body } = await control(url, 'POST', '/clock', { advance: '1500ms', wait_for: 4 })
    expect(body).toMatchObject({ moved_ms: 1500, waiting: 4, next_in_ms: 500 })
    expect(ended).toBe(0)
    expect((await control(url, 'POST', '/clock', { to_idle: true })).body).toMatchObject({ waiting: 0 })
    for (const { text } of await Promise.all(streams)) expect(text).toContain('data: [DONE]')
  })

  test('a signal lets their streams end, and all of them end', async () => {
    const { url, child, exit } = await start()
    const { body } = await control(url, 'GET', '/status')
    const { workers } = body as unknown as { workers: { pid: number }[] }
    const stream = chat(url, 'slow', {}, { stream: true })
    await eventually(
      async () => (await ask(url, 'GET', '/_emulator/metrics')).text,
      (text) => text.includes('bifrost_emulator_streams_active 1'),
    )
    child.kill('SIGTERM')
    expect((await stream).text).toContain('data: [DONE]')
    expect(await exit).toBe(0)
    for (const { pid } of workers) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  test('a port that is taken is told as ever', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { exit, said } = await launch(['--port', String(port), '--workers', '2'], SCENARIOS)
    expect(await exit).not.toBe(0)
    expect(said.err).toContain(`port ${port} on 127.0.0.1 is taken`)
    other.close()
  })
})
