import { describe, expect, test } from 'vitest'
import { decodeJson } from '../../../src/gateway/go-json/decode.ts'
import { CHAT_REQUEST, toUpstream } from './line.ts'

describe('what goes on to Azure', () => {
  test.each([
    ['max_tokens is lost', { max_tokens: 5 }, {}],
    ['fallbacks are the gateway’s own', { fallbacks: ['azure/x'] }, {}],
    ['few completion tokens are raised', { max_completion_tokens: 5 }, { max_completion_tokens: 16 }],
    ['enough completion tokens stay', { max_completion_tokens: 17 }, { max_completion_tokens: 17 }],
    ['a user of 64 bytes stays', { user: 'u'.repeat(64) }, { user: 'u'.repeat(64) }],
    ['a longer one is dropped', { user: 'é'.repeat(33) }, {}],
    ['stream false is not sent', { stream: false }, {}],
    [
      'stream options without a stream stay',
      { stream_options: { include_usage: true } },
      { stream_options: { include_usage: true } },
    ],
    [
      'the effort moves to the top',
      { reasoning: { effort: 'low', max_tokens: 9 } },
      { reasoning_effort: 'low' },
    ],
    ['a reasoning budget is lost', { reasoning_max_tokens: 9 }, {}],
    ['tool choice any stays', { tool_choice: 'any' }, { tool_choice: 'any' }],
    [
      'only the chosen kind of tool stays',
      { tool_choice: { type: 'function', function: { name: 'f' }, custom: { name: 'g' } } },
      { tool_choice: { type: 'function', function: { name: 'f' } } },
    ],
    [
      'tools lose their cache control',
      { tools: [{ type: 'function', cache_control: { type: 'ephemeral' } }] },
      { tools: [{ type: 'function' }] },
    ],
  ])('%s', (_, body, upstream) => {
    expect(upstreamOf(body, false)).toEqual({ model: 'gpt', messages: [], ...upstream })
  })

  test('a stream always asks for usage', () => {
    expect(upstreamOf({ stream_options: { include_usage: false, include_obfuscation: true } }, true)).toEqual(
      {
        model: 'gpt',
        messages: [],
        stream: true,
        stream_options: { include_usage: true },
      },
    )
  })

  test.each([
    ['cache control', { type: 'text', text: 'a', cache_control: { type: 'e' } }, { type: 'text', text: 'a' }],
    ['citations', { type: 'text', text: 'a', citations: { enabled: true } }, { type: 'text', text: 'a' }],
    [
      'a file’s type, and its address with it',
      { type: 'file', file: { file_id: 'f', file_type: 'pdf', file_url: 'u' } },
      { type: 'file', file: { file_id: 'f' } },
    ],
    [
      'not the address alone',
      { type: 'file', file: { file_url: 'u' } },
      { type: 'file', file: { file_url: 'u' } },
    ],
  ])('blocks lose %s', (_, block, cleaned) => {
    expect(upstreamOf({ messages: [{ role: 'user', content: [block] }] }, false)).toEqual({
      model: 'gpt',
      messages: [{ role: 'user', content: [cleaned] }],
    })
  })
})

function upstreamOf(body: unknown, stream: boolean): unknown {
  const decoded = decodeJson<Record<string, unknown>>(CHAT_REQUEST, JSON.stringify(body))
  if (!decoded.ok) throw new Error(decoded.error)
  return toUpstream(decoded.value, 'gpt', stream)
}
