import { expect, test } from 'vitest'
import { exchangeOnce } from '../support/one-exchange.ts'
import type { OneRequest } from '../support/one-exchange.ts'
import type { HeaderList } from '../../src/message/headers.ts'

/** Beside the recorded cases: inputs next to theirs, answered as the gateway's public source says. */
interface Neighbour extends OneRequest {
  /** What the status and the answer's body hold. */
  readonly wants: readonly [number, string]
  /** What the call to the provider holds: its headers as lines, or its body. */
  readonly sends?: string
}

const KEY: HeaderList = [['x-bf-vk', 'sk-bf-azure']]
const NATIVE = '/v1/chat/completions'
const COMPLETIONS = '/openai/openai/deployments/gpt-4o/completions'

const NEIGHBOURS: Readonly<Record<string, Neighbour>> = {
  'a number beyond all floats keeps a virtual key from writing the body anew': {
    headers: KEY,
    body: '{"temperature":1e999,"messages":[]}',
    wants: [500, 'at index 15: mismatched type with value'],
  },
  'a raw control character does not keep a virtual key from writing the body anew': {
    headers: KEY,
    body: '{"zeta":1,"stop":"x","messages":[{"role":"user","content":"h\u0001i"}]}',
    wants: [500, 'at index 58: mismatched type with value'],
  },
  'behind a virtual key each byte that is no UTF-8 counts by itself': {
    headers: KEY,
    body: Buffer.concat([
      Buffer.from('{"messages":[{"role":"user","content":"'),
      Buffer.from([0xe2, 0x82]),
      Buffer.from('"}]}'),
    ]),
    wants: [200, 'Hi.'],
    sends: '"content": "\ufffd\ufffd"',
  },
  "the gateway's own route wants at least one message": {
    url: NATIVE,
    body: '{"model":"azure/gpt-4o","messages":[]}',
    wants: [400, 'messages is required for chat completion'],
  },
  'an empty prompt is one': {
    url: COMPLETIONS,
    body: '{"prompt":""}',
    wants: [501, 'text completions are not emulated'],
  },
  'no prompt is none': {
    url: COMPLETIONS,
    body: '{"prompt":null}',
    wants: [500, 'prompt not provided for text completion request'],
  },
  'an image of an empty prompt is refused': {
    url: '/openai/openai/deployments/gpt-4o/images/generations',
    body: '{"prompt":""}',
    wants: [500, 'prompt not provided for image generation request'],
  },
  'the user agent of the client is passed on where it is asked for': {
    headers: [['x-bf-eh-user-agent', 'mine']],
    wants: [200, 'Hi.'],
    sends: 'user-agent: mine',
  },
}

test.each(Object.entries(NEIGHBOURS))('%s', (_, { wants: [status, text], sends, ...request }) => {
  const answer = exchangeOnce(request)
  expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(text)])
  const [call] = answer.calls
  const lines = call?.headers.map(([name, value]) => `${name}: ${value}`) ?? []
  if (sends !== undefined) expect([...lines, call?.body].join('\n')).toContain(sends)
})
