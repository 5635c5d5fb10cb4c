import type { Cursor } from './cursor.ts'
import { isDigit, scanFloat } from './number.ts'
import { setKey } from './set-key.ts'
import { MAX_DEPTH, literalEnd, nextByte } from './skip.ts'
import { isSpace } from './space.ts'
import { unquote } from './unquote.ts'

type State = 'value' | 'array' | 'firstItem' | 'object' | 'firstKey' | 'colon' | 'key'

interface Level {
  state: State
  /** Where a value found on this level goes. */
  put: (value: unknown) => void
  /** Of an object: what its keys are set on. */
  holder?: Record<string, unknown>
}

/** Reads any value: what Go keeps in an `interface{}`. Nil is `undefined` here, `null` within lists and objects. */
export function decodeAny(c: Cursor): unknown {
  let result: unknown
  new AnyDecoder(c, (value) => (result = value)).run()
  return result ?? undefined
}

class AnyDecoder {
  private readonly c: Cursor
  private readonly levels: Level[]

  constructor(c: Cursor, put: (value: unknown) => void) {
    this.c = c
    this.levels = [{ state: 'value', put }]
  }

  run(): void {
    while (this.levels.length > 0) this.token()
  }

  private token(): void {
    const { c } = this
    for (let i = 0; i < 4 && isSpace(c.bytes[c.at]); i++) c.at++
    if (c.at >= c.bytes.length) c.fail('eof')
    const next = nextByte(c.bytes, c.at)
    c.at = next.at
    if (next.byte === 0) c.fail('eof')
    const mark = MARKS[String.fromCharCode(next.byte)]
    if (mark === undefined) this.scalar(next.byte)
    else if (!mark(this)) c.fail('invalid', c.at - 1)
  }

  private scalar(byte: number): void {
    if (byte === 0x22) this.string()
    else if (byte === 0x2d || isDigit(byte)) this.number()
    else if (byte === 0x6e) this.literal('null', null)
    else if (byte === 0x74) this.literal('true', true)
    else if (byte === 0x66) this.literal('false', false)
    else this.c.fail('invalid', this.c.at - 1)
  }

  private string(): void {
    const { c } = this
    const start = c.at
    const { text, end, fault } = unquote(c.bytes, start)
    if (fault !== undefined) c.fail(fault, end === c.bytes.length && fault === 'eof' ? end : start - 1)
    c.at = end
    const level = this.top()
    if (level.state === 'firstKey' || level.state === 'key') this.key(level, text)
    else this.place(text, start - 1)
  }

  private key(level: Level, text: string): void {
    const holder = level.holder!
    this.push({ state: 'colon', put: (value) => setKey(holder, text, value) })
  }

  private number(): void {
    const { c } = this
    const start = c.at - 1
    const { end, fault, value } = scanFloat(c.bytes, start)
    c.at = end
    if (fault !== undefined) c.fail(fault)
    this.place(value, start)
  }

  private literal(word: string, value: unknown): void {
    const { c } = this
    const { end, fault } = literalEnd(c.bytes, c.at, word)
    c.at = end
    if (fault !== undefined) c.fail(fault)
    this.place(value, end - word.length)
  }

  /** Puts a finished value where it belongs; `at` is where it began. */
  private place(value: unknown, at: number): void {
    const level = this.top()
    if (level.state !== 'value' && level.state !== 'firstItem') this.c.fail('invalid', at)
    this.levels.pop()
    level.put(value)
  }

  private top(): Level {
    return this.levels.at(-1)!
  }

  private push(level: Level): void {
    if (this.levels.length >= MAX_DEPTH) this.c.fail('recursion')
    this.levels.push(level)
  }

  beginArray(): boolean {
    const level = this.top()
    if (level.state !== 'value' && level.state !== 'firstItem') return false
    const list: unknown[] = []
    level.put(list)
    level.state = 'array'
    level.put = (value) => list.push(value)
    this.push({ state: 'firstItem', put: level.put })
    return true
  }

  beginObject(): boolean {
    const level = this.top()
    if (level.state !== 'value' && level.state !== 'firstItem') return false
    const holder: Record<string, unknown> = {}
    level.put(holder)
    level.state = 'firstKey'
    level.holder = holder
    return true
  }

  colon(): boolean {
    const level = this.top()
    if (level.state !== 'colon') return false
    level.state = 'value'
    this.levels.at(-2)!.state = 'object'
    return true
  }

  comma(): boolean {
    const level = this.top()
    if (level.state === 'array') this.push({ state: 'value', put: level.put })
    else if (level.state === 'object') level.state = 'key'
    else return false
    return true
  }

  endArray(): boolean {
    const level = this.top()
    if (level.state === 'firstItem') this.levels.pop()
    else if (level.state !== 'array') return false
    this.levels.pop()
    return true
  }

  endObject(): boolean {
    const { state } = this.top()
    if (state !== 'firstKey' && state !== 'object') return false
    this.levels.pop()
    return true
  }
}

const MARKS: Readonly<Record<string, (decoder: AnyDecoder) => boolean>> = {
  '[': (decoder) => decoder.beginArray(),
  '{': (decoder) => decoder.beginObject(),
  ':': (decoder) => decoder.colon(),
  ',': (decoder) => decoder.comma(),
  ']': (decoder) => decoder.endArray(),
  '}': (decoder) => decoder.endObject(),
}
