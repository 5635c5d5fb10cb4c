import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { newFolder, scenarioFile, writeFiles } from '../disk/support.ts'

async function started(files: Record<string, string> = { 'a.yaml': scenarioFile('one') }) {
  const folder = await newFolder()
  await writeFiles(folder, files)
  const emulator = await createEmulator({ scenarios: folder, seed: 7 })
  const control = async (method: string, path: string, body?: unknown, type = 'application/json') => {
    const response = await fetch(`${emulator.url}/_emulator${path}`, {
      method,
      ...(body === undefined
        ? {}
        : {
            body: typeof body === 'string' ? body : JSON.stringify(body),
            headers: { 'content-type': type },
          }),
    })
    return { status: response.status, ...((await response.json()) as Record<string, any>) } as {
      status: number
      [key: string]: any
    }
  }
  const say = async (content: string): Promise<string | null> => {
    const response = await fetch(`${emulator.baseURL}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ messages: [{ role: 'user', content }] }),
    })
    await response.text()
    return response.headers.get('x-emulator-scenario')
  }
  return { folder, emulator, control, say }
}

test('of rules that are added one by one, the higher priority goes first, then the newest', async () => {
  const { emulator, control, say } = await started({
    'a.yaml': 'scenarios: [{ name: file, priority: 1000, reply: x }]\n',
  })
  await using _ = emulator
  for (const [name, priority] of [
    ['high', 5],
    ['usual', 0],
    ['newest', 0],
    ['low', -1],
  ] as const)
    await control('POST', '/scenarios', { name, priority, reply: name })
  const answered = []
  for (let left = 4; left > 0; left--) {
    const name = await say('one')
    answered.push(name)
    await control('DELETE', `/scenarios/${name}`)
  }
  expect([...answered, await say('one')]).toEqual(['high', 'newest', 'usual', 'low', 'file'])
})

test('rules that are added go before those of files, the newest first, and survive a reload', async () => {
  const { folder, emulator, control, say } = await started({
    'a.yaml': 'scenarios:\n  - { name: file, when: one, priority: 1000, reply: x }\n',
  })
  await using _ = emulator
  expect(await say('one')).toBe('file')
  expect(await control('POST', '/scenarios', { name: 'first', when: 'one', reply: 'y' })).toMatchObject({
    status: 201,
    added: ['first'],
  })
  expect(await say('one')).toBe('first')
  const yaml = 'scenarios:\n  - name: second\n    when: one\n    reply: z\n'
  expect(await control('POST', '/scenarios', yaml, 'application/yaml')).toMatchObject({ added: ['second'] })
  expect(await say('one')).toBe('second')
  await writeFile(`${folder}/a.yaml`, scenarioFile('one', 'two'))
  expect(await emulator.reload()).toBe(true)
  expect([await say('one'), await say('two')]).toEqual(['second', 'two'])

  expect(await control('DELETE', '/scenarios/second')).toMatchObject({ status: 200, removed: ['second'] })
  expect(await say('one')).toBe('first')
  expect(await control('DELETE', '/scenarios/second')).toMatchObject({ status: 404 })
  expect(await control('DELETE', '/scenarios/one')).toMatchObject({ status: 404 })
  expect(await control('DELETE', '/scenarios')).toMatchObject({ removed: ['first'] })
  expect(await say('one')).toBe('one')
})

test('one of several rules that came together can go alone', async () => {
  const { emulator, control, say } = await started()
  await using _ = emulator
  const rules = ['x', 'y', 'z'].map((name) => ({ name, when: name, reply: name }))
  expect(await control('POST', '/scenarios', rules)).toMatchObject({ added: ['x', 'y', 'z'] })
  await control('DELETE', '/scenarios?name=y')
  expect([await say('x'), await say('y'), await say('z')]).toEqual(['x', null, 'z'])
  expect(await control('POST', '/scenarios', { name: 'y', when: 'y', reply: 'again' })).toMatchObject({
    status: 201,
  })
  expect(await say('y')).toBe('y')
  await control('POST', '/reset')
  expect([await say('x'), await say('y'), await say('one')]).toEqual([null, null, 'one'])
})

test('mistakes are told with their places, and nothing is added', async () => {
  const { emulator, control, say } = await started()
  await using _ = emulator
  const yaml = 'scenarios:\n  - { name: good, when: good, reply: x }\n  - { when: two, replly: y }\n'
  expect(await control('POST', '/scenarios', yaml, 'text/yaml')).toMatchObject({
    status: 422,
    ok: false,
    errors: [
      { file: 'runtime-1', line: 3, column: 18, code: 'unknown-key', hint: expect.stringContaining('reply') },
    ],
  })
  expect(await say('good')).toBeNull()
  expect(await control('POST', '/scenarios', { name: 'one', when: 'x', reply: 'x' })).toMatchObject({
    status: 422,
    errors: [{ code: 'duplicate-name' }],
  })
  expect(await control('POST', '/scenarios', '', 'text/plain')).toMatchObject({ status: 400 })
  expect(await control('GET', '/status')).toMatchObject({
    scenarios: { rules: 1, last_reload: { ok: true } },
  })
})

test('rules can be added while a file is broken: the good set stays below them', async () => {
  const { folder, emulator, control, say } = await started()
  await using _ = emulator
  await writeFile(`${folder}/a.yaml`, 'scenarios: [')
  expect(await emulator.reload()).toBe(false)
  expect(await control('POST', '/scenarios', { name: 'new', when: 'new', reply: 'x' })).toMatchObject({
    status: 201,
  })
  expect([await say('new'), await say('one')]).toEqual(['new', 'one'])
  expect(await control('GET', '/status')).toMatchObject({ scenarios: { last_reload: { ok: false } } })
  await writeFile(`${folder}/a.yaml`, scenarioFile('fixed'))
  expect(await emulator.reload()).toBe(true)
  expect([await say('new'), await say('fixed')]).toEqual(['new', 'fixed'])
})

test('the list tells which rules were added', async () => {
  const { emulator, control } = await started()
  await using _ = emulator
  await control('POST', '/scenarios', { name: 'new', when: 'new', reply: 'x' })
  const { scenarios } = await control('GET', '/scenarios')
  expect(scenarios).toMatchObject([{ name: 'new', at: 'runtime-1:1:15', runtime: true }, { name: 'one' }])
})
