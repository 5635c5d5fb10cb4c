import type { ScriptedClient } from './scripted.ts'

export interface VerdictCase {
  readonly code: string
  readonly what: string
  readonly scenarios: readonly object[]
  /** What a client does well there, and what badly. */
  readonly well: (client: ScriptedClient) => Promise<void>
  readonly badly: (client: ScriptedClient) => Promise<void>
  /** What the evidence of the bad one says. */
  readonly evidence: RegExp
  readonly query?: string
  /** Other codes that the bad one cannot help. */
  readonly beside?: readonly string[]
}

const failing = [{ when: 'fail', error: 'azure.server_error' }]
const fox = 'The quick brown fox jumps over the lazy dog.'
const event = (content: string) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: { content } }],
})

/** Asks again and again, with these waits between. */
async function retry(client: ScriptedClient, waits: readonly number[], content = 'fail'): Promise<void> {
  await client.ask(content)
  for (const ms of waits) {
    await client.wait(ms)
    await client.ask(content)
  }
}

/** Goes on with what came of a stream, as if it had been all. */
async function carryOn(client: ScriptedClient): Promise<void> {
  const answer = await client.stream('tell me')
  await client.stream([
    { role: 'user', content: 'tell me' },
    { role: 'assistant', content: answer },
    { role: 'user', content: 'go on' },
  ])
}

/** Asks, and no more. */
async function askOnce(client: ScriptedClient): Promise<void> {
  await client.stream('tell me')
}

/** Asks again until the answer is whole. */
async function askAgain(client: ScriptedClient): Promise<void> {
  await client.stream('tell me')
  await client.wait(500)
  await carryOn(client)
}

/** Time passes as planned. */
const REAL = { headers: { 'x-emulator-speed': '1' } }

