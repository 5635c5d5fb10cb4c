import { readFile, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { newFolder, until, writeFiles } from '../disk/support.ts'
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
import type { Started } from './command.ts'
import { redisCommand, RedisServer } from './redis-server.ts'

/** `STORE_STEPS=10000` takes some minutes on a machine that does much else. */
const STEPS = Number(process.env['STORE_STEPS'] ?? 2000)

const scenarios = (steps: number) => `scenarios:
  - { name: plain, when: plain, reply: plainly }
  - { name: said, when: '/say (\\w+)/', reply: 'you said {{ match[1] }}' }
  - { name: calls, when: which call, reply: 'call {{ call }}' }
  - { name: steps, when: step, replies: [${times(steps, (index) => `s${index}`).join(', ')}], then: fail }
  - { when: open, reply: opened, set_state: open }
  - { when: { message: enter, state: open }, reply: inside }
  - { when: enter, reply: closed }
  - { when: once, times: 1, reply: the only time }
  - { when: slow, reply: { chunks: [a, b] }, timing: { first_token_ms: 1000, gap_ms: 1000, jitter: 0 } }
limits:
  - { requests_per_minute: 25, when: { deployment: limited } }
`
const SCENARIOS = scenarios(100)

/** Waits for other processes; a machine under load takes its time. */
const LONG = 180_000
let server: RedisServer
let names = 0

beforeAll(async () => {
  wantBuilt()
  if (redisCommand !== undefined) server = await RedisServer.start()
}, LONG)
afterAll(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
  server?.stop()
})

interface Wanted {
  readonly store?: string
  readonly name: string
  readonly scenarios?: string | { readonly folder: string }
}

function storeArgs({ store = server.url, name }: Wanted, args: readonly string[]): readonly string[] {
  return ['--port', '0', '--log', 'silent', '--store', store, '--store-name', name, ...args]
}

function start(wanted: Wanted, ...args: readonly string[]): Promise<Started> {
  return startCommand(storeArgs(wanted, args), wanted.scenarios ?? SCENARIOS)
}

/** Instances of one emulator, two workers each. */
function startTwo(wanted: Wanted, ...args: readonly string[]): Promise<readonly [Started, Started]> {
  return Promise.all([start(wanted, '--workers', '2', ...args), start(wanted, '--workers', '2', ...args)])
}

/** What it has said on the error output, once that text is there. */
function tells({ said }: Pick<Started, 'said'>, text: string): Promise<string> {
  return until(
    () => said.err,
    (err) => err.includes(text),
    90_000,
  )
}

const newName = () => `test-${++names}`

async function idsOf(url: string): Promise<readonly string[]> {
  const { body } = await control(url, 'GET', '/journal')
  return (body['entries'] as unknown as { id: string }[]).map(({ id }) => id)
}

/** What one of them tells of the store. */
async function storeMetrics(url: string) {
  const { text } = await ask(url, 'GET', '/_emulator/metrics')
  const value = (name: string) =>
    Number(text.split(`\nbifrost_emulator_store_${name} `)[1]?.split('\n', 1)[0])
  return {
    up: value('up'),
    instances: value('instances'),
    sum: value('round_trip_seconds_sum'),
    count: value('round_trip_seconds_count'),
    all: value('round_trip_seconds_bucket{le="+Inf"}'),
  }
}

