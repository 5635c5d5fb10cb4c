import { GoError, mismatchError, syntaxError } from './errors.ts'
import type { SyntaxCode } from './errors.ts'
import { skipOne } from './skip.ts'
import { isSpace } from './space.ts'
import { unquote } from './unquote.ts'

/** The mismatch that a stretch of the decoder has seen last. It is reported when the stretch ends, not when it is seen. */
interface Frame {
  goName: string
  at: number
  /** The error of a stretch within this one. */
  inner: GoError | undefined
}

/** A place in a text, and what every decoder does there. Every method throws a `GoError` where the text is wrong. */
export class Cursor {
  readonly bytes: Uint8Array
  at = 0
  frame: Frame = newFrame()

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  fail(code: SyntaxCode, at = this.at): never {
    throw syntaxError(this.bytes, at, code)
  }

  /** To the next byte that is no space; there must be one. */
  space(): void {
    while (isSpace(this.bytes[this.at])) this.at++
    if (this.at >= this.bytes.length) this.fail('eof', this.bytes.length)
  }

  /** Whether the byte here is `char`; steps over it then. */
  take(char: number): boolean {
    if (!this.peek(char)) return false
    this.at++
    return true
  }

  peek(char: number): boolean {
    if (this.at >= this.bytes.length) this.fail('eof', this.bytes.length)
    return this.bytes[this.at] === char
  }

  expect(char: number): void {
    if (!this.take(char)) this.fail('invalid')
  }

  takeNull(): boolean {
    const { bytes, at } = this
    const found =
      bytes[at] === 0x6e && bytes[at + 1] === 0x75 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x6c
    if (found) this.at += 4
    return found
  }

  /** Steps over the opening byte of a value; a value of another kind is noted as a mismatch and skipped. */
  open(char: number, goName: string): boolean {
    if (this.take(char)) return true
    this.mismatch(goName)
    return false
  }

  /** Notes that a value of the wrong type begins at `at`, and skips it. */
  mismatch(goName: string, at = this.at): void {
    this.frame.goName = goName
    this.frame.inner = undefined
    this.frame.at = at
    this.at = at
    this.skip()
  }

  /** Skips one value and gives the place of its first byte. */
  skip(): number {
    const { start, end, fault } = skipOne(this.bytes, this.at)
    this.at = end
    if (fault !== undefined) this.fail(fault)
    return start
  }

  /** The rest of a string whose opening quote lies just behind. */
  string(): string {
    const result = unquote(this.bytes, this.at)
    this.at = result.end
    if (result.fault !== undefined) this.fail(result.fault)
    return result.text
  }

  /** Runs a decoder in a frame of its own: a wrong type that breaks it off is only noted out here. */
  within<T>(decode: () => T): T | undefined {
    const outer = this.frame
    this.frame = newFrame()
    try {
      const value = decode()
      this.endFrame()
      this.frame = outer
      return value
    } catch (error) {
      this.frame = outer
      if (!(error instanceof GoError) || !error.mismatch) throw error
      outer.inner = error
      return undefined
    }
  }

  /** Throws the mismatch that this frame has seen, if any. */
  endFrame(): void {
    const { frame } = this
    if (frame.inner !== undefined) throw frame.inner
    if (frame.goName !== '') throw mismatchError(this.bytes, frame.at, frame.goName)
  }

  /** Nothing but spaces may follow. */
  endText(): void {
    while (isSpace(this.bytes[this.at])) this.at++
    if (this.at < this.bytes.length) this.fail('invalid')
  }
}

function newFrame(): Frame {
  return { goName: '', at: 0, inner: undefined }
}
