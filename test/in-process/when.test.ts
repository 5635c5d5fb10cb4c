import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createEmulator, WrongScenario } from '../../src/index.ts'
import { newFolder, scenarioFile, writeFiles } from '../disk/support.ts'
import { say } from './ask.ts'

const folder = await newFolder()
await writeFiles(folder, { 'a.yaml': scenarioFile('filed') })
const emulator = await createEmulator({ seed: 7, scenarios: folder, strict: true })
afterAll(() => emulator.close())
beforeEach(() => emulator.reset())

describe('rules in the language of scenario files', () => {
  test('answer from the next request on; the newest goes first, then the older ones, then those of files', async () => {
    emulator.when('filed').reply('first')
    expect(await say(emulator, 'filed')).toBe('first')
    const second = emulator.when(/FIL.d/i).reply('second')
    expect(await say(emulator, 'filed')).toBe('second')
    second.remove()
    expect(await say(emulator, 'filed')).toBe('first')
    emulator.reset()
    expect(await say(emulator, 'filed')).toBe('I am filed')
  })

  test('hold every kind of answer', async () => {
    emulator
      .when({ message: 'r' })
      .replies(['one', { text: 'two' }, { error: 'azure.server_error' }], { then: 'loop' })
    expect([await say(emulator, 'r'), await say(emulator, 'r'), await say(emulator, 'r')]).toEqual([
      'one',
      'two',
      expect.stringContaining('The server had an error'),
    ])
    expect(await say(emulator, 'r')).toBe('one')
    emulator.when({ message: 'r' }).error({ name: 'azure.rate_limit', retry_after: 3 })
    expect(await say(emulator, 'r')).toContain('retry after 3 seconds')
    emulator.when('r').wire({ status: 203, text: new TextEncoder().encode('raw') })
    expect(await fetch(`${emulator.baseURL}/chat/completions`, chatOf('r')).then((it) => it.status)).toBe(203)
    emulator.when('r').upstream({ status: 200, body: { id: 'x', object: 'chat.completion', choices: [] } })
    expect(await say(emulator, 'r')).toContain('"choices":[]')
    emulator.when('r').fake({ style: 'echo' })
    expect(await say(emulator, 'say r')).toBe('say r')
    emulator.add({ when: 'r', reply: 'whole', times: 1 })
    expect([await say(emulator, 'r'), await say(emulator, 'r')]).toEqual(['whole', 'r'])
  })

  test('can be changed while they answer', async () => {
    const rule = emulator.when('x').named('mine').reply('still here').times(1)
    expect([rule.name, rule.hits]).toEqual(['mine', 0])
    expect(await say(emulator, 'x')).toBe('still here')
    expect(await say(emulator, 'x')).toContain('no scenario matches')
    rule.times(3).named('ours').setState('asked')
    expect([await say(emulator, 'x'), rule.name, rule.hits]).toEqual(['still here', 'ours', 1])
    emulator
      .when({ state: 'asked' })
      .reply('again')
      .timing('instant')
      .faults({ status: { code: 418 } }, 'delay:ms=1')
    const response = await fetch(`${emulator.baseURL}/chat/completions`, chatOf('x'))
    expect(response.status).toBe(418)
  })

  test('are named after their place; those of a loop are counted', () => {
    const rules = [1, 2].map((n) => emulator.when(`n${n}`).reply('x'))
    expect(rules.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^when\.test\.ts:\d+$/),
      expect.stringMatching(/^when\.test\.ts:\d+ \(2\)$/),
    ])
    expect(emulator.unused.map(({ name }) => name)).toEqual(rules.map(({ name }) => name))
  })

  test('tell when one was begun that has no answer', () => {
    emulator.when('x')
    expect(emulator.unfinished).toEqual([expect.stringMatching(/^when\.test\.ts:\d+$/)])
  })

  test('that somebody else removed come back when they are changed', async () => {
    const rule = emulator.when('x').reply('here')
    await fetch(`${emulator.url}/_emulator/scenarios`, { method: 'DELETE' })
    expect(await say(emulator, 'x')).toContain('no scenario matches')
    rule.times(2)
    expect([await say(emulator, 'x'), rule.hits]).toEqual(['here', 1])
  })

  test('survive a reload of the files, also one that is under way', async () => {
    const reading = emulator.reload()
    emulator.when('filed').reply('added meanwhile')
    expect(await reading).toBe(true)
    expect(await say(emulator, 'filed')).toBe('added meanwhile')
  })
})

