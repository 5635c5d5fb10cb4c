import { describe, expect, test } from 'vitest'
import { errorCatalogue } from '../../src/errors/catalogue.ts'
import { ask, says } from '../plan/ask.ts'
import { testEmulator } from '../support/start-service.ts'

interface ErrorBody {
  readonly type?: string
  readonly status_code?: number
  readonly error: {
    readonly type?: string
    readonly code?: string
    readonly message: string
    readonly param?: unknown
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
