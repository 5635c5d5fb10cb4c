import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { newFolder, writeFiles } from '../disk/support.ts'
import { startServer } from '../support/start-service.ts'
import { call, chat } from './call.ts'
import type { Called } from './call.ts'

const joke = `
scenarios:
  - name: joke
    description: two of them
    when: joke
    replies: [ One., Two. ]
`
const portOf = (url: string) => Number(new URL(url).port)
const textOf = (answer: Called) =>
  (answer.json() as { choices?: { message: { content: string } }[] }).choices?.[0]?.message.content

async function onFolder(text: string) {
  const folder = await newFolder()
  await writeFiles(folder, { 'jokes.yaml': text })
  const emulator = await createEmulator({ scenarios: folder, seed: 7 })
  return { folder, emulator, port: portOf(emulator.url), [Symbol.asyncDispose]: () => emulator.close() }
}

describe('GET /_emulator/status', () => {
  test('tells the version, the gateway, the seed, the speed and the scenarios', async () => {
    await using running = await onFolder(joke)
    const { status, headers, json } = await call(running.port, '/_emulator/status')
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    expect(json()).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      started_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      gateway: '1.4.19',
      seed: 7,
      speed: 0,
      strict: false,
      sessions: 0,
      scenarios: {
        files: [expect.stringMatching(/jokes\.yaml$/)],
        rules: 1,
        generation: 1,
        watching: 'off',
        last_reload: { ok: true, errors: [], warnings: [] },
      },
    })
  })

  test('HEAD is answered without a body, another method is told those there are', async () => {
    await using server = await startServer()
    expect((await call(server.port, '/_emulator/status', { method: 'HEAD' })).text).toBe('')
    const put = await call(server.port, '/_emulator/status', { method: 'PUT' })
    expect([put.status, put.headers['allow']]).toEqual([405, 'GET'])
    expect(put.json()).toEqual({ error: '/_emulator/status takes GET, not PUT' })
  })
})

describe('POST /_emulator/reload', () => {
  test('takes up changed files', async () => {
    await using running = await onFolder(joke)
    await writeFiles(running.folder, { 'jokes.yaml': joke.replace('One.', 'New.') })
    const answer = await call(running.port, '/_emulator/reload', { method: 'POST' })
    expect([answer.status, answer.json()]).toMatchObject([200, { ok: true, scenarios: { generation: 2 } }])
    expect(textOf(await chat(running.port, 'a joke'))).toBe('New.')
  })

  test('refuses files with a mistake, says where it is, and keeps what was there', async () => {
    await using running = await onFolder(joke)
    await writeFiles(running.folder, { 'jokes.yaml': joke.replace('replies', 'repleis') })
    const answer = await call(running.port, '/_emulator/reload', { method: 'POST' })
    expect([answer.status, answer.json()['ok']]).toEqual([422, false])
    expect(answer.text).toMatch(/repleis/)
    const { scenarios } = answer.json() as { scenarios: { generation: number; last_reload: object } }
    expect(scenarios).toMatchObject({ generation: 1, last_reload: { ok: false, errors: [{ line: 6 }] } })
    expect(textOf(await chat(running.port, 'a joke'))).toBe('One.')
    const status = await call(running.port, '/_emulator/status')
    expect(status.json()).toMatchObject({ scenarios: { last_reload: { ok: false } } })
  })

  test('keeps the turns of rules that stay', async () => {
    await using running = await onFolder(joke)
    await chat(running.port, 'a joke')
    await writeFiles(running.folder, { 'jokes.yaml': `# changed\n${joke}` })
    await call(running.port, '/_emulator/reload', { method: 'POST' })
    expect(textOf(await chat(running.port, 'a joke'))).toBe('Two.')
  })
})

describe('GET /_emulator/scenarios', () => {
  test('lists the rules in their order with their place and how often they answered', async () => {
    const later = `${joke}  - { name: first, priority: 5, when: { deployment: other }, error: azure.timeout }\n`
    await using running = await onFolder(later)
    for (let n = 0; n < 3; n++) await chat(running.port, 'a joke', { 'x-emulator-session': `s${n}` })
    const { scenarios } = (await call(running.port, '/_emulator/scenarios')).json() as { scenarios: object[] }
    expect(scenarios).toMatchObject([
      {
        name: 'first',
        priority: 5,
        outcomes: ['error'],
        hits: 0,
        at: expect.stringMatching(/jokes\.yaml:7:5$/),
      },
      { name: 'joke', description: 'two of them', outcomes: ['reply', 'reply'], hits: 3 },
    ])
  })
})

