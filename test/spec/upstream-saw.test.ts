import { describe, expect, test } from 'vitest'
import { loadCaptures, type UpstreamCall } from '../support/capture.ts'
import { compareUpstreamSaw } from '../support/upstream-saw.ts'

const call = loadCaptures('1.4.19').find((one) => one.name === 'plain')!.upstreamSaw[0]!
const longer = `${call.body} `

describe('compareUpstreamSaw', () => {
  const equal: readonly [string, UpstreamCall][] = [
    ['the call itself', call],
    ['headers in another order', { ...call, headers: call.headers.toReversed() }],
    ['upper case in header names', { ...call, headers: call.headers.map(([k, v]) => [k.toUpperCase(), v]) }],
    ['a host', { ...call, headers: [...call.headers, ['host', 'azure']] }],
  ]
  test.each(equal)('%s is the same', (_name, actual) => {
    expect(compareUpstreamSaw([call], [actual])).toEqual([])
  })

  const different: readonly [string, UpstreamCall, string][] = [
    ['another body', { ...call, body: '{}' }, 'call 1: body "{}" instead of'],
    ['another url', { ...call, url: '/' }, 'call 1: url "/" instead of'],
    ['another deployment', { ...call, deployment: 'x' }, 'call 1: deployment "x" instead of "plain"'],
    ['a header more', { ...call, headers: [...call.headers, ['x-more', '1']] }, 'call 1: headers'],
    ['a length that does not fit', { ...call, body: longer }, `but the body has ${longer.length}`],
  ]
  test.each(different)('%s is a difference', (_name, actual, text) => {
    expect(compareUpstreamSaw([call], [actual]).join('\n')).toContain(text)
  })

  test('the number of calls counts', () => {
    expect(compareUpstreamSaw([call, call], [call])).toEqual(['2 calls expected, 1 made'])
  })

  test('a call that was lost with the connection of an exchange before does not count', () => {
    const lost = { ...call, wrote: 0 }
    const answered = { ...call, wrote: 1 }
    expect(compareUpstreamSaw([lost, answered], [call])).toEqual([])
    expect(compareUpstreamSaw([lost, answered], [call, call])).toEqual([])
    expect(compareUpstreamSaw([lost, lost], [call])).toEqual(['2 calls expected, 1 made'])
  })
})
