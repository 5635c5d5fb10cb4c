import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { createEmulator } from '../../src/index.ts'

type Emulator = Awaited<ReturnType<typeof createEmulator>>

/** What is asked, and by which rules it is answered the first time. */
const CASES: readonly (readonly [
  name: string,
  rules: readonly object[],
  asked: { readonly content: string; readonly stream?: boolean },
])[] = [
  ['a text', [{ when: 'hi', reply: 'Line one.\n\n  Line two: "quoted".' }], { content: 'hi' }],
  ['a text in a stream', [{ when: 'hi', reply: 'Streamed.' }], { content: 'hi', stream: true }],
  [
    'reasoning and a limit',
    [{ when: 'hi', reply: { reasoning: 'Hm.', text: 'Cut', finish_reason: 'length' } }],
    { content: 'hi' },
  ],
  ['a refusal', [{ when: 'hi', reply: { refusal: 'I will not.' } }], { content: 'hi' }],
  [
    'tool calls',
    [
      {
        when: 'hi',
        reply: {
          tool_calls: [
            { name: 'a', arguments: { x: [1, 'two'] } },
            { name: 'b', arguments: {} },
          ],
        },
      },
    ],
    { content: 'hi', stream: true },
  ],
  ['a made-up text', [], { content: 'tell me about bridges' }],
  ['an error', [{ when: 'hi', error: 'azure.rate_limit' }], { content: 'hi' }],
  ['words that YAML would read otherwise', [{ when: 'no', reply: 'yes' }], { content: 'no: # - [x]' }],
]

describe('a scenario made of an exchange', () => {
  test.each(CASES)(
    'gives the same answer again: %s',
    async (_name, scenarios, { content, stream = false }) => {
      await using first = await emulatorWith(scenarios)
      const before = await ask(first, content, stream)
      const text = await copied(first, 'x1', 'scenario')
      await using second = await emulatorWith((parse(text) as { scenarios: object[] }).scenarios)
      const after = await ask(second, content, stream)
      expect(after).toEqual(before)
      expect(second.journal.at(-1)?.answered_by).not.toBe('fake')
    },
  )

  test('holds no secret', async () => {
    await using emulator = await emulatorWith([])
    await ask(emulator, 'my key is sk-abcdefghijklmnopqrstuvwxyz0123456789', false)
    for (const format of ['scenario', 'curl', 'vitest', 'pytest'])
      expect(await copied(emulator, 'x1', format)).not.toContain('abcdefghijklmnop')
  })

  test('a format that is not known is told with those that are', async () => {
    await using emulator = await emulatorWith([])
    await ask(emulator, 'hi', false)
    const response = await fetch(`${emulator.url}/_emulator/journal/x1?format=curls`)
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('did you mean \\"curl\\"'),
    ])
  })
})

test('a copied curl command asks the same again', async () => {
  await using emulator = await emulatorWith([{ when: "it's", reply: 'Quoted.' }])
  await ask(emulator, "it's 'quoted' \"twice\" $HOME `x`", false)
  const { execFile } = await import('node:child_process')
  const command = await copied(emulator, 'x1', 'curl')
  await new Promise((resolve, reject) =>
    execFile('sh', ['-c', command], (error, out) => (error === null ? resolve(out) : reject(error))),
  )
  const [first, second] = emulator.journal
  expect(second?.request.body).toBe(first?.request.body)
})

async function emulatorWith(scenarios: readonly object[]): Promise<Emulator> {
  const emulator = await createEmulator({ seed: 7, speed: 0 })
  for (const scenario of scenarios) emulator.add(scenario as never)
  return emulator
}

async function ask(emulator: Emulator, content: string, stream: boolean): Promise<unknown> {
  const response = await fetch(`${emulator.baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      messages: [{ role: 'user', content }],
      ...(stream ? { stream } : {}),
      tools: ['a', 'b'].map((name) => ({
        type: 'function',
        function: { name, parameters: { type: 'object' } },
      })),
      tool_choice: 'auto',
    }),
  })
  // Ids of calls are made anew.
  const body = (await response.text())
    .replaceAll(/"call_\w+"/g, '"call"')
    .replaceAll(/"id":"chatcmpl-\w+"/g, '"id"')
  return { status: response.status, type: response.headers.get('content-type'), body }
}

async function copied(emulator: Emulator, id: string, format: string): Promise<string> {
  return (await fetch(`${emulator.url}/_emulator/journal/${id}?format=${format}`)).text()
}
