import { describe, expect, test } from 'vitest'
import { errorCatalogue } from '../../src/errors/catalogue.ts'
import { allLines } from '../../src/start/front-ends.ts'
import { ask, says } from '../plan/ask.ts'
import { testEmulator } from '../support/start-service.ts'

interface ErrorBody {
  readonly event_id?: string
  readonly is_bifrost_error?: boolean
  readonly type?: string
  readonly status_code?: number
  readonly error: {
    readonly type?: string
    readonly code?: string
    readonly message: string
    readonly param?: unknown
    readonly event_id?: string
  }
}

function play(error: object | string, stream = false) {
  const answer = ask(testEmulator({ scenarios: { scenarios: [{ error }] } }), says('x', { stream }))
  return { ...answer, body: JSON.parse(answer.text) as ErrorBody }
}

describe('what a scenario changes about a named error', () => {
  test.each([false, true])('retry_after sets the headers and the sentence (stream: %s)', (stream) => {
    const { status, headers, body } = play({ name: 'azure.rate_limit', retry_after: 2.5 }, stream)
    expect([status, headers['retry-after'], headers['retry-after-ms']]).toEqual([429, '3', '2500'])
    expect(body.error.message).toMatch(/Please retry after 3 seconds\.$/)
  })

  // Nobody wants a test to wait for what was not asked for.
  test.each<[object, string, RegExp]>([
    [{}, '0', /Please retry after 0 seconds\.$/],
    [{ retry_after: 2 }, '2', /Please retry after 2 seconds\.$/],
    [{ headers: { 'Retry-After': '9' } }, '9', /Please retry after 6 seconds\.$/],
  ])('where no time passes a wait is none unless it is given: %j', (given, wait, message) => {
    const emulator = testEmulator({
      scenarios: { scenarios: [{ error: { name: 'azure.rate_limit', ...given } }] },
    })
    const { headers, text } = ask(emulator, says('x'), { headers: [['x-emulator-speed', '0']] })
    expect(headers['retry-after']).toBe(wait)
    expect((JSON.parse(text) as ErrorBody).error.message).toMatch(message)
  })

  test('a message of its own is left alone by retry_after', () => {
    const { headers, body } = play({ name: 'azure.rate_limit', retry_after: 9, message: 'Not so fast' })
    expect([headers['retry-after'], body.error.message]).toEqual(['9', 'Not so fast'])
  })

  // One of each layer that has a body: whatever can be changed is.
  test.each(['azure.server_error', 'azure.rate_limit', 'bifrost.queue_full', 'governance.budget_exceeded'])(
    '%s takes message, code, type, param and status',
    (name) => {
      const { status, body } = play({ name, status: 503, message: 'm', code: 'c', type: 't', param: 'p' })
      expect(status).toBe(503)
      expect(body.error).toEqual({ message: 'm', code: 'c', type: 't', param: 'p' })
      expect([undefined, 503]).toContain(body.status_code)
    },
  )

  test.each(['azure.server_error', 'azure.rate_limit', 'bifrost.queue_full', 'governance.budget_exceeded'])(
    '%s takes both event ids',
    (name) => {
      for (const stream of [false, true]) {
        const { body } = play({ name, event_id: 'inner', outer: { event_id: 'outer' } }, stream)
        expect([body.event_id, body.error.event_id]).toEqual(['outer', 'inner'])
      }
    },
  )

  test.each(['bifrost.queue_full', 'governance.budget_exceeded'])(
    "%s takes the gateway's own fields",
    (name) => {
      const { body } = play({ name, outer: { type: 't', is_bifrost_error: true } })
      expect([body.type, body.is_bifrost_error]).toEqual(['t', true])
    },
  )

  test.each(['azure.server_error', 'bifrost.queue_full', 'governance.request_limited', 'bifrost.deadline'])(
    '%s takes headers and retry_after',
    (name) => {
      const { headers } = play({ name, retry_after: 4, headers: { 'x-ms-region': 'Mars' } })
      expect([headers['x-ms-region'], headers['retry-after']]).toEqual(['Mars', '4'])
    },
  )

  test.each(['azure.server_error', 'bifrost.queue_full'])('%s takes a whole body', (name) => {
    const error = { message: 'all mine', code: 'own' }
    expect(play({ name, body: { error } }).body.error).toMatchObject(error)
  })

  test('the number of a code becomes a text', () => {
    expect(play({ name: 'azure.server_error', code: 1234 }).body.error.code).toBe('1234')
  })

  test('the change of one rule does not stay for the next', () => {
    play({ name: 'azure.rate_limit', message: 'changed', headers: { 'x-a': 'b' }, retry_after: 99 })
    const { headers, body } = play('azure.rate_limit')
    expect([headers['retry-after'], headers['x-a']]).toEqual(['6', undefined])
    expect(body.error.message).toMatch(/retry after 6 seconds/)
  })
})

