import { describe, expect, test } from 'vitest'
import { byteLength, bytesToText, textToBytes, wireBytes } from '../../../src/gateway/go-json/bytes.ts'
import { encodeJson } from '../../../src/gateway/go-json/encode.ts'
import { quoteText } from '../../../src/gateway/go-json/escape.ts'
import { indentJson } from '../../../src/gateway/go-json/indent.ts'
import { ANY } from '../../../src/gateway/go-json/types.ts'
import { BIFROST_ERROR, CHAT_RESPONSE } from './line.ts'

describe('strings', () => {
  const odd = '<&>\u2028 \b\f\u0001\n"\\ é 🙂\u007f'

  test.each([
    ['plain', String.raw`"<&>${'\u2028'} \u0008\u000c\u0001\n\"\\ é 🙂${'\u007f'}"`],
    ['html', String.raw`"\u003c\u0026\u003e\u2028 \u0008\u000c\u0001\n\"\\ é 🙂${'\u007f'}"`],
    ['go', String.raw`"\u003c\u0026\u003e\u2028 \b\f\u0001\n\"\\ é 🙂${'\u007f'}"`],
  ] as const)('escaped as %s', (escape, written) => {
    expect(quoteText(odd, escape)).toBe(written)
  })

  test('bytes that are no UTF-8 survive a round trip', () => {
    const bytes = Buffer.from('61ff80e282c3a9eda080f09f9982f48fbfbff4908080c0', 'hex')
    const text = bytesToText(bytes)
    expect(Buffer.from(textToBytes(text))).toEqual(bytes)
    expect(Buffer.from(wireBytes(text) as Uint8Array)).toEqual(bytes)
    expect(byteLength(text)).toBe(bytes.length)
    expect(quoteText(bytesToText(bytes.subarray(0, 3)), 'html')).toBe(String.raw`"a\ufffd\ufffd"`)
  })

  test('ordinary text goes out as it is', () => {
    expect(wireBytes('é 🙂')).toBe('é 🙂')
    expect(bytesToText(Buffer.from('a\ufffdb'))).toBe('a\ufffdb')
  })
})

describe('values', () => {
  test('an empty answer has its zero values', () => {
    expect(encodeJson(CHAT_RESPONSE, {})).toBe(
      '{"id":"","choices":null,"created":0,"model":"","object":"","system_fingerprint":"","usage":null,' +
        '"extra_fields":{"request_type":"","latency":0,"chunk_index":0}}',
    )
  })

  test('an empty error', () => {
    expect(encodeJson(BIFROST_ERROR, {})).toBe('{"is_bifrost_error":false,"error":null,"extra_fields":{}}')
  })

  test.each([
    [1e21, '1e+21'],
    [1e-7, '1e-7'],
    [0.1, '0.1'],
    [-0, '-0'],
    [123456789012345680000, '123456789012345680000'],
    [12345678901234567890n, '12345678901234567890'],
    [{ b: 1, a: [null, true] }, '{"a":[null,true],"b":1}'],
    [{ '\ue000': 1, '\u{1f642}': 2 }, '{"\ue000":1,"\u{1f642}":2}'],
    [{ 10: 1, 9: 2 }, '{"10":1,"9":2}'],
  ])('%o', (value, written) => {
    expect(encodeJson(ANY, value)).toBe(written)
  })

  test('what lies too deep is an error', () => {
    let deep: unknown = 1
    for (let i = 0; i < 5000; i++) deep = [deep]
    expect(() => encodeJson(ANY, deep)).toThrow('json: unsupported value: Value nesting too deep')
  })

  test('indented', () => {
    const value = { a: [], b: {}, c: [1, { d: '{"x":[1,2],\\"' }], e: ': ,' }
    expect(indentJson(JSON.stringify(value), '  ')).toBe(JSON.stringify(value, null, 2))
  })
})