describe('a wrong rule throws at once, in the words of a file', () => {
  // The types refuse these; JavaScript does not.
  const wrong = (scenario: object) => () => emulator.add(scenario as never)

  test.each([
    [
      { when: { mesage: 'x' }, reply: 'y' },
      'when.mesage: unknown key "mesage" in when\n  hint: did you mean "message"?',
    ],
    [
      { when: 'x', error: 'azure.rate_limits' },
      'error: there is no error "azure.rate_limits"\n  hint: did you mean',
    ],
    [{ when: 'x', reply: 'y', faults: ['cuts:after=3'] }, 'faults[0]: there is no fault "cuts"'],
    [
      { when: 'x', reply: { tool_calls: [{ name: 3 }] } },
      'reply.tool_calls[0].name: name must be text, got the number 3',
    ],
    [{ when: 'x' }, 'the scenario has no "reply"'],
    [{ when: 'x', reply: 'a', error: 'azure.timeout' }, 'cannot stand together'],
    [{ when: { message: /a(?=b)/ }, reply: 'y' }, 'when.message: '],
    [{ when: 'x', reply: { text: /x/ } }, 'reply.text cannot be the pattern /x/'],
    [{ when: { message: { contains: /x/ } }, reply: 'y' }, 'when.message.contains takes a text'],
    [{ when: 'x', reply: { text: () => 'y' } }, 'reply.text cannot be a function'],
    [{ when: 'x', reply: Promise.resolve('y') }, 'reply cannot be a promise'],
    [{ when: 'x', reply: { json: { n: Infinity } } }, 'reply.json.n cannot be Infinity'],
  ])('%j', (scenario, message) => {
    expect(wrong(scenario)).toThrow(message)
    expect(emulator.unfinished).toEqual([])
  })

  test('and changes nothing', async () => {
    const rule = emulator.when('x').reply('good')
    expect(() => rule.faults('cuts' as 'cut')).toThrow(WrongScenario)
    expect(await say(emulator, 'x')).toBe('good')
    expect(() => emulator.when('x').named(rule.name).reply('y')).toThrow(`the name "${rule.name}" is taken`)
  })

  test('orders too', () => {
    expect(() => emulator.next({ error: 'azure.rate_limits' as 'azure.rate_limit' })).toThrow(
      'did you mean "azure.rate_limit"',
    )
    expect(() => emulator.next({ error: 'azure.timeout', when: { mesage: 'x' } as object })).toThrow(
      'did you mean "message"',
    )
    const wrong = { rate: 2, error: 'azure.timeout' } as const
    expect(() => emulator.chaos(wrong)).toThrow(/^rate must be/)
    expect(() => emulator.chaos([{ error: 'azure.timeout' }, wrong])).toThrow(/^\[1\]\.rate: rate must be/)
    expect(() => emulator.limits({ rpms: 2 } as object)).toThrow(/unknown key "rpms" in the limit; /)
  })

  test('options too', async () => {
    await expect(createEmulator({ sede: 7 } as object)).rejects.toThrow(
      'unknown key "sede" in the options; did you mean "seed"',
    )
    await expect(createEmulator({ clock: 'sun' as 'wall' })).rejects.toThrow(
      'clock must be one of wall, manual, got "sun"',
    )
    await expect(createEmulator({ journal: { entrys: 2 } as object })).rejects.toThrow(
      'journal.entrys: unknown key "entrys" in journal; did you mean "entries"',
    )
    await expect(createEmulator({ journal: { entries: 0 } })).rejects.toThrow(
      'journal.entries: entries must be a whole number of at least 1, got 0',
    )
  })
})

function chatOf(content: string): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content }] }),
  }
}

test('what is probably not meant, but may be, throws nothing', async () => {
  await using emulator = await createEmulator()
  emulator.add({ when: 'odd', reply: { text: 'a', finish_reason: 'lenght' } })
  expect(() => emulator.add({ when: 'none', reply: {} })).toThrow(/reply must not be empty/)
})