describe('an error by its fields', () => {
  test.each([
    [{ status: 418 }, { message: 'The request failed.' }],
    [
      { status: 400, message: 'no', code: 'x', param: 'messages' },
      { message: 'no', code: 'x', param: 'messages' },
    ],
    [
      { status: 500, type: 'server_error', message: 'boom' },
      { type: 'server_error', message: 'boom' },
    ],
    [{ status: 409, code: null, message: 'clash' }, { message: 'clash' }],
  ])('%j', (error, expected) => {
    const { status, body } = play(error)
    expect([status, body.error, body.status_code]).toEqual([error.status, expected, error.status])
  })

  test('is told like any other of the deployment, before a stream too', () => {
    const whole = play({ status: 429, message: 'slow down', retry_after: 1, headers: { 'x-a': 'b' } })
    const stream = play({ status: 429, message: 'slow down', retry_after: 1, headers: { 'x-a': 'b' } }, true)
    expect(stream.body.error).toEqual(whole.body.error)
    expect([stream.headers['retry-after'], stream.headers['x-a']]).toEqual(['1', 'b'])
  })
})

describe('every field of the documented error', () => {
  const whole = {
    status: 402,
    type: 't',
    code: 'c',
    message: 'm',
    param: 'p',
    event_id: 'inner',
    outer: { event_id: 'outer', type: 'budget_exceeded', is_bifrost_error: true },
  }
  const lines = allLines().flatMap(({ name }) => (name === 'azure' ? [] : [name]))

  test.each(lines.flatMap((line) => [false, true].map((stream) => ({ line, stream }))))(
    'can be ordered by its key: $line, stream: $stream',
    ({ line, stream }) => {
      const emulator = testEmulator({ scenarios: { scenarios: [{ error: whole }] }, gateway: line })
      const { status, text } = ask(emulator, says('x', { stream }))
      const status_code = line === 'docs' ? 400 : 402
      // Older releases tell the error of a stream in an event, inside another one.
      const isEvent = stream && ['1.3.60', '1.4.10'].includes(line)
      expect(status).toBe(isEvent ? 200 : status_code)
      const told = JSON.parse(isEvent ? text.slice('data: '.length) : text) as { error: object }
      expect(isEvent ? { ...told, ...told.error } : told).toMatchObject({
        event_id: 'outer',
        type: 'budget_exceeded',
        is_bifrost_error: true,
        status_code,
        error: { type: 't', code: 'c', message: 'm', param: 'p', event_id: 'inner' },
        extra_fields: {},
      })
    },
  )

  test('Azure sends the event ids as well', () => {
    const error = { status: 429, message: 'm', event_id: 'inner', outer: { event_id: 'outer' } }
    const emulator = testEmulator({ scenarios: { scenarios: [{ error }] }, gateway: 'azure' })
    const target = '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21'
    const { text } = ask(emulator, says('x'), { target, headers: [['api-key', 'any']] })
    expect(JSON.parse(text)).toMatchObject({ event_id: 'outer', error: { message: 'm', event_id: 'inner' } })
  })
})

test('every name can also be ordered by a request header, with the same answer', () => {
  const byHeader = testEmulator()
  for (const { name } of errorCatalogue()) {
    const byRule = testEmulator({ scenarios: { scenarios: [{ error: name }] } })
    const ordered = ask(byHeader, says('hi'), { headers: [['x-emulator-error', name]] })
    expect([name, ordered.status, ordered.text]).toEqual([
      name,
      errorStatus(name),
      ask(byRule, says('hi')).text,
    ])
  }
})

function errorStatus(name: string): number | undefined {
  return errorCatalogue().find((entry) => entry.name === name)?.status
}
