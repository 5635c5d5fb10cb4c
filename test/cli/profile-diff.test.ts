import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/cli/failure.ts'
import { profileDiff } from '../../src/cli/output/profile-diff.ts'

describe('the difference of two profiles', () => {
  test('stands in groups, with both values and the recordings', () => {
    const text = profileDiff('1.4.19', '1.4.10', false)
    expect(text).toMatch(
      /^headers\n {2}security headers on every answer {2}\(plain\)\n {4}1\.4\.19 {2}X-Frame/,
    )
    expect(text).toContain(
      '\n\nstreams\n  a stream begins with  (stream-429, stream-error-first, stream-stall-first-byte)\n' +
        '    1.4.19  first event\n    1.4.10  request\n',
    )
    expect(text).not.toMatch(/undefined|\[object|true|false/)
  })

  test('is a list of rows as JSON', () => {
    const rows = JSON.parse(profileDiff(undefined, '1.3.60', true)) as Record<string, unknown>[]
    expect(rows).toContainEqual({
      group: 'requests',
      about: 'largest head of a request, bytes',
      '1.4.19': '65536',
      '1.3.60': '16384',
      seen: ['header-20k'],
    })
  })

  test('says which lines stand for versions that are not known', () => {
    expect(profileDiff('1.4.12', '1.4.10', false)).toBe(
      'gateway 1.4.12 is not known; answering as 1.4.10, the nearest line below it\n1.4.10 and 1.4.10 are the same.\n',
    )
  })

  test.each([
    ['latest', '1.4.10', '--gateway must be a version of the gateway, got "latest"'],
    ['1.4.19', 'x', '--diff must be a version of the gateway, got "x"'],
  ])('%s and %s', (version, other, message) => {
    expect(() => profileDiff(version, other, false)).toThrow(UsageError)
    expect(() => profileDiff(version, other, false)).toThrow(message)
  })
})
