import { writeFile } from 'node:fs/promises'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, test } from 'vitest'
import { newFolder, writeFiles } from '../disk/support.ts'
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
  times,
} from './command.ts'
import { redisCommand, RedisServer } from './redis-server.ts'
import {
  SCENARIOS,
  LONG,
  storeArgs,
  start,
  startTwo,
  tells,
  newName,
  idsOf,
  storeMetrics,
  server,
  useStore,
} from './store-instances.ts'
import type { Wanted } from './store-instances.ts'

useStore()

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
      // A look at the journal waits for all: each has done what the others did.
      await idsOf(one.url)
      await own.kill()
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
      await idsOf(one.url)
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
