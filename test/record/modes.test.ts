import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import type { EmulatorOptions } from '../../src/in-process/emulator-options.ts'
import { newFolder } from '../disk/support.ts'

type Emulator = Awaited<ReturnType<typeof createEmulator>>
type Record = NonNullable<EmulatorOptions['record']>

async function ask(emulator: Pick<Emulator, 'baseURL'>, body: string | object, headers = {}) {
  const asked = typeof body === 'string' ? { messages: [{ role: 'user', content: body }] } : body
  const response = await fetch(`${emulator.baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(asked),
  })
  const text = await response.text()
  const answer = (text.startsWith('{"id"') ? JSON.parse(text) : {}) as {
    choices?: { message: { content: string } }[]
  }
  return { status: response.status, text, said: answer.choices?.[0]?.message.content }
}

/** Gives a text of its own to each request. */
async function counting(): Promise<Emulator> {
  const target = await createEmulator({ seed: 7 })
  target.add({ when: {}, replies: ['One.', 'Two.', 'Three.', 'Four.', 'Five.', 'Six.'] })
  return target
}

function recording(target: Emulator, out: string, more: Record = {}): Promise<Emulator> {
  return createEmulator({ seed: 7, record: { target: target.url, out, ...more } })
}

describe('what is missing', () => {
  test('is asked once, and known then', async () => {
    await using target = await counting()
    const out = await newFolder()
    await using emulator = await recording(target, out)
    emulator.when('mine').reply('Own.')
    const said = []
    for (const text of ['a', 'mine', 'a', 'b', 'a']) said.push((await ask(emulator, text)).said)
    expect(said).toEqual(['One.', 'Own.', 'One.', 'Two.', 'One.'])
    expect(target.journal).toHaveLength(2)
    expect(await readdir(out)).toEqual(['gpt-4o-a.yaml', 'gpt-4o-b.yaml'])
  })

  test('is asked for sessions apart', async () => {
    await using target = await counting()
    await using emulator = await recording(target, await newFolder())
    const [anna, ben] = [emulator.session('anna'), emulator.session('ben')]
    const said = []
    for (const who of [anna, ben, anna]) said.push((await ask(who, 'a')).said)
    expect(said).toEqual(['One.', 'Two.', 'One.'])
    expect(anna.journal.length).toBeGreaterThan(0)
    expect((await ask(emulator, 'a', anna.headers)).said).toBe('One.')
    const inMemory = await anna.fetch(`${anna.baseURL}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'a' }] }),
    })
    expect(await inMemory.text()).toContain('One.')
  })
})

test('replay never asks the target, and a miss is an error that names what comes nearest', async () => {
  await using target = await counting()
  const out = await newFolder()
  {
    await using recorded = await recording(target, out, { mode: 'record' })
    await ask(recorded, 'a')
  }
  await using emulator = await createEmulator({ record: { mode: 'replay', out } })
  expect((await ask(emulator, 'a')).said).toBe('One.')
  const missed = await ask(emulator, 'b')
  expect([missed.status, missed.text]).toEqual([404, expect.stringContaining('no scenario matches')])
  expect(emulator.unmatched).toHaveLength(1)
  expect(target.journal).toHaveLength(1)
})

test('recording asks for everything: the same question is the next answer, and an earlier recording makes room', async () => {
  await using target = await counting()
  const out = await newFolder()
  await writeFile(path.join(out, 'own.yaml'), 'scenarios: [{ when: own, reply: Own. }]')
  for (const expected of [
    ['One.', 'Two.'],
    ['Three.', 'Four.'],
  ]) {
    await using recorded = await recording(target, out, { mode: 'record' })
    expect([(await ask(recorded, 'a')).said, (await ask(recorded, 'a')).said]).toEqual(expected)
  }
  expect(await readdir(out)).toEqual(['gpt-4o-a.yaml', 'own.yaml'])
  await using emulator = await createEmulator({ record: { mode: 'replay', out } })
  const said = []
  for (let count = 0; count < 3; count++) said.push((await ask(emulator, 'a')).said)
  expect(said).toEqual(['Three.', 'Four.', 'Four.'])
})

const MESSAGES = [
  { role: 'system', content: 'Be short.' },
  { role: 'user', content: 'a' },
]
const tool = (name: string) => ({ type: 'function', function: { name, parameters: {} } })