describe.skipIf(redisCommand === undefined)('two instances with two workers each', () => {
  let two: readonly [Started, Started]
  const name = newName()
  /** One of them by turns. */
  const url = (index: number) => two[index % 2]!.url
  beforeAll(async () => {
    two = await startTwo({ name, scenarios: scenarios(STEPS) }, '--speed', '0')
  }, LONG)
  afterEach(() => control(two[0].url, 'POST', '/reset'))

  test('give the bytes that one process gives', async () => {
    const alone = await startCommand(['--port', '0', '--log', 'silent', '--speed', '0'], scenarios(STEPS))
    const steady = async (at: string, content: string, session: string, rest: object) => {
      const { status, text, headers } = await chat(at, content, { 'x-emulator-session': session }, rest)
      const isSame = (_: string, index: number) =>
        !/^(date|x-emulator-exchange)$/i.test(headers[index - (index % 2)]!)
      return { status, text, headers: headers.filter(isSame) }
    }
    for (const content of ['plain', 'say hello', 'something else', 'which call', 'step'])
      for (const stream of [false, true]) {
        const wanted = await steady(alone.url, content, `${content} ${stream}`, { stream })
        for (const index of [0, 1]) {
          // Each in a session of its own, so that each is the first call.
          await control(two[0].url, 'POST', '/reset')
          expect(await steady(url(index), content, `${content} ${stream}`, { stream })).toEqual(wanted)
        }
      }
  })

  test(
    `hand out each of ${STEPS} steps once, to 200 connections; who starts later knows it`,
    async () => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 100 })
      const body = says('step')
      const replies = await pooled(STEPS, 200, (index) =>
        contentOf(ask(url(index), 'POST', CHAT, body, {}, agent)),
      )
      agent.destroy()
      expect(replies.toSorted()).toEqual(times(STEPS, (index) => `s${index}`).toSorted())
      const third = await start({ name, scenarios: scenarios(STEPS) }, '--speed', '0')
      for (const at of [url(0), url(1), third.url])
        expect((await chat(at, 'step')).text).toContain('then: fail')
      third.child.kill('SIGTERM')
      expect(await third.exit).toBe(0)
    },
    LONG + STEPS * 50,
  )

  test('share states, turns and how often a scenario may answer', async () => {
    const session = { 'x-emulator-session': 'states' }
    expect(await contentOf(chat(url(0), 'enter', session))).toBe('closed')
    await chat(url(1), 'open', session)
    const inside = await Promise.all(times(6, (index) => contentOf(chat(url(index), 'enter', session))))
    expect(inside).toEqual(times(6, () => 'inside'))
    expect(await contentOf(chat(url(0), 'enter'))).toBe('closed')
    const once = await Promise.all(times(10, (index) => contentOf(chat(url(index), 'once', session))))
    expect(once.filter((text) => text === 'the only time')).toHaveLength(1)
    const calls = await Promise.all(times(6, (index) => contentOf(chat(url(index), 'which call', session))))
    expect(calls.toSorted()).toEqual(times(6, (index) => `call ${index + 1}`))
  })

  test('a one-shot hits once, and chaos everybody until it is taken back', async () => {
    for (const index of [0, 1]) {
      await control(url(index), 'POST', '/next', { error: 'azure.bad_request' })
      const shots = await Promise.all(times(20, (each) => chat(url(each), 'plain')))
      expect(shots.filter(({ status }) => status !== 200)).toHaveLength(1)
    }
    await control(url(1), 'PUT', '/chaos', { rate: 1, error: 'azure.bad_request' })
    const hit = await Promise.all(times(6, (index) => chat(url(index), 'plain')))
    expect(hit.filter(({ status }) => status === 200)).toEqual([])
    await control(url(0), 'DELETE', '/chaos')
    const back = await Promise.all(times(6, (index) => chat(url(index), 'plain')))
    expect(back.map(({ status }) => status)).toEqual(times(6, () => 200))
    const { body } = await control(url(1), 'GET', '/chaos')
    expect(body).toMatchObject({ chaos: [], ended: [{ hits: 6 }] })
  })

  test('rules that were added while they run and a reset reach all, once the order is answered', async () => {
    for (let round = 0; round < 4; round++) {
      const rule = { name: 'added', when: 'added', reply: `round ${round}` }
      expect((await control(url(round), 'POST', '/scenarios', rule)).status).toBe(201)
      const replies = await Promise.all(times(8, (index) => contentOf(chat(url(index), 'added'))))
      expect(replies).toEqual(times(8, () => `round ${round}`))
      expect((await control(url(round + 1), 'DELETE', '/scenarios/added')).body).toMatchObject({
        removed: ['added'],
      })
    }
    expect(await contentOf(chat(url(0), 'which call'))).toBe('call 1')
    await control(url(1), 'POST', '/reset')
    expect(await contentOf(chat(url(0), 'which call'))).toBe('call 1')
    expect((await control(url(0), 'PUT', '/limits', { nonsense: true })).status).toBe(400)
  })

  test('each tells the same of journal, hits, metrics and checks, and of those that nobody else was asked for', async () => {
    const counted = () => Promise.all([url(0), url(1)].map(requestsCounted))
    const before = await counted()
    for (let index = 0; index < 12; index++)
      await chat(url(index), index % 3 === 0 ? 'which call' : `say number${index}`)
    for (const at of [url(0), url(1)]) {
      const { body } = await control(at, 'GET', '/journal')
      const entries = body['entries'] as unknown as { request: { body: string }; sent: { ended: string } }[]
      const said = entries.map(
        ({ request }) => (JSON.parse(request.body) as ReturnType<typeof says>).messages[0]!.content,
      )
      expect(said).toEqual(times(12, (index) => (index % 3 === 0 ? 'which call' : `say number${index}`)))
      expect(entries.map(({ sent }) => sent.ended)).toEqual(times(12, () => 'end'))
      const { body: verified } = await control(at, 'POST', '/verify', {
        when: { message: 'say' },
        exactly: 8,
      })
      expect(verified).toMatchObject({ ok: true })
    }
    expect(await idsOf(url(0))).toEqual(await idsOf(url(1)))
    expect(await counted()).toEqual(before.map((count) => count + 12))
  })

  async function requestsCounted(at: string): Promise<number> {
    const { text } = await ask(at, 'GET', '/_emulator/metrics')
    expect(text).toContain('bifrost_emulator_requests_active 0\n')
    const counts = [...text.matchAll(/^bifrost_emulator_requests_total\{.*\} (\d+)$/gm)]
    return counts.reduce((sum, [, count]) => sum + Number(count), 0)
  }

  test('each tells in its metrics that the store is there, and how long it takes', async () => {
    for (const at of [url(0), url(1)]) {
      const before = await storeMetrics(at)
      expect(before).toMatchObject({ up: 1, instances: 2 })
      await Promise.all(times(5, () => chat(at, 'which call')))
      const after = await storeMetrics(at)
      expect(after.count).toBeGreaterThan(before.count)
      expect(after.sum).toBeGreaterThan(before.sum)
      expect(after.all).toBe(after.count)
    }
    const { text } = await ask(url(0), 'GET', '/_emulator/metrics')
    const guide = await readFile(new URL('../../spec/guide/observe.md', import.meta.url), 'utf8')
    const told = [...text.matchAll(/^# TYPE bifrost_emulator_(store_\S+)/gm)].map(([, name]) => name!)
    expect(told).toEqual([...guide.matchAll(/`(store_\w+)`/g)].map(([, name]) => name!))
  })

  test('the events of one tell of the exchanges of both', async () => {
    const heard = new Promise<string>((resolve, reject) => {
      const request = http.get(`${url(0)}/_emulator/events`, { agent: false }, (response) => {
        let text = ''
        void chat(url(1), 'plain').then(() => chat(url(0), 'which call'))
        response.on('data', (data) => {
          text += String(data)
          if (text.split('event: exchange-end').length < 3) return
          request.destroy()
          resolve(text)
        })
      })
      request.on('error', reject)
    })
    const { body } = await control(url(1), 'GET', '/status')
    const { store } = body as unknown as { store: { instance: string; instances: string[]; up: boolean } }
    expect(store).toMatchObject({ up: true, instances: { length: 2 } })
    expect(await heard).toContain(`"id":"${store.instance}-w`)
  })

  test('another name is another emulator, and a scenario without state asks the store nothing', async () => {
    const own = newName()
    const other = await start({ name: own }, '--speed', '0')
    expect(await contentOf(chat(url(0), 'which call'))).toBe('call 1')
    expect(await contentOf(chat(other.url, 'which call'))).toBe('call 1')
    const client = new Redis(server.url)
    const last = async () => Number(await client.get(`{${own}}:last`))
    const before = await last()
    await Promise.all(times(50, (index) => chat(other.url, `say number${index}`)))
    expect(await last()).toBe(before)
    await chat(other.url, 'which call')
    expect(await last()).toBe(before + 1)
    client.disconnect()
    other.child.kill('SIGTERM')
    await other.exit
  })
})

