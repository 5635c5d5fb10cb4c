import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import type { RunningEmulator } from '../../src/index.ts'
import { newFolder, scenarioFile, writeFiles } from '../disk/support.ts'

async function say(
  { baseURL }: RunningEmulator,
  content: string,
): Promise<{ status: number; text: string; body: string }> {
  const response = await fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content }] }),
  })
  const body = await response.text()
  return { status: response.status, text: JSON.parse(body).choices?.[0]?.message?.content, body }
}

async function folderWith(text: string): Promise<string> {
  const folder = await newFolder()
  await writeFiles(folder, { 'a.yaml': text })
  return folder
}

describe('createEmulator', () => {
  test('answers by its scenarios, and with a fake where none matches', async () => {
    const emulator = await createEmulator({ scenarios: await folderWith(scenarioFile('refund')), seed: 7 })
    expect((await say(emulator, 'a refund please')).text).toBe('I am refund')
    expect((await say(emulator, 'something else')).status).toBe(200)
    expect(emulator.journal).toMatchObject([{ scenario: 'refund' }, { scenario: null }])
    emulator.reset()
    expect(emulator.journal).toEqual([])
    await emulator.close()
  })

  test('reset forgets what POST /_emulator/reset does, run-time rules among it', async () => {
    await using emulator = await createEmulator({ scenarios: await folderWith(scenarioFile('file')) })
    const add = (name: string, when: object) =>
      fetch(`${emulator.url}/_emulator/scenarios`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ scenarios: [{ name, when, reply: name }] }),
      })
    const names = async () => {
      const answer = await fetch(`${emulator.url}/_emulator/scenarios`)
      const { scenarios } = (await answer.json()) as { scenarios: { name: string }[] }
      return scenarios.map(({ name }) => name)
    }
    await add('of a', { message: 'x', session: 'a' })
    await add('of b', { message: 'x', session: 'b' })
    await add('of all', { message: 'y' })
    emulator.chaos({ error: 'azure.rate_limit' })
    await emulator.reset('a')
    expect(await names()).toEqual(['of all', 'of b', 'file'])
    expect((await say(emulator, 'y')).status).toBe(429)
    await emulator.reset()
    expect(await names()).toEqual(['file'])
    expect((await say(emulator, 'a file')).text).toBe('I am file')
  })

  test('the same seed gives the same bytes in another emulator', async () => {
    const bodies = []
    for (const seed of [7, 7, 8]) {
      await using emulator = await createEmulator({ seed })
      bodies.push((await say(emulator, 'Tell me about the sea')).body)
    }
    expect([bodies[0] === bodies[1], bodies[0] === bodies[2]]).toEqual([true, false])
  })

  test('reload takes up changed files, and says when they are broken', async () => {
    const folder = await folderWith(scenarioFile('one'))
    await using emulator = await createEmulator({ scenarios: folder })
    await writeFiles(folder, { 'a.yaml': 'scenarios: 3' })
    expect(await emulator.reload()).toBe(false)
    await writeFiles(folder, { 'a.yaml': scenarioFile('two') })
    expect(await emulator.reload()).toBe(true)
    expect((await say(emulator, 'two')).text).toBe('I am two')
  })

  test('strict refuses what no scenario matches', async () => {
    await using emulator = await createEmulator({
      scenarios: await folderWith(scenarioFile('one')),
      strict: true,
    })
    expect((await say(emulator, 'other')).status).toBe(404)
  })

  test('a config of the real gateway says which deployments there are', async () => {
    const folder = await newFolder()
    await writeFiles(folder, { 'config.json': '{"providers":{"azure":{"keys":[]}}}' })
    await using emulator = await createEmulator({ bifrostConfig: `${folder}/config.json` })
    expect((await say(emulator, 'x')).body).toContain('no keys found')
  })

  test('a port that is taken, and other trouble, is one sentence', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => blocker.once('listening', resolve))
    const { port } = blocker.address() as AddressInfo
    await expect(createEmulator({ port })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is taken: choose another with port, or port 0 for any free one`,
    )
    blocker.close()
    await expect(createEmulator({ scenarios: '/nowhere' })).rejects.toThrow(
      'no such file or folder: /nowhere',
    )
    await expect(createEmulator({ bifrostConfig: '/nowhere.json' })).rejects.toThrow(
      '/nowhere.json cannot be read: no such file',
    )
    await expect(createEmulator({ scenarios: await folderWith('scenarios: 3') })).rejects.toThrow(
      /a\.yaml:1:12 .*list/,
    )
    await expect(createEmulator({ gateway: 'newest' })).rejects.toThrow('"newest" is no version')
    await expect(createEmulator({ seed: -1 })).rejects.toThrow('seed must be a whole number')
    await expect(createEmulator({ speed: Number.NaN })).rejects.toThrow(
      'speed must be a number of at least 0, got the text "NaN"',
    )
  })

  test.each<[object, string]>([
    [{ port: '8080' }, 'port must be a whole number from 0 to 65535, got the text "8080"'],
    [{ port: 70_000 }, 'port must be a whole number from 0 to 65535, got 70000'],
    [
      { strict: 'yes' },
      'strict must be true or false, got the text "yes"; write true or false, without quotes',
    ],
    [{ strict: () => true }, 'strict must be true or false, got the text "a function"'],
    [{ watch: 1 }, 'watch must be true or false, got the number 1'],
    [{ scenarios: 7 }, 'scenarios must be a path or a list of paths, got the number 7'],
    [{ scenarios: ['a', null] }, 'scenarios[1] must be a path, got nothing'],
    [{ sessionIdleMs: 0 }, 'sessionIdleMs must be at least 1ms, got 0'],
    [
      { sessionIdleMs: 'long' },
      'sessionIdleMs must be a time such as 500ms, 30s or 5m, got "long"; units are',
    ],
    [{ gateway: 2.2 }, 'gateway must be a name or a list of names, got the number 2.2'],
    [{ bifrostConfig: {} }, 'bifrostConfig must be text, got a map'],
    [{ session: 'x-user' }, 'session must be header:NAME, query:NAME or body:PATH, got "x-user"'],
    [{ timing: 'gpt-4' }, 'timing must be one of instant'],
    [{ tls: { cert: 'a' } }, 'tls has no "key"'],
    [{ prot: 1, sede: 2 }, 'unknown key "prot" in the options; did you mean "port"?'],
    [['a'], 'the options must be a map, got a list'],
    [
      { store: 'redis://localhost' },
      'store is for the command alone: an emulator inside a program has rules',
    ],
    [{ storeDown: 'refuse' }, 'Start bifrost-emulator --store-down … and ask it at its address'],
  ])('a wrong option is told: %j', async (options, problem) => {
    await expect(createEmulator(options)).rejects.toThrow(problem)
  })
})
