import { describe, expect, test } from 'vitest'
import { hideKeys, hideQuery, redactedHeaders } from '../../src/journal/secrets.ts'

describe('what is secret is not shown', () => {
  test.each([
    ['Authorization', 'Bearer abc'],
    ['api-key', 'abc'],
    ['X-API-Key', 'abc'],
    ['x-goog-api-key', 'abc'],
    ['x-bf-vk', 'abc'],
    ['Cookie', 'a=abc'],
    ['Set-Cookie', 'a=abc'],
    ['Proxy-Authorization', 'Basic abc'],
    ['Ocp-Apim-Subscription-Key', 'abc'],
    ['x-emulator-token', 'abc'],
    ['x-custom', 'sk-abcdefgh12345'],
  ])('header %s', (name, value) => {
    expect(redactedHeaders([[name, value]])).toEqual([[name, '[redacted]']])
  })

  test('other headers stand as they are', () => {
    const headers = [
      ['Content-Type', 'application/json'],
      ['x-request-id', 'task-12'],
    ] as const
    expect(redactedHeaders(headers)).toEqual(headers)
  })

  test.each([
    ['api-version=2024&api-key=abc', 'api-version=2024&api-key=[redacted]'],
    ['API_KEY=abc', 'API_KEY=[redacted]'],
    ['key=abc&x=1', 'key=[redacted]&x=1'],
    ['api%2Dkey=abc', 'api%2Dkey=[redacted]'],
    ['a=sk-abcdefgh12', 'a=[redacted]'],
    ['%zz=1&plain', '%zz=1&plain'],
    ['', ''],
  ])('query %s', (query, shown) => expect(hideQuery(query)).toBe(shown))

  test.each([
    ['my key is sk-proj-ABC_def-12345, keep it', 'my key is [redacted], keep it'],
    ['sk-short task-1234567890', 'sk-short task-1234567890'],
  ])('text %j', (text, shown) => expect(hideKeys(text)).toBe(shown))
})