describe.skipIf(redisCommand === undefined)('instances', () => {
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL')
  })

  test(
    'share one manual clock, and a limit admits exactly its number',
    async () => {
      const [one, other] = await startTwo({ name: newName() }, '--clock', 'manual')
      const streams = times(6, (index) => chat([one, other][index % 2]!.url, 'slow', {}, { stream: true }))
      let ended = 0
      for (const stream of streams) void stream.then(() => ended++)
      const { body } = await control(other.url, 'POST', '/clock', { advance: '1500ms', wait_for: 6 })
      expect(body).toMatchObject({ moved_ms: 1500, waiting: 6, next_in_ms: 500 })
      expect(ended).toBe(0)
      expect((await control(one.url, 'GET', '/clock')).body).toMatchObject({ now_ms: 1500, waiting: 6 })
      expect((await control(one.url, 'POST', '/clock', { to_idle: true })).body).toMatchObject({ waiting: 0 })
      for (const { text } of await Promise.all(streams)) expect(text).toContain('data: [DONE]')
      const dates = await Promise.all(
        [one, other].map(async ({ url }) => (await control(url, 'GET', '/clock')).body['date']),
      )
      expect(dates[0]).toBe(dates[1])

      const path = CHAT.replace('gpt-4o', 'limited')
      const headers = { 'x-emulator-speed': '0' }
      const answers = await pooled(60, 20, (index) =>
        ask([one, other][index % 2]!.url, 'POST', path, says('plain'), headers),
      )
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(25)
    },
    LONG,
  )

  test(
    'go on by themselves while the store is away, with a warning, and take its state up again',
    async () => {
      const own = await RedisServer.start()
      const [one, other] = await startTwo({ store: own.url, name: newName() }, '--speed', '0')
      expect(await contentOf(chat(one.url, 'which call'))).toBe('call 1')
      expect(await contentOf(chat(other.url, 'which call'))).toBe('call 2')
      await own.kill()
      // Both knew the state as it was.
      expect(await contentOf(chat(one.url, 'which call'))).toBe('call 3')
      expect(await contentOf(chat(other.url, 'which call'))).toBe('call 3')
      expect(await contentOf(chat(other.url, 'which call'))).toBe('call 4')
      expect((await control(one.url, 'POST', '/next', { error: 'azure.bad_request' })).status).toBe(200)
      expect((await chat(one.url, 'plain')).status).not.toBe(200)
      for (const { said } of [one, other]) {
        const err = await tells({ said }, 'is gone')
        expect(err).toMatch(
          /the store redis:\/\/127.0.0.1:\d+ is gone \(.+\); this instance goes on by itself/,
        )
      }
      await own.start()
      for (const { said } of [one, other]) await tells({ said }, 'is back; its state is taken up again')
      expect(await contentOf(chat(other.url, 'which call'))).toBe('call 3')
      expect(await contentOf(chat(one.url, 'which call'))).toBe('call 4')
      own.stop()
    },
    LONG,
  )

  test(
    'refuse what needs the store while it is away, where they are told so',
    async () => {
      const own = await RedisServer.start()
      const [one, other] = await startTwo({ store: own.url, name: newName() }, '--store-down', 'refuse')
      expect(await contentOf(chat(one.url, 'which call'))).toBe('call 1')
      await own.kill()
      const refused = await chat(other.url, 'which call')
      expect(refused.status).toBe(503)
      expect(JSON.parse(refused.text)).toMatchObject({
        error: { message: expect.stringMatching(/the store .* cannot be reached, and this needs it/) },
      })
      expect(await contentOf(chat(other.url, 'plain'))).toBe('plainly')
      const order = await control(one.url, 'POST', '/next', { error: 'azure.bad_request' })
      expect(order).toMatchObject({ status: 503, body: { error: expect.stringContaining('the store') } })
      expect((await control(one.url, 'GET', '/status')).body).toMatchObject({ store: { up: false } })
      expect(await storeMetrics(one.url)).toMatchObject({ up: 0 })
      await own.start()
      await tells(other, 'is back;')
      expect(await contentOf(chat(other.url, 'which call'))).toBe('call 2')
      expect(await storeMetrics(other.url)).toMatchObject({ up: 1 })
      own.stop()
    },
    LONG,
  )

  test(
    'a store that hangs keeps nobody waiting for long',
    async () => {
      const own = await RedisServer.start()
      const it = await start({ store: own.url, name: newName() }, '--speed', '0')
      expect(await contentOf(chat(it.url, 'which call'))).toBe('call 1')
      own.signal('SIGSTOP')
      const answers = await Promise.all(times(10, () => contentOf(chat(it.url, 'which call'))))
      expect(answers.toSorted()).toEqual(times(10, (index) => `call ${index + 2}`).toSorted())
      own.signal('SIGCONT')
      await tells(it, 'is back;')
      expect((await chat(it.url, 'which call')).status).toBe(200)
      own.stop()
    },
    LONG,
  )

  test(
    'a store that was emptied gets the state of those that are there',
    async () => {
      const own = await RedisServer.start()
      const [one, other] = await startTwo({ store: own.url, name: newName() }, '--speed', '0')
      await control(one.url, 'POST', '/scenarios', { name: 'added', when: 'added', reply: 'still here' })
      expect(await contentOf(chat(one.url, 'which call'))).toBe('call 1')
      const client = new Redis(own.url)
      await client.flushall()
      client.disconnect()
      for (const { said } of [one, other]) await tells({ said }, 'is back;')
      expect(await contentOf(chat(one.url, 'which call'))).toBe('call 2')
      expect(await contentOf(chat(other.url, 'which call'))).toBe('call 3')
      expect(await contentOf(chat(other.url, 'added'))).toBe('still here')
      own.stop()
    },
    LONG,
  )

  test(
    'one that is killed keeps nobody waiting for long',
    async () => {
      const name = newName()
      const [one, other] = await startTwo({ name }, '--speed', '0')
      await chat(other.url, 'which call')
      other.child.kill('SIGKILL')
      const ordered = await control(one.url, 'POST', '/next', { error: 'azure.bad_request' })
      expect(ordered.status).toBe(200)
      expect((await chat(one.url, 'plain')).status).not.toBe(200)
      await eventually(
        async () =>
          (await control(one.url, 'GET', '/status')).body['store'] as unknown as { instances: string[] },
        ({ instances }) => instances.length === 1,
      )
      expect(await contentOf(chat(one.url, 'which call'))).toBe('call 2')
    },
    LONG,
  )

  test(
    'whose files change one after the other still hand out each step once',
    async () => {
      const text = (marker: string) => SCENARIOS.replace('reply: plainly', `reply: ${marker}`)
      const folders = await Promise.all([newFolder(), newFolder()])
      for (const folder of folders) await writeFiles(folder, { 'a.yaml': text('old') })
      const name = newName()
      const [one, other] = await Promise.all(
        folders.map((folder) => start({ name, scenarios: { folder } }, '--speed', '0', '--no-watch')),
      )
      const replies: string[] = []
      const step = async (count: number) =>
        replies.push(
          ...(await Promise.all(
            times(count, (index) => contentOf(chat([one, other][index % 2]!.url, 'step'))),
          )),
        )
      await step(10)
      // The order reaches both; only one of them finds another file.
      await writeFile(`${folders[1]}/a.yaml`, text('new'))
      await control(one!.url, 'POST', '/reload')
      expect(await contentOf(chat(one!.url, 'plain'))).toBe('old')
      expect(await contentOf(chat(other!.url, 'plain'))).toBe('new')
      await step(10)
      await writeFile(`${folders[0]}/a.yaml`, text('new'))
      await control(other!.url, 'POST', '/reload')
      expect(await contentOf(chat(one!.url, 'plain'))).toBe('new')
      await step(10)
      expect(replies.toSorted()).toEqual(times(30, (index) => `s${index}`).toSorted())
    },
    LONG,
  )

  test(
    'one that starts later knows the state, though the store keeps no longer all that led to it',
    async () => {
      const name = newName()
      const one = await start({ name }, '--speed', '0')
      await control(one.url, 'POST', '/scenarios', { name: 'added', when: 'added', reply: 'known' })
      await control(one.url, 'POST', '/next', { error: 'azure.bad_request', session: 'waits' })
      const user = 'x'.repeat(1_000_000)
      await pooled(40, 4, () => chat(one.url, 'which call', {}, { user }))
      const client = new Redis(server.url)
      await eventually(
        () => client.hget(`{${name}}:facts`, 'at'),
        (at) => Number(at) > 16,
      )
      client.disconnect()
      const other = await start({ name }, '--speed', '0')
      expect(await contentOf(chat(other.url, 'which call'))).toBe('call 41')
      expect(await contentOf(chat(other.url, 'added'))).toBe('known')
      expect((await chat(other.url, 'plain', { 'x-emulator-session': 'waits' })).status).not.toBe(200)
      expect((await control(one.url, 'GET', '/next')).body).toMatchObject({ next: [] })
    },
    LONG,
  )
})

