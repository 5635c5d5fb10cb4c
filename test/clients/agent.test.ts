import type OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { startServer } from '../support/start-service.ts'
import { getWeather, kinds, model, user } from './openai.ts'

const MOST_TURNS = 6

/** Asks, runs every tool that is called, and asks again, until the model answers in words. */
async function runAgent(client: OpenAI, question: string, choice: 'auto' | 'required') {
  const messages = user(question)
  const called: string[] = []
  for (let turn = 1; turn <= MOST_TURNS; turn++) {
    const completion = await client.chat.completions.create({
      model,
      messages,
      tools: [getWeather],
      tool_choice: choice,
    })
    const { message } = completion.choices[0]!
    messages.push(message)
    const calls = (message.tool_calls ?? []).filter((call) => call.type === 'function')
    if (calls.length === 0) return { turn, called, answer: message.content }
    for (const { id, function: fn } of calls) {
      const { city } = JSON.parse(fn.arguments) as { city: string }
      called.push(city)
      messages.push({ role: 'tool', tool_call_id: id, content: `18 degrees in ${city}` })
    }
  }
  throw new Error(`no answer after ${MOST_TURNS} turns`)
}

const scenarios = `
scenarios:
  - when: { message: /weather in (\\w+) and (\\w+)/, turn: 1 }
    reply: { tool_calls: [ { name: get_weather, arguments: { city: '{{ match[1] }}', days: 1 } } ] }
  - when: { message: /weather in (\\w+) and (\\w+)/, turn: 2, tool_result: get_weather }
    reply: { tool_calls: [ { name: get_weather, arguments: { city: '{{ match[2] }}', days: 1 } } ] }
  - when: { tool_result: get_weather }
    reply: 'I looked twice. {{ request.messages[-1].text }}.'
`

describe.each(kinds)('$name: an agent loop ends', ({ make }) => {
  test('as the scenarios tell it', async () => {
    await using server = await startServer({ scenarios, strict: true })
    expect(await runAgent(make(server), 'weather in Oslo and Rome?', 'auto')).toEqual({
      turn: 3,
      called: ['Oslo', 'Rome'],
      answer: 'I looked twice. 18 degrees in Rome.',
    })
  })

  test('with nothing but fakes', async () => {
    await using server = await startServer()
    const { turn, called, answer } = await runAgent(make(server), 'What is the weather?', 'auto')
    expect([turn, called.length, typeof answer]).toEqual([1, 0, 'string'])
  })

  test('not while it demands a tool in every turn', async () => {
    await using server = await startServer()
    await expect(runAgent(make(server), 'What is the weather?', 'required')).rejects.toThrow(
      'no answer after',
    )
  })
})
