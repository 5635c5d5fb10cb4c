import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { importFile } from '../../src/record/import-file.ts'
import { newFolder } from '../disk/support.ts'
import { runTool } from '../testing/run-tool.ts'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
type Emulator = Awaited<ReturnType<typeof createEmulator>>

async function ask(emulator: Emulator, content: string, stream = false): Promise<[number, string]> {
  const response = await fetch(`${emulator.baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content }], ...(stream ? { stream } : {}) }),
  })
  return [response.status, await response.text()]
}

async function imported(file: string, ...more: string[]) {
  const cwd = path.dirname(file)
  const told = await runTool(
    process.execPath,
    [main, 'import', path.basename(file), '--out', 'made', ...more],
    cwd,
  )
  return { told, folder: path.join(cwd, 'made') }
}

describe.each(['har', 'jsonl'])('an emulator’s own journal as %s', (format) => {
  test('is imported, and gives the same answers', async () => {
    await using source = await createEmulator({ seed: 7, speed: 0 })
    source.add({ when: 'whole', reply: 'A whole answer.' })
    source.add({ when: 'limit', error: 'azure.rate_limit' })
    const before = [
      await ask(source, 'whole'),
      await ask(source, 'whole', true),
      await ask(source, 'limit'),
      await ask(source, 'made up', true),
    ]
    const file = path.join(await newFolder(), `session.${format}`)
    await writeFile(file, await (await fetch(`${source.url}/_emulator/journal?format=${format}`)).text())
    const { told, folder } = await imported(file)
    expect([told.code, told.err]).toEqual([0, ''])
    await using again = await createEmulator({ scenarios: folder, speed: 0, strict: true })
    const after = [
      await ask(again, 'whole'),
      await ask(again, 'whole', true),
      await ask(again, 'limit'),
      await ask(again, 'made up', true),
    ]
    expect(after).toEqual(before)
  })
})

test('the fixtures that aimock ships are imported, and answer as they say', async () => {
  const shipped = new URL('../../node_modules/@copilotkit/aimock/fixtures/', import.meta.url)
  const folder = await newFolder()
  const file = path.join(folder, 'greeting.json')
  await writeFile(file, await readFile(new URL('example-greeting.json', shipped)))
  const { told, folder: made } = await imported(file)
  expect([told.code, told.out.includes('aimock fixtures, 2 found')]).toEqual([0, true])
  await using emulator = await createEmulator({ scenarios: made, strict: true })
  const [, text] = await ask(emulator, 'goodbye')
  expect(JSON.parse(text)).toMatchObject({
    choices: [{ message: { content: 'Goodbye! Have a great day!' } }],
  })
})

test('a stream of events is imported, for a message that names it', async () => {
  const file = path.join(await newFolder(), 'lighthouse.sse')
  await writeFile(
    file,
    'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Light."},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
  )
  const { told, folder } = await imported(file)
  expect([told.code, told.out]).toEqual([0, expect.stringContaining('the stream holds no request')])
  await using emulator = await createEmulator({ scenarios: folder, strict: true })
  expect((await ask(emulator, 'the lighthouse, please', true))[1]).toContain('"content":"Light."')
})

test('what could not be carried over is told, and a file that gives nothing fails', async () => {
  const file = path.join(await newFolder(), 'odd.json')
  await writeFile(
    file,
    JSON.stringify({ fixtures: [{ match: { endpoint: 'image' }, response: { content: 'x' } }] }),
  )
  const { told } = await imported(file)
  expect([told.code, told.out]).toEqual([1, expect.stringContaining('fixture 1: it answers image, not chat')])
  await writeFile(file, '{"openapi":"3.1.0"}')
  const { told: unknown } = await imported(file)
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('not known; what can be read')])
})

test.each([
  ['a log without entries', '{"log":{"entries":[]}}', 'HTTP Archive'],
  [
    'an entry that was saved without content',
    JSON.stringify({
      log: { entries: [{ request: { url: 'http://x/y' }, response: { status: 200, content: { size: 5 } } }] },
    }),
    'HTTP Archive',
  ],
  ['a list', '[]', undefined],
  ['no JSON', '{', undefined],
])('%s is read without harm', (_name, text, format) => {
  const found = importFile(text, 'file.json', 'gateway')
  expect([found?.format, found?.exchanges ?? []]).toEqual([format, []])
})
