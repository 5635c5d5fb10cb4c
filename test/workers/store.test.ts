import { readFile } from 'node:fs/promises'
import http from 'node:http'
import { Redis } from 'ioredis'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  ask,
  CHAT,
  chat,
  contentOf,
  control,
  eventually,
  pooled,
  says,
  startCommand,
  times,
} from './command.ts'
import type { Started } from './command.ts'
import { redisCommand } from './redis-server.ts'
import {
  STEPS,
  scenarios,
  LONG,
  start,
  startTwo,
  newName,
  idsOf,
  storeMetrics,
  server,
  useStore,
} from './store-instances.ts'

useStore()

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

  test('each tells of exchanges that run at the same time in the same order, those that are played again too', async () => {
    for (let round = 0; round < 3; round++) {
      const asked = ['which call', 'plain', `say at${round}`, 'step']
      await Promise.all(times(40, (index) => chat(url(index), asked[index % asked.length]!)))
      const [again] = await idsOf(url(round))
      expect((await control(url(round), 'POST', `/journal/${again}/replay`)).status).toBe(200)
      expect(await idsOf(url(0))).toEqual(await idsOf(url(1)))
    }
  })

  async function requestsCounted(at: string): Promise<number> {
    const { text } = await ask(at, 'GET', '/_emulator/metrics')
    expect(text).toContain('bifrost_emulator_requests_active 0\n')
    const counts = [...text.matchAll(/^bifrost_emulator_requests_total\{.*\} (\d+)$/gm)]
    return counts.reduce((sum, [, count]) => sum + Number(count), 0)
  }

  test('each tells in its metrics that the store is there, and how long it takes', async () => {
    for (const at of [url(0), url(1)]) {
      // One that has left is known to be gone a moment later.
      await eventually(
        () => storeMetrics(at),
        ({ up, instances }) => up === 1 && instances === 2,
      )
      const before = await storeMetrics(at)
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
