import type { Problem } from './problem.ts'

/** A file holds at most so many tokens: about 20,000 scenarios of one line. */
const MAX_TOKENS = 600_000
/** Brackets that stand open, dashes or colons that open something in one line, and indentations inside each other. */
const MAX_OPEN = 300
/** Spaces in a row: a line that is indented so far is that deep inside. */
const MAX_INDENT = 1000

/** Finds what would cost more time and memory than a text is worth by its tokens alone, while they are read. */
export class SizeGuard {
  #offset = 0
  #tokens = 0
  #open = 0
  #inLine = 0
  #isLineStart = true
  /** Those of the lines around this one, rising. */
  readonly #indents: number[] = []

  /** What is too much with this token of the lexer. */
  take(token: string): Problem | undefined {
    if (MARKS.has(token)) return undefined
    const at = this.#offset
    this.#offset += token.length
    this.#tokens++
    if (this.#isLineStart) this.#indentTo(token.startsWith(' ') ? token.length : 0)
    this.#isLineStart = token.endsWith('\n')
    if (token === '[' || token === '{') this.#open++
    else if (token === ']' || token === '}') this.#open = Math.max(0, this.#open - 1)
    else if (this.#open === 0 && (token === '-' || token === ':' || token === '?')) this.#inLine++
    else if (this.#inLine > 0 && token.includes('\n')) this.#inLine = 0
    return this.#judge(token, at)
  }

  #indentTo(indent: number): void {
    const indents = this.#indents
    while (indents.length > 0 && indents[indents.length - 1]! >= indent) indents.pop()
    indents.push(indent)
  }

  #judge(token: string, start: number): Problem | undefined {
    if (this.#tokens > MAX_TOKENS) return tooLarge({ start, end: start + token.length })
    const isIndent = token.length > MAX_INDENT && /^ +$/.test(token)
    const isNested = this.#indents.length > MAX_OPEN || this.#inLine > MAX_OPEN
    if (isIndent || isNested || this.#open > MAX_OPEN) return tooDeep({ start, end: start + token.length })
    return undefined
  }
}

/** What the lexer adds to the text. */
const MARKS = new Set(['\u0002', '\u0018', '\u001f'])

function tooLarge(at: Problem['at']): Problem {
  return {
    code: 'too-large',
    at,
    message: `the file holds more than ${MAX_TOKENS} words and marks`,
    hint: 'split it into several files, or name long texts with text: { file: … }',
  }
}

function tooDeep(at: Problem['at']): Problem {
  return { code: 'too-deep', at, message: `more than ${MAX_OPEN} things are open here inside each other` }
}