export const cases: readonly VerdictCase[] = [
  {
    code: 'retry-after-ignored',
    what: 'Retry-After of 6 s',
    scenarios: [{ replies: [{ error: { name: 'azure.rate_limit', retry_after: 6 } }, 'Now.'] }],
    well: (client) => retry(client, [6000]),
    badly: (client) => retry(client, [1000]),
    evidence: /^x1 was answered 429 with Retry-After 6 s; x2 came after 1 s$/,
  },
  {
    code: 'retry-after-ignored',
    what: 'a timer that is a little early is in time',
    scenarios: [{ replies: [{ error: { name: 'azure.rate_limit', retry_after: 6 } }, 'Now.'] }],
    well: (client) => retry(client, [5700]),
    badly: (client) => retry(client, [5600]),
    evidence: /x2 came after 5.6 s$/,
  },
  ...['azure.bad_request', 'azure.unauthorized', 'azure.deployment_not_found', 'azure.content_filter'].map(
    (error): VerdictCase => ({
      code: 'retried-final-error',
      what: error,
      scenarios: [{ error }],
      async well(client) {
        await retry(client, [])
        await client.wait(31_000)
      },
      badly: (client) => retry(client, [1000]),
      evidence: /^x1 was answered 4\d\d; x2 asked the same again$/,
    }),
  ),
  {
    code: 'no-backoff',
    what: 'waits that do not grow',
    scenarios: failing,
    well: (client) => retry(client, [500, 1000]),
    badly: (client) => retry(client, [500, 500]),
    evidence: /^3 attempts, and the waits between them do not grow: 500 ms, 500 ms$/,
  },
  {
    code: 'no-backoff',
    what: 'no wait at all',
    scenarios: failing,
    well: (client) => retry(client, [300]),
    badly: (client) => retry(client, [0]),
    evidence: /^asked again at once/,
  },
  {
    code: 'no-jitter',
    what: 'three clients after an outage',
    scenarios: failing,
    async well(client) {
      for (const n of [1, 2, 3]) await client.ask(`fail ${n}`)
      for (const n of [1, 2, 3]) {
        await client.wait(150 + 20 * n)
        await client.ask(`fail ${n}`)
      }
    },
    async badly(client) {
      for (const n of [1, 2, 3]) await client.ask(`fail ${n}`)
      await client.wait(500)
      for (const n of [1, 2, 3]) await client.ask(`fail ${n}`)
    },
    evidence: /^3 requests waited between 500 ms and 500 ms/,
  },
  {
    code: 'retry-storm',
    what: 'six attempts in two seconds',
    scenarios: failing,
    well: (client) => retry(client, [500, 1000, 2000]),
    badly: (client) => retry(client, [60, 120, 240, 480, 960]),
    evidence: /^6 attempts at the same request within 1.9 s$/,
  },
  {
    code: 'gave-up-early',
    what: 'half a minute of silence',
    scenarios: [{ replies: [{ error: 'azure.server_error' }, 'Now.'] }],
    async well(client) {
      await retry(client, [500])
      await client.wait(31_000)
    },
    async badly(client) {
      await retry(client, [])
      await client.wait(31_000)
    },
    evidence: /^x1 was answered 500, and nobody asked again in the 31 s since$/,
  },
  {
    code: 'gave-up-early',
    what: 'nothing more will come',
    scenarios: [{ replies: [{ error: 'azure.server_error' }, 'Now.'] }],
    well: (client) => retry(client, [500]),
    badly: (client) => retry(client, []),
    evidence: /^x1 was answered 500, and nobody asked again$/,
    query: 'final=true',
  },
  {
    code: 'took-part-for-whole',
    what: 'a connection that was cut',
    scenarios: [
      { when: { message: 'tell me', call: 1 }, reply: fox, faults: [{ cut: { after: 4 } }] },
      { reply: fox },
    ],
    well: askAgain,
    badly: carryOn,
    evidence: /^x1 ended by cut after "The quick.*"; x2 has that as the assistant's message$/,
  },
  {
    code: 'took-part-for-whole',
    what: 'a deployment that died: the gateway says [DONE]',
    scenarios: [
      { when: { message: 'tell me', call: 1 }, reply: fox, faults: [{ upstream_cut: { after: 4 } }] },
      { reply: fox },
    ],
    well: askAgain,
    badly: carryOn,
    evidence: /^x1 ended without a finish_reason after "The quick/,
  },
  {
    code: 'part-not-asked-again',
    what: 'a stream without a finish_reason, and nothing more will come',
    scenarios: [
      { when: { message: 'tell me', call: 1 }, reply: fox, faults: [{ upstream_cut: { after: 3 } }] },
      { reply: fox },
    ],
    well: askAgain,
    badly: askOnce,
    evidence: /^x1 ended without a finish_reason after "The.*", and nobody asked again: .* or gave up$/,
    query: 'final=true',
  },
  {
    code: 'ignored-error-event',
    what: 'an error in the middle of a stream',
    scenarios: [
      {
        when: { message: 'tell me', call: 1 },
        upstream: {
          events: [event('So'), event(' far'), { error: { message: 'it broke', type: 'server_error' } }],
        },
      },
      { reply: fox },
    ],
    well: askAgain,
    badly: carryOn,
    evidence: /^x1 brought the error "it broke" after "So far"; x2 has that text/,
  },
  {
    code: 'no-read-timeout',
    what: 'an answer that never comes',
    scenarios: [{ wire: { status: 200, headers: {}, events: [{ $end: 'hang' }] } }],
    async well(client) {
      const { leave } = await client.open('hello')
      await client.wait(40_000)
      leave()
      await client.noticed('x1')
    },
    async badly(client) {
      await client.open('hello')
      await client.wait(61_000)
    },
    evidence: /^x1 was silent for 61 s, and the client stayed connected$/,
  },
  {
    code: 'no-read-timeout',
    what: 'a stream that stands still',
    scenarios: [{ reply: fox, faults: [{ hang: { after: 2 } }] }],
    async well(client) {
      const { head, leave } = await client.open('hello')
      await head
      await client.wait(20_000)
      leave()
      await client.noticed('x1')
    },
    async badly(client) {
      await (
        await client.open('hello')
      ).head
      await client.wait(31_000)
    },
    evidence: /^x1 was silent for 31 s/,
    query: 'read_timeout=30s',
  },
  {
    code: 'never-read',
    what: 'a long answer',
    scenarios: [{ reply: { chunks: Array.from({ length: 400 }, () => 'x'.repeat(20_000)) } }],
    async well(client) {
      await client.stream('hello')
      await client.wait(61_000)
    },
    async badly(client) {
      await (
        await client.open('hello')
      ).head
      await client.wait(70_000)
    },
    evidence: /^x1: \d+ of 40\d frames left; the client does not read the rest$/,
  },
  {
    code: 'left-early',
    what: 'a stream that somebody broke off',
    scenarios: [{ reply: { chunks: Array.from({ length: 400 }, () => 'x'.repeat(20_000)) } }],
    well: async (client) => void (await client.stream('hello')),
    async badly(client) {
      const { head, leave } = await client.open('hello')
      await head
      leave()
      await client.noticed('x1')
    },
    evidence: /^x1: the client left after \d+ of 40\d frames$/,
  },
  {
    code: 'came-again',
    what: 'a proxy that repeats a request while its first copy is worked on',
    scenarios: [{ reply: 'Late.', faults: [{ as_proxy: { how: 'first_copy_late', ms: 4000 } }] }],
    async well(client) {
      const first = client.ask('hello')
      await client.wait(5000)
      await first
      await client.ask('hello')
    },
    async badly(client) {
      const first = await client.open('hello', REAL)
      await client.wait(1000)
      const second = await client.open('hello', REAL)
      await client.wait(5000)
      await Promise.all([first.head, second.head])
    },
    evidence: /^the body of x1 came once more: x2 1 s later, both worked on for \d+ ms$/,
  },
]
