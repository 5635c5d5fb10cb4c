import { readdirSync, readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Emulator } from '../../src/exchange/emulator.ts'
import { askFor, messageOf, says, SHIPPED, shippedEmulator, streamedText } from './support.ts'

let emulator: Emulator
beforeEach(async () => {
  emulator = await shippedEmulator()
})

const getWeather = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
  },
}
const call = (id: string) => ({ id, type: 'function', function: { name: 'get_weather', arguments: '{}' } })
const result = (id: string, content: string) => ({ role: 'tool', tool_call_id: id, content })
const callsOf = (outcome: Parameters<typeof messageOf>[0]) =>
  messageOf(outcome).tool_calls?.map((it) => [it.function.name, JSON.parse(it.function.arguments)])

/** How each file is played. Every shipped file stands here. */
const played: Readonly<Record<string, () => void>> = {
  'hello.yaml': () => {
    const answer = askFor(emulator, says('Hello!'))
    expect([answer.rule, answer.status, messageOf(answer).content]).toEqual([
      'hello',
      200,
      'Hello! How can I help you today?',
    ])
  },
  'chaos.yaml': () => {
    const ask = (deployment: string) => askFor(emulator, says('Hello!'), deployment)
    expect(['first-fails', 'first-fails', 'first-fails'].map((it) => ask(it).status)).toEqual([429, 429, 200])
    expect([ask('flapping').status, ask('gpt-4o').status]).toEqual([503, 200])
    const thirty = Array.from({ length: 30 }, () => ask('unreliable'))
    const hits = thirty.filter(({ status, ending }) => status !== 200 || ending !== 'end').length
    expect([hits > 3, hits < 20]).toEqual([true, true])
  },
  'limits.yaml': () => {
    const ask = (deployment: string) => askFor(emulator, says('Hello!'), deployment)
    const small = Array.from({ length: 7 }, () => ask('small'))
    expect(small.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429])
    expect(small.at(-1)!.headers['retry-after-ms']).toBe('10000')
    expect(Array.from({ length: 4 }, () => ask('shared').status)).toEqual([200, 200, 200, 429])
  },
  'weather-tool.yaml': () => {
    const question = { role: 'user', content: "What's the weather in Paris?" }
    const first = askFor(emulator, { messages: [question], tools: [getWeather] })
    expect(callsOf(first)).toEqual([['get_weather', { location: 'Paris' }]])
    const history = [
      question,
      { role: 'assistant', tool_calls: [call('c1')] },
      result('c1', '18 degrees and sunny'),
    ]
    const second = askFor(emulator, { messages: history, tools: [getWeather] })
    expect(messageOf(second).content).toBe('The weather station says: 18 degrees and sunny')
  },
  'parallel-tools.yaml': () => {
    const question = { role: 'user', content: 'Compare the weather in Lisbon and Oslo.' }
    const first = askFor(emulator, { messages: [question], tools: [getWeather] })
    expect(callsOf(first)).toEqual([
      ['get_weather', { location: 'Lisbon' }],
      ['get_weather', { location: 'Oslo' }],
    ])
    const history = [
      question,
      { role: 'assistant', tool_calls: [call('c1'), call('c2')] },
      result('c1', '24'),
      result('c2', '9'),
    ]
    expect(messageOf(askFor(emulator, { messages: history, tools: [getWeather] })).content).toBe(
      'It is warmer in Lisbon than in Oslo.',
    )
  },
  'structured-output.yaml': () => {
    const schema = {
      type: 'object',
      properties: {
        name: { type: 'string' },
        date: { type: 'string' },
        participants: { type: 'array', items: { type: 'string' } },
      },
      required: ['name', 'date', 'participants'],
      additionalProperties: false,
    }
    const response_format = {
      type: 'json_schema',
      json_schema: { name: 'calendar_event', strict: true, schema },
    }
    const answer = askFor(emulator, {
      ...says('Alice and Bob are going to a science fair on Friday.'),
      response_format,
    })
    const value = JSON.parse(messageOf(answer).content!)
    expect([answer.rule, value.name, Object.keys(value).sort()]).toEqual([
      'calendar event',
      'Science Fair',
      ['date', 'name', 'participants'],
    ])
    expect(value.participants.every((it: unknown) => typeof it === 'string')).toBe(true)
  },
  'two-turns.yaml': () => {
    const jokes = [1, 2, 3].map(() => messageOf(askFor(emulator, says('Tell me a joke'))).content)
    expect(jokes.map((joke) => joke?.slice(0, 9))).toEqual(['Why did t', 'There are', 'Why did t'])
  },
  'slow-first-token.yaml': () => {
    const answer = askFor(emulator, { ...says('Take your time.'), stream: true })
    expect([answer.rule, answer.firstAt > 2500]).toEqual(['slow start', true])
    expect(streamedText(answer)).toMatch(/^Good things .* waiting for\.$/)
  },
  'rate-limited.yaml': () => {
    const answers = [1, 2, 3].map(() => askFor(emulator, says('Please rate limit me')))
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 200])
    expect(answers[0]!.headers['retry-after']).toBe('1')
  },
  'dies-mid-stream.yaml': () => {
    const answer = askFor(emulator, { ...says('Hang up on me'), stream: true })
    expect([answer.rule, answer.status, streamedText(answer)]).toEqual([
      'dies in mid-stream',
      200,
      'I was about to say that',
    ])
  },
  'content-filter.yaml': () => {
    const prompt = askFor(emulator, says('Trip the content filter'))
    expect([prompt.status, JSON.parse(prompt.body).error.code]).toEqual([400, 'content_filter'])
    const cut = askFor(emulator, says('Make the filter stop you'))
    expect([cut.status, JSON.parse(cut.body).choices[0].finish_reason]).toEqual([200, 'content_filter'])
  },
  'reasoning.yaml': () => {
    const answer = askFor(emulator, says("How many r's are in strawberry?"))
    expect(messageOf(answer)).toMatchObject({
      content: "There are three r's in strawberry.",
      reasoning: expect.stringMatching(/^s-t-r-a-w/),
    })
    expect(JSON.parse(answer.body).usage.completion_tokens_details.reasoning_tokens).toBe(128)
  },
  'verbatim-upstream.yaml': () => {
    const answer = askFor(emulator, says('anything'), 'verbatim')
    const body = JSON.parse(answer.body)
    expect([body.id, messageOf(answer).content, 'something_new' in body]).toEqual([
      'chatcmpl-verbatim',
      'Word for word.',
      false,
    ])
    expect(answer.headers['x-ms-region']).toBe('East US')
  },
}