test.each<[name: string, match: readonly string[], first: object, same: object, other: object]>([
  ['the last message', ['message'], { messages: MESSAGES }, { messages: MESSAGES.slice(1) }, one('b')],
  ['all messages', ['messages'], { messages: MESSAGES }, { messages: MESSAGES, n: 1 }, one('a')],
  [
    'the system prompt',
    ['system'],
    { messages: MESSAGES },
    { messages: [MESSAGES[0], ...one('b').messages] },
    one('a', 'Be long.'),
  ],
  [
    'the model',
    ['model'],
    { ...one('a'), model: 'm' },
    { ...one('b'), model: 'm' },
    { ...one('a'), model: 'n' },
  ],
  [
    'the tools',
    ['tools'],
    { ...one('a'), tools: [tool('f')] },
    { ...one('b'), tools: [tool('f')] },
    { ...one('a'), tools: [tool('g')] },
  ],
  ['no tools', ['tools'], one('a'), one('b'), { ...one('a'), tools: [tool('g')] }],
  ['the choice of a tool', ['tool_choice'], chosen('f'), { ...chosen('f'), ...one('b') }, chosen('g')],
  ['a tool’s result', ['tool_result'], result('sun'), result('sun'), result('rain')],
  [
    'the format',
    ['response_format'],
    format('json_object'),
    { ...format('json_object'), ...one('b') },
    format('text'),
  ],
  ['a path of the body', ['body.metadata.tenant'], tenant('x'), { ...tenant('x'), ...one('b') }, tenant('y')],
  [
    'a number of the body',
    ['body.temperature'],
    { ...one('a'), temperature: 0.5 },
    { ...one('b'), temperature: 0.5 },
    one('a'),
  ],
])('%s can be what must be the same', async (_name, match, first, same, other) => {
  await using target = await counting()
  await using emulator = await recording(target, await newFolder(), { match })
  const said = []
  for (const body of [first, same, other]) said.push((await ask(emulator, body)).said)
  expect(said).toEqual(['One.', 'One.', 'Two.'])
})

function one(content: string, system?: string) {
  const messages = [{ role: 'user', content }]
  return { messages: system === undefined ? messages : [{ role: 'system', content: system }, ...messages] }
}

function chosen(name: string): object {
  return { ...one('a'), tools: [tool('f'), tool('g')], tool_choice: { type: 'function', function: { name } } }
}

function format(type: string): object {
  return { ...one('a in JSON'), response_format: { type } }
}

function tenant(name: string): object {
  return { ...one('a'), metadata: { tenant: name } }
}

function result(content: string): object {
  const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{}' } }
  return {
    messages: [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content },
    ],
  }
}

test.each([[['message']], [['messages']]])(
  'a question whose secrets were taken out is known again, matched by %s',
  async (match) => {
    await using target = await counting()
    const out = await newFolder()
    const secret = 'My key is sk-proj-verysecret123456 (account 4711), thanks.'
    await using emulator = await recording(target, out, { match, redact: ['account \\d+'] })
    const said = []
    for (const text of [secret, secret, 'My key is not here, thanks.'])
      said.push((await ask(emulator, text)).said)
    expect(said).toEqual(['One.', 'One.', 'Two.'])
    const files = await Promise.all(
      (await readdir(out)).map((name) => readFile(path.join(out, name), 'utf8')),
    )
    expect(files.filter((text) => /verysecret|4711/.test(text))).toEqual([])
  },
)

test('a secret across the frames of a stream does not reach the disk', async () => {
  await using target = await createEmulator({ seed: 7 })
  target.add({ when: {}, reply: { chunks: ['Your key: sk-pr', 'oj-very', 'secret123456', ' for now.'] } })
  const out = await newFolder()
  await using emulator = await recording(target, out)
  expect((await ask(emulator, { ...one('a'), stream: true })).text).toContain('secret123456')
  const [name] = await readdir(out)
  const text = await readFile(path.join(out, name!), 'utf8')
  expect([text.includes('secret123456'), text.includes('Your key: [redacted] for now.')]).toEqual([
    false,
    true,
  ])
})

test.each<[record: unknown, message: string]>([
  [{}, 'record.target must be a URL such as https://gateway.example, got undefined'],
  [{ target: 'ftp://x' }, 'record.target must be a URL such as https://gateway.example, got "ftp://x"'],
  [
    { target: 'http://x', mode: 'all' },
    'record.mode: mode must be one of record, missing, replay, got "all"; known:',
  ],
  [{ target: 'http://x', to: 'y' }, 'record.to: unknown key "to" in record; known: target'],
  [
    { target: 'http://x', match: ['mesage'] },
    'record.match: "mesage" is nothing that can be compared; did you mean "message"?',
  ],
  [{ target: 'http://x', redact: ['('] }, 'record.redact: '],
])('a wrong record is told: %j', async (record, message) => {
  await expect(createEmulator({ record: record as Record })).rejects.toThrow(message)
})
