import type { Document } from 'yaml'
import type { Problem } from './problem.ts'
import { misalignedKey } from './misaligned-key.ts'
import { unquotedTemplate } from './unquoted-template.ts'

/** What the YAML reader says of a file's document, or of the parts that it was cut into; `cuts` of them. */
export function syntaxProblems(
  parts: readonly Document.Parsed[],
  cuts: number,
  text: string,
): readonly Problem[] {
  const [first, second] = parts
  const looked = cuts > 0 || first === undefined ? parts : [first]
  const errors = looked
    .flatMap((part) => [...part.errors, ...part.warnings])
    .sort((a, b) => a.pos[0] - b.pos[0])
  const derailed = errors.findIndex(({ code }) => !SINGLE.includes(code))
  const own = errors.slice(0, derailed === -1 ? MAX_SYNTAX_PROBLEMS : derailed + 1)
  const problems = own.map((error) => syntaxProblem(error, text))
  return cuts > 0 || second === undefined ? problems : [...problems, secondDocument(second, text)]
}

/** What is wrong behind the first document is not looked at. */
function secondDocument({ range }: Document.Parsed, text: string): Problem {
  const start = Math.min(range[0], text.length)
  return {
    code: 'syntax',
    at: { start, end: Math.min(start + 80, text.length) },
    message: 'a second document begins here',
    hint: 'a file holds one document: leave out the "---" in the middle',
  }
}

/** Mistakes that stand by themselves. After any other one what follows is mostly its echo. */
const SINGLE = ['TAB_AS_INDENT', 'BAD_SCALAR_START', 'TAG_RESOLVE_FAILED', 'BAD_DQ_ESCAPE']
const MAX_SYNTAX_PROBLEMS = 5

function syntaxProblem(
  error: { readonly code: string; readonly message: string; readonly pos: readonly [number, number] },
  text: string,
): Problem {
  const quote = /^Missing closing (["'])/.exec(error.message)?.[1]
  const opening = quote === undefined ? undefined : openQuote(text, quote)
  const bracket = /end with a [\]}]/.test(error.message) ? openBracket(text) : undefined
  const start = opening ?? bracket ?? Math.min(error.pos[0], text.length)
  const at = { start, end: Math.min(Math.max(error.pos[1], start), start + 80, text.length) }
  const message =
    opening !== undefined
      ? 'this quote is never closed'
      : bracket !== undefined
        ? 'this bracket is never closed'
        : error.message.split('\n', 1)[0]!.replace(/:$/, '')
  const canTell = opening === undefined && bracket === undefined && error.code !== 'BLOCK_AS_IMPLICIT_KEY'
  const askew = canTell || error.code === 'BLOCK_AS_IMPLICIT_KEY' ? misalignedKey(text, start) : undefined
  if (askew !== undefined)
    return {
      code: 'syntax',
      at: askew.at,
      message: `"${askew.key}" is indented otherwise than "${askew.before}" before it`,
      hint: `align "${askew.key}" with "${askew.before}": ${askew.wanted} spaces before it, not ${askew.got}`,
    }
  const template = canTell ? unquotedTemplate(text, start) : undefined
  if (template !== undefined)
    return {
      code: 'syntax',
      at: template,
      message: 'a template without quotes is a map to YAML',
      hint: `put it in quotes: '${shown(text.slice(template.start, template.end))}'`,
    }
  if (error.code === 'TAG_RESOLVE_FAILED')
    return { code: 'tag', at, message, hint: 'tags have no meaning here: leave it out' }
  return {
    code: error.code === 'BAD_ALIAS' ? 'alias' : 'syntax',
    at,
    message,
    hint:
      bracket === undefined
        ? hintFor(error.code, error.message, text, start)
        : `close it with ${text[bracket] === '{' ? '}' : ']'}`,
  }
}

/** A value in a list or map of brackets ends before the bracket that closes it. */
function shown(value: string): string {
  const whole = /^(?:[^{}]|\{[{%].*?[%}]\})*/s.exec(value)?.[0].trimEnd() ?? value
  return (whole.length > 80 ? `${whole.slice(0, 79)}…` : whole).replaceAll("'", "''")
}

/** Where the quote stands that is still open at the end of the text: every one before it was closed. */
function openQuote(text: string, quote: string): number {
  let at = text.lastIndexOf(quote)
  while (at > 0) {
    let run = at
    if (quote === '"') {
      while (text[run - 1] === '\\') run--
      if ((at - run) % 2 === 0) return at
    } else {
      // Two in a row stand for one inside.
      while (text[run - 1] === quote) run--
      if ((at - run) % 2 === 0) return run
    }
    at = text.lastIndexOf(quote, run - 1)
  }
  return Math.max(0, at)
}

/** The innermost bracket that is open at the end of the text, or where another one is closed; quotes and comments are no part of it. */
function openBracket(text: string): number | undefined {
  const open: number[] = []
  for (const { 0: found, index } of text.matchAll(PARTS)) {
    const at = index + found.length - 1
    if (found.endsWith('{') || found.endsWith('[')) open.push(at)
    else if ((found === '}' || found === ']') && open.length > 0) {
      if (text[open.at(-1)!] !== (found === '}' ? '{' : '[')) break
      open.pop()
    }
  }
  return open.at(-1)
}

/** A quoted text or a comment where one may begin, a bracket that opens, one that closes. */
const PARTS = /(?<=[\s,[{:]|^)(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|#[^\n]*|[{[])|[{[](?=[{[\s"'\w])|[}\]]/gs

function hintFor(code: string, message: string, text: string, start: number): string | undefined {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1).split('\n', 1)[0]!
  if (/^[\s\u00a0\u200b]*[\u00a0\u200b\u2007\u202f\u3000]/.test(line))
    return 'the line begins with a space that is none to YAML (a no-break or wide one): type it anew'
  if (code === 'MISSING_CHAR' && !/closing|must end with|end with a/.test(message))
    return MISSING_HINTS.find(([words]) => message.includes(words))?.[1]
  return SYNTAX_HINTS[code]
}

const MISSING_HINTS = [
  ['Sequence item', 'begin the item with a dash: "- "'],
  ['map values', 'a key wants a colon behind it'],
  [', between', 'put a comma between two items'],
] as const

const SYNTAX_HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  MISSING_CHAR: 'close the quote or bracket',
  BLOCK_AS_IMPLICIT_KEY: 'put quotes around a text that holds ": "',
  BAD_INDENT: 'line it up with its neighbours',
  BAD_SCALAR_START: 'put quotes around it',
}