const files = readdirSync(SHIPPED).filter((name) => name.endsWith('.yaml'))

describe('shipped scenarios', () => {
  test.each(files)('%s', (name) => {
    const play = played[name]
    if (play === undefined) throw new Error('no test plays this file')
    play()
  })

  test('are all played', () => {
    expect(Object.keys(played).sort()).toEqual(files.sort())
  })

  test.each(files)('%s names its schema and begins with a comment', (name) => {
    const [first, second, third] = readFileSync(`${SHIPPED}/${name}`, 'utf8').split('\n')
    expect([first, second, third?.slice(0, 2)]).toEqual([
      '# yaml-language-server: $schema=./scenario.schema.json',
      '#',
      '# ',
    ])
  })

  test('have names of their own', () => {
    expect(emulator.book.rules.filter((rule) => rule.name.includes('#')).map((rule) => rule.name)).toEqual([])
  })

  test.each([
    'Write a haiku about the sea.',
    'Say hello to my friend in French.',
    'hello, can you review this function for me?',
    'What is the weather like on Mars in general?',
    'Who won the science fair in 1998?',
    'Explain rate limits of HTTP APIs.',
    'How does a content filter work?',
    'A joke is a short story. Discuss.',
  ])('leave an ordinary request alone: %s', (message) => {
    const answer = askFor(emulator, says(message))
    expect([answer.rule, answer.status]).toEqual([undefined, 200])
  })

  test('leave an ordinary tool loop alone', () => {
    const messages = [
      { role: 'user', content: 'Find me a hotel' },
      { role: 'assistant', tool_calls: [call('c1')] },
      result('c1', '{}'),
    ]
    expect(askFor(emulator, { messages, tools: [getWeather] }).rule).toBeUndefined()
  })
})