describe.skipIf(redisCommand === undefined)('a start with a store', () => {
  async function refused(wanted: Wanted, ...args: readonly string[]): Promise<string> {
    const { exit, said } = await launch(storeArgs(wanted, args), SCENARIOS)
    expect(await exit).not.toBe(0)
    return said.err
  }

  test.each([
    ['no URL of a store', 'http://127.0.0.1', /--store must be a URL such as redis:/],
    [
      'where nothing listens',
      'redis://127.0.0.1:1',
      /the store redis:\/\/127.0.0.1:1 cannot be reached: nothing listens/,
    ],
    ['a host that is none', 'redis://store.invalid', /there is no host of that name/],
  ])('says so: %s', async (_, store, message) => {
    expect(await refused({ store, name: newName() })).toMatch(message)
  })

  test('says so: a password is wrong or missing, which it does not repeat', async () => {
    const own = await RedisServer.start('--requirepass', 'right')
    const missing = await refused({ store: own.url, name: 'a' })
    expect(missing).toMatch(/wants a password: write it into the URL/)
    const wrong = await refused({ store: own.url.replace('//', '//:wrong@'), name: 'a' })
    expect(wrong).toMatch(/lets nobody in with this name and password: WRONGPASS/)
    expect(wrong).not.toContain(':wrong@')
    const right = await start({ store: own.url.replace('//', '//:right@'), name: 'a' })
    expect(await contentOf(chat(right.url, 'which call'))).toBe('call 1')
    right.child.kill('SIGKILL')
    own.stop()
  })

  test('says so: the instances there have other settings', async () => {
    const name = newName()
    const it = await start({ name }, '--speed', '0')
    const err = await refused({ name }, '--speed', '1')
    expect(err).toMatch(
      /has speed 0, not 1: start all instances alike, or give this one another --store-name/,
    )
    it.child.kill('SIGKILL')
  })
})

test.each([
  [['--store', 'redis://127.0.0.1:1'], '--store needs a --seed'],
  [['--store-down', 'refuse'], '--store-down says something of a store: give a --store too'],
])('%j is refused', async (args, message) => {
  const { exit, said } = await launch(args, SCENARIOS, [])
  expect(await exit).not.toBe(0)
  expect(said.err).toContain(message)
})
