import type { CST } from 'yaml'
import type { Problem } from './problem.ts'
import { SizeGuard } from './size-guard.ts'
import { yaml } from './yaml.ts'

export type Token = CST.Token
export type DocumentToken = CST.Document

/** The tokens of a YAML text, in small steps; a problem where the text is more than a file may be. */
export function* tokenSteps(text: string): Generator<void, readonly Token[] | Problem> {
  const { Lexer, Parser } = yaml()
  const guard = new SizeGuard()
  const parser = new Parser()
  const tokens: Token[] = []
  let count = 0
  for (const lexeme of new Lexer().lex(text)) {
    if (++count % STEP === 0) yield
    const refusal = guard.take(lexeme)
    if (refusal !== undefined) return refusal
    for (const token of parser.next(lexeme)) tokens.push(token)
  }
  for (const token of parser.end()) tokens.push(token)
  return tokens
}

/** Lexemes a step. */
const STEP = 1000
