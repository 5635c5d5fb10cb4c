import { describe, expect, test } from 'vitest'
import { textToBytes, wireBytes } from '../../../src/gateway/go-json/bytes.ts'
import { decodeJson } from '../../../src/gateway/go-json/decode.ts'
import { encodeJson } from '../../../src/gateway/go-json/encode.ts'
import type { GoType } from '../../../src/gateway/go-json/types.ts'
import { recordedBytes } from '../../support/capture.ts'
import vectors from './vectors.json' with { type: 'json' }
import { BIFROST_ERROR, CHAT_REQUEST, CHAT_RESPONSE, UPSTREAM_REQUEST, toUpstream } from './line.ts'

/** What the real parser says to a text, and what the real encoder writes of it; for a request, what goes on to Azure. */
interface Vector {
  readonly type: string
  readonly text: unknown
  /** `true` where the text of the error never reaches a client. */
  readonly error?: string | true
  readonly written?: unknown
}

const TYPES: Readonly<Record<string, GoType>> = {
  req: CHAT_REQUEST,
  resp: CHAT_RESPONSE,
  err: BIFROST_ERROR,
  any: { kind: 'any', goName: 'interface {}' },
}

describe('texts that the real parser has judged', () => {
  test.each((vectors as readonly Vector[]).map((vector, index) => ({ index, vector })))(
    'vector $index: $vector.type $vector.text',
    ({ vector }) => {
      const source = recordedBytes(vector.text)
      const decoded = decodeJson(TYPES[vector.type]!, source)
      if (vector.error === undefined) {
        expect(decoded).toMatchObject({ ok: true })
        const written = write(vector.type, decoded.ok ? decoded.value : undefined)
        expect(asBuffer(wireBytes(written))).toEqual(asBuffer(recordedBytes(vector.written)))
      } else {
        expect(decoded.ok).toBe(false)
        if (vector.error !== true) expect(decoded).toEqual({ ok: false, error: vector.error })
      }
    },
  )

  test('a text and its bytes are judged alike', () => {
    for (const { type, text } of vectors as readonly Vector[]) {
      const source = recordedBytes(text)
      if (typeof source !== 'string') continue
      expect(decodeJson(TYPES[type]!, textToBytes(source))).toEqual(decodeJson(TYPES[type]!, source))
    }
  })
})

function write(type: string, value: unknown): string {
  if (type !== 'req') return encodeJson(TYPES[type]!, value)
  const request = (value ?? {}) as Record<string, unknown>
  return encodeJson(UPSTREAM_REQUEST, toUpstream(request, 'm', request['stream'] === true), {
    indent: '  ',
  })
}

function asBuffer(bytes: string | Uint8Array): Buffer {
  return typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : Buffer.from(bytes)
}
