import { expect, test } from 'vitest'
import { clientView } from '../../src/cli/commands/upgrade/client-view.ts'

const view = (body: string) =>
  clientView({
    events: [
      {
        at: 0,
        kind: 'head',
        status: 200,
        framing: 'chunked',
        headers: [['content-type', 'text/event-stream']],
      },
      { at: 0, kind: 'body', data: body },
      { at: 0, kind: 'end' },
    ],
    notes: [],
  }).body

test.each<[string, string, readonly object[]]>([
  [
    'an event behind a heartbeat',
    ': heartbeat\ndata: {"a":1}\n\n',
    [{ text: ': heartbeat' }, { value: { a: 1 } }],
  ],
  ['a heartbeat alone', ': heartbeat\n\ndata: [DONE]\n\n', [{ text: ': heartbeat' }, { text: '[DONE]' }]],
  ['an event with a name', 'event: error\ndata: {"a":1}\n\n', [{ value: { a: 1 } }]],
  ['data without a space, in two lines', 'data:{"a":\r\ndata:1}\r\n\r\n', [{ value: { a: 1 } }]],
  ['an end amid an event', 'data: {"a":1}\n\ndata: {"a', [{ value: { a: 1 } }, { text: '{"a' }]],
  ['a line that is none', 'oops\n\ndata: 1\n\n', [{ text: 'oops' }, { value: 1 }]],
])('a client reads %s', (_what, body, frames) => {
  expect(view(body)).toEqual({ kind: 'stream', frames })
})
