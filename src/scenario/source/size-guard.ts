import { Lexer } from 'yaml'
import type { Problem } from './problem.ts'

/** A file holds at most so many tokens: about 20,000 scenarios of one line. */
const MAX_TOKENS = 600_000
/** Brackets that stand open, and dashes or colons that open something in one line. */
const MAX_OPEN = 300
/** Spaces in a row: a line that is indented so far is that deep inside. */
const MAX_INDENT = 1000
/** Shorter texts cannot do harm. */
const HARMLESS = 500

/** What would cost the parser more time and memory than a text is worth, found by reading its tokens alone. */
export function tooMuch(text: string): Problem | undefined {
  if (text.length <= HARMLESS) return undefined
  let [offset, tokens, open, inLine] = [0, 0, 0, 0]
  for (const token of new Lexer().lex(text)) {
    if (MARKS.has(token)) continue
    const at = { start: offset, end: offset + token.length }
    offset += token.length
    if (++tokens > MAX_TOKENS) return tooLarge(at)
    if (token === '[' || token === '{') open++
    else if (token === ']' || token === '}') open = Math.max(0, open - 1)
    else if (open === 0 && (token === '-' || token === ':' || token === '?')) inLine++
    else if (token.includes('\n')) inLine = 0
    const isIndent = token.length > MAX_INDENT && /^ +$/.test(token)
    if (isIndent || open > MAX_OPEN || inLine > MAX_OPEN) return tooDeep(at)
  }
  return undefined
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
