import { describe, expect, test } from 'vitest'
import { brokenRule } from '../../src/provider/parameters/parameter-rules.ts'

const ASK = { role: 'user', content: 'Hi' }
const call = (id: string, name = 'f') => ({ id, type: 'function', function: { name, arguments: '{}' } })
const calls = (...ids: string[]) => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map((id) => call(id)),
})
const result = (id: string) => ({ role: 'tool', tool_call_id: id, content: '1' })
const tool = (parameters: unknown, more: object = {}) => ({
  tools: [{ type: 'function', function: { name: 'f', parameters, ...more } }],
})
const object = (properties: object, more: object = {}) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
})
const format = (schema: object, more: object = {}) => ({
  response_format: { type: 'json_schema', json_schema: { name: 'x', strict: true, schema, ...more } },
})
const TEXT = { type: 'string' }

function told(request: object, model = 'gpt-4o-2024-11-20', tokens = 10) {
  return brokenRule({ messages: [ASK], ...request }, model, () => tokens)
}

describe('what is refused', () => {
  test.each<[string, object, string | null, string | null, string]>([
    [
      'calls that no message answers',
      { messages: [ASK, calls('a', 'b'), result('a'), ASK] },
      'messages.[3].role',
      null,
      "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: b",
    ],
    [
      'calls at the end',
      { messages: [ASK, calls('a', 'b')] },
      'messages',
      null,
      "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: a, b",
    ],
    [
      'a result of another call',
      { messages: [ASK, calls('a'), result('z')] },
      'messages.[2].tool_call_id',
      null,
      "Invalid parameter: 'tool_call_id' of 'z' not found in 'tool_calls' of previous message.",
    ],
    [
      'a result behind a text',
      { messages: [ASK, calls('a'), result('a'), { role: 'assistant', content: 'x' }, result('a')] },
      'messages.[4].role',
      null,
      "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
    ],
    [
      'an assistant that says nothing',
      { messages: [ASK, { role: 'assistant', content: null }] },
      'messages.[1].content',
      null,
      "Invalid value for 'content': expected a string, got null.",
    ],
    [
      'no calls in a list of calls',
      { messages: [ASK, { role: 'assistant', content: 'x', tool_calls: [] }] },
      'messages[1].tool_calls',
      'empty_array',
      "Invalid 'messages[1].tool_calls': empty array. Expected an array with minimum length 1, but got an empty array instead.",
    ],
    [
      "the name of a call that is no function's",
      { messages: [ASK, { ...calls('a'), tool_calls: [call('a', 'mcp/x')] }, result('a')] },
      'messages[1].tool_calls[0].function.name',
      'invalid_value',
      "Invalid 'messages[1].tool_calls[0].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
    ],
    [
      "a speaker's name with a blank",
      { messages: [{ ...ASK, name: 'Ann Lee' }] },
      'messages[0].name',
      'invalid_value',
      String.raw`Invalid 'messages[0].name': string does not match pattern. Expected a string that matches the pattern '^[^\s<|\\/>]+$'.`,
    ],
    [
      'no tools in a list of tools',
      { tools: [] },
      'tools',
      'empty_array',
      "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.",
    ],
    [
      'too many tools',
      {
        tools: Array.from({ length: 129 }, (_, index) => ({
          type: 'function',
          function: { name: `f${index}` },
        })),
      },
      'tools',
      'array_above_max_length',
      "Invalid 'tools': array too long. Expected an array with maximum length 128, but got an array with length 129 instead.",
    ],
    [
      'a tool without a name',
      { tools: [{ type: 'function', function: {} }] },
      'tools[0].function.name',
      'missing_required_parameter',
      "Missing required parameter: 'tools[0].function.name'.",
    ],
    [
      'parameters that are no object',
      tool({ type: 'string' }),
      'tools[0].function.parameters',
      'invalid_function_parameters',
      `Invalid schema for function 'f': schema must be a JSON Schema of 'type: "object"', got 'type: "string"'.`,
    ],
    [
      'parameters without a type',
      tool({ properties: {} }),
      'tools[0].function.parameters',
      'invalid_function_parameters',
      `Invalid schema for function 'f': schema must be a JSON Schema of 'type: "object"', got 'type: "None"'.`,
    ],
    [
      'parameters without properties',
      tool({ type: 'object' }),
      'tools[0].function.parameters',
      'invalid_function_parameters',
      "Invalid schema for function 'f': In context=(), object schema missing properties.",
    ],
    [
      'a list of nobody knows what',
      tool({ type: 'object', properties: { a: { type: 'array' } } }),
      'tools[0].function.parameters',
      'invalid_function_parameters',
      "Invalid schema for function 'f': In context=('properties', 'a'), array schema missing items.",
    ],
    [
      'a strict tool with a key that may be left out',
      tool({ ...object({ a: TEXT }), required: [] }, { strict: true }),
      'tools[0].function.parameters',
      'invalid_function_parameters',
      "Invalid schema for function 'f': In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing 'a'.",
    ],
    [
      'a key that is required and not there',
      format(object({ a: TEXT }, { required: ['a', 'b'] })),
      'response_format',
      null,
      "Invalid schema for response_format 'x': In context=(), 'required' is required to be supplied and to be an array including every key in properties. Extra required key 'b' supplied.",
    ],
    [
      'an open object deep inside',
      format(object({ a: { type: 'array', items: { anyOf: [{ type: 'object', properties: {} }] } } })),
      'response_format',
      null,
      "Invalid schema for response_format 'x': In context=('properties', 'a', 'items', 'anyOf', '0'), 'additionalProperties' is required to be supplied and to be false.",
    ],
    [
      'an open object among the definitions',
      format(object({ a: { $ref: '#/$defs/A' } }, { $defs: { A: { type: 'object', properties: {} } } })),
      'response_format',
      null,
      "Invalid schema for response_format 'x': In context=('$defs', 'A'), 'additionalProperties' is required to be supplied and to be false.",
    ],
    [
      'a place without a type',
      format(object({ a: { description: 'anything' } })),
      'response_format',
      null,
      "Invalid schema for response_format 'x': In context=('properties', 'a'), schema must have a 'type' key.",
    ],
    [
      'a format whose name is none',
      format(object({}), { name: 'my format' }),
      'response_format.json_schema.name',
      'invalid_value',
      "Invalid 'response_format.json_schema.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
    ],
    [
      'json_object where nobody says json',
      { response_format: { type: 'json_object' } },
      'messages',
      null,
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    ],
    [
      'parallel_tool_calls without tools',
      { parallel_tool_calls: false },
      'parallel_tool_calls',
      null,
      "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when 'tools' are specified.",
    ],
    [
      'tool_choice without tools',
      { tool_choice: 'auto' },
      'tool_choice',
      null,
      "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
    ],
    [
      'five stops',
      { stop: ['a', 'b', 'c', 'd', 'e'] },
      'stop',
      'array_above_max_length',
      "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length 5 instead.",
    ],
    [
      'no tokens at all',
      { max_tokens: 0 },
      'max_tokens',
      'integer_below_min_value',
      "Invalid 'max_tokens': integer below minimum value. Expected a value >= 1, but got 0 instead.",
    ],
  ])('%s', (_, request, param, code, message) => {
    expect(told(request)).toEqual({ message, param, code })
  })

  test.each([
    ['o3-mini-2025-01-31', { top_p: 1 }, 'unsupported_parameter'],
    ['o3-2025-04-16', { stop: 'x' }, 'unsupported_parameter'],
    ['o1-2024-12-17', { logit_bias: {} }, 'unsupported_parameter'],
    ['gpt-5-2025-08-07', { presence_penalty: 0.5 }, 'unsupported_parameter'],
    ['gpt-5-2025-08-07', { temperature: 0 }, 'unsupported_value'],
    ['gpt-5.1-chat-2025-11-13', { temperature: 0.2 }, 'unsupported_value'],
  ])('%s does not take %j', (model, request, code) => {
    expect(told(request, model)).toMatchObject({ code, param: Object.keys(request)[0] })
  })

  test('a prompt beyond the input limit of gpt-5', () => {
    expect(told({}, 'gpt-5-2025-08-07', 289_650)).toEqual({
      message:
        'Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 289650 tokens. Please reduce the length of the messages.',
      param: 'messages',
      code: 'context_length_exceeded',
    })
  })
})

