import { goQuote } from '../../message/go-quote.ts'

/** An error value of the gateway's decoder. Its text is what clients get to see. */
export class GoError extends Error {
  /** A value of the wrong type: the decoder goes on after it, and a decoder around it too. */
  readonly mismatch: boolean

  constructor(text: string, mismatch = false) {
    super(text)
    this.mismatch = mismatch
  }
}

export type SyntaxCode = keyof typeof SYNTAX_TEXT

const SYNTAX_TEXT = {
  eof: 'eof',
  invalid: 'invalid char',
  escape: 'invalid escape char',
  unicode: 'invalid unicode escape',
  recursion: 'recursion exceeded max depth',
  infinity: 'float number is infinity',
}

export function syntaxError(source: Uint8Array, at: number, code: SyntaxCode): GoError {
  const what =
    source.length === 0
      ? bytes(
          'Syntax error no sources available, the input json is empty: errors.SyntaxError{Pos:0, Src:"", Code:0x1, Msg:""}',
        )
      : Buffer.concat([bytes('Syntax error '), describe(source, at, SYNTAX_TEXT[code])])
  return new GoError(goQuote(what))
}

export function mismatchError(source: Uint8Array, at: number, goName: string): GoError {
  const where = goQuote(describe(source, at, 'mismatched type with value'))
  return new GoError(`Mismatch type ${goName} with value ${kindAt(source, at)} ${where}`, true)
}

function describe(source: Uint8Array, at: number, message: string): Uint8Array {
  const { from, to, before, after } = excerpt(source.length, at)
  return Buffer.concat([
    bytes(`at index ${at}: ${message}\n\n\t`),
    source.subarray(from, to),
    bytes(`\n\t${'.'.repeat(before)}^${'.'.repeat(after)}\n`),
  ])
}

/** The 32 bytes around a place, shifted at the ends of the text; how many lie before and after it. */
function excerpt(size: number, at: number) {
  if (at >= size) return { from: 0, to: size, before: 0, after: 0 }
  let before = 16
  let from = at - before
  let to = at + before
  if (from < 0) {
    to -= from
    before += from
    from = 0
  }
  if (to > size) {
    const over = to - size
    to = size
    if (from > over) {
      before += over
      from -= over
    }
  }
  return { from, to, before: Math.max(before, 0), after: Math.max(to - from - before - 1, 0) }
}

/** The kind of the value that begins at a place; '' where none does (positions are not always those of a value). */
function kindAt(source: Uint8Array, at: number): string {
  const char = String.fromCharCode(source[at] ?? 0)
  if (char === 't' || char === 'f') return 'bool'
  if (char === '"') return 'string'
  if (char === '{') return 'object'
  if (char === '[') return 'array'
  return /[-0-9]/.test(char) ? 'number' : ''
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8')
}