describe('POST /_emulator/reset', () => {
  test('forgets turns, counts and the journal', async () => {
    await using running = await onFolder(joke)
    await chat(running.port, 'a joke')
    expect((await call(running.port, '/_emulator/reset', { method: 'POST' })).json()).toEqual({ ok: true })
    expect(textOf(await chat(running.port, 'a joke'))).toBe('One.')
    const { scenarios } = (await call(running.port, '/_emulator/scenarios')).json() as { scenarios: object[] }
    expect(scenarios).toMatchObject([{ hits: 1 }])
    expect((await call(running.port, '/_emulator/journal')).json()['entries']).toHaveLength(1)
  })

  test('of one session leaves the others alone', async () => {
    await using running = await onFolder(joke)
    const ask = async (session: string) =>
      textOf(await chat(running.port, 'a joke', { 'x-emulator-session': session }))
    expect([await ask('a'), await ask('b')]).toEqual(['One.', 'One.'])
    await call(running.port, '/_emulator/reset', { method: 'POST', body: { session: 'a' } })
    expect([await ask('a'), await ask('b')]).toEqual(['One.', 'Two.'])
  })

  test('of one session forgets its exchanges and no others', async () => {
    await using running = await onFolder(joke)
    for (const session of ['a', 'b']) await chat(running.port, 'a joke', { 'x-emulator-session': session })
    await call(running.port, '/_emulator/reset', { method: 'POST', body: { session: 'a' } })
    expect((await call(running.port, '/_emulator/journal')).json()['entries']).toMatchObject([
      { session: 'b' },
    ])
  })

  test.each([{ session: 5 }, { sesion: 'a' }, [], '"a"'])('%j is a 400 and forgets nothing', async (body) => {
    await using server = await startServer()
    await chat(server.port, 'hi')
    const answer = await call(server.port, '/_emulator/reset', { method: 'POST', body })
    expect([answer.status, typeof answer.json()['error']]).toEqual([400, 'string'])
    expect(server.emulator.journal.list()).toHaveLength(1)
  })
})

describe('JSON without a body', () => {
  test('is nothing where nothing is needed: a rule that was added goes with such a DELETE', async () => {
    await using emulator = await createEmulator({ seed: 7 })
    const send = (method: string, path: string, body?: string) =>
      fetch(`${emulator.url}/_emulator${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body !== undefined && { body }),
      })
    await send('POST', '/scenarios', JSON.stringify({ name: 'mine', when: 'x', reply: 'y' }))
    expect(await (await send('DELETE', '/scenarios/mine')).json()).toEqual({ ok: true, removed: ['mine'] })
    for (const [method, path] of [
      ['DELETE', '/scenarios'],
      ['DELETE', '/chaos'],
      ['DELETE', '/next'],
      ['DELETE', '/limits'],
      ['DELETE', '/journal'],
      ['POST', '/reset'],
      ['POST', '/reload'],
    ] as const)
      expect([path, (await send(method, path)).status]).toEqual([path, 200])
  })

  test('is still a mistake where something is needed, as is half of it', async () => {
    await using emulator = await createEmulator({ seed: 7, clock: 'manual' })
    for (const [method, path] of [
      ['POST', '/scenarios'],
      ['POST', '/next'],
      ['PUT', '/chaos'],
      ['PUT', '/limits'],
      ['POST', '/clock'],
      ['POST', '/verify'],
    ] as const)
      for (const body of [undefined, '{"a":'])
        expect([
          path,
          body,
          (
            await fetch(`${emulator.url}/_emulator${path}`, {
              method,
              headers: { 'content-type': 'application/json' },
              ...(body !== undefined && { body }),
            })
          ).status,
        ]).toEqual([path, body, 400])
  })
})

/** What `curl -d` says of everything that it sends. */
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

describe('what a control request says', () => {
  test.each<[string, string, string | undefined, Record<string, string>, number, RegExp | undefined]>([
    ['POST', 'reset', 'null', {}, 400, /takes no body, or/],
    ['POST', 'reset', '{"sesion":"a"}', {}, 400, /no key "sesion" in the body; did you mean "session"\?/],
    ['POST', 'reset', '{"session":5}', {}, 400, /session must be a text, got 5/],
    ['POST', 'reset?session=a', undefined, {}, 400, /takes no query, got "session"/],
    ['GET', 'journal?format=xml', undefined, {}, 400, /there is no format "xml"; known: json, jsonl, har/],
    ['GET', 'journal?outcome=lost', undefined, {}, 400, /no outcome is called "lost"/],
    ['GET', 'journal?limit=0', undefined, {}, 400, /limit must be a whole number of at least 1, got "0"/],
    ['GET', 'journal?limit=1&limit=2', undefined, {}, 400, /limit is given more than once/],
    ['GET', 'verdict?fnal=true', undefined, {}, 400, /no parameter "fnal"; did you mean "final"\?/],
    ['GET', 'status?x=1', undefined, {}, 400, /takes no query, got "x"/],
    ['PATCH', 'next', '{}', {}, 405, /takes POST, GET, DELETE, not PATCH/],
    ['POST', 'journal/x1', undefined, {}, 405, /takes GET, not POST/],
    ['POST', 'next', '{"error":"azure.rate_limit"}', FORM, 200, undefined],
    ['POST', 'next', '{"error":"azure.rate_limit"}', { 'content-type': 'x/y' }, 200, undefined],
  ])('%s %s %s', async (method, path, body, headers, status, error) => {
    await using server = await startServer()
    const answer = await call(server.port, `/_emulator/${path}`, { method, body, headers })
    expect(answer.status).toBe(status)
    if (error !== undefined) expect(answer.json()['error']).toMatch(error)
  })
})