describe('what is not refused', () => {
  test.each<[string, object]>([
    ['a whole turn with tools', { messages: [ASK, calls('a', 'b'), result('b'), result('a'), ASK] }],
    ['an assistant that refuses', { messages: [ASK, { role: 'assistant', refusal: 'No.' }] }],
    ['a tool without parameters', { tools: [{ type: 'function', function: { name: 'f' } }] }],
    ['a tool with any parameters', tool({})],
    ['a tool of another type', { tools: [{ type: 'custom', custom: { name: 'c' } }] }],
    ['a format that is not strict', format({ type: 'array', items: TEXT }, { strict: false })],
    ['a key named like a forbidden keyword', format(object({ oneOf: TEXT, not: TEXT }))],
    [
      'a schema that refers to itself',
      format(object({ next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } })),
    ],
    [
      'JSON in a system message',
      {
        messages: [{ role: 'system', content: 'Write jSoN' }, ASK],
        response_format: { type: 'json_object' },
      },
    ],
    ['no choice without tools', { tool_choice: 'none' }],
  ])('%s', (_, request) => {
    expect(told(request)).toBeUndefined()
  })

  test.each([
    ['gpt-5-2025-08-07', { temperature: 1 }],
    ['gpt-5-chat-2025-08-07', { temperature: 0.2, top_p: 0.5 }],
    ['o3-mini-2025-01-31', { stop: 'x', max_completion_tokens: 5 }],
  ])('%s takes %j', (model, request) => {
    expect(told(request, model)).toBeUndefined()
  })
})
