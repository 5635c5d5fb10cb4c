import { expect, test } from 'vitest'
import { chat, chatEvents } from '../support/chat.ts'
import { startServer } from '../support/start-service.ts'

const SCENARIOS = `scenarios:
  - { when: text, reply: A cat sat on a mat. }
  - { when: pieces, reply: { chunks: [One, ' two'] } }
  - { when: none, reply: { text: Hello, logprobs: false } }
  - { when: given, reply: { text: Hello, logprobs: { content: [{ token: Hello, logprob: -1, bytes: [] }] } } }
  - { when: tool, reply: { tool_calls: [f] } }
  - { when: both, reply: { choices: [One two, { text: Three, logprobs: false }] } }
`
const ask = (content: string, rest: object = {}) => ({ messages: [{ role: 'user', content }], ...rest })

test('a scripted text has log probabilities of its tokens where the request asks for them', async () => {
  await using server = await startServer({ scenarios: SCENARIOS })
  const { body } = await chat(server, ask('text', { logprobs: true, top_logprobs: 5 }))
  const { content } = body.choices[0]!.logprobs!
  expect(content.map(({ token }) => token).join('')).toBe('A cat sat on a mat.')
  for (const { token, bytes, logprob, top_logprobs: top } of content) {
    expect(bytes).toEqual([...Buffer.from(token)])
    expect(top).toHaveLength(5)
    expect(top[0]).toMatchObject({ token, logprob })
    expect(new Set(top.map((it) => it.token)).size).toBe(5)
    expect(top.reduce((sum, it) => sum + Math.exp(it.logprob), 0)).toBeLessThanOrEqual(1)
  }
  const again = await chat(server, ask('text', { logprobs: true, top_logprobs: 5 }))
  expect(again.body).toEqual(body)
  expect((await chat(server, ask('text'))).body.choices[0]).not.toHaveProperty('logprobs')
})

test('each chunk of a stream has those of its piece', async () => {
  await using server = await startServer({ scenarios: SCENARIOS })
  const events = await chatEvents(server, ask('pieces', { logprobs: true }))
  const tokens = events.flatMap((event) => {
    const [choice] = event['choices'] as { logprobs?: { content: { token: string }[] } | null }[]
    return choice?.logprobs?.content.map(({ token }) => token) ?? []
  })
  expect(tokens).toEqual(['One', ' two'])
})

test.each([
  ['none', undefined],
  ['tool', undefined],
  ['given', 1],
])('what the scenario says of them goes first: %s', async (message, count) => {
  await using server = await startServer({ scenarios: SCENARIOS })
  const { body } = await chat(server, ask(message, { logprobs: true }))
  expect(body.choices[0]?.logprobs?.content.length).toBe(count)
})

test('each choice by itself; no more alternatives than Azure gives', async () => {
  await using server = await startServer({ scenarios: SCENARIOS })
  const { body } = await chat(server, ask('both', { logprobs: true, top_logprobs: 1_000_000_000 }))
  expect(body.choices.map(({ logprobs }) => logprobs?.content.length)).toEqual([2, undefined])
  expect(body.choices[0]?.logprobs?.content[0]?.top_logprobs).toHaveLength(20)
})
