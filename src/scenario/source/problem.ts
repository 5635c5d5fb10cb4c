import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts'
import type { Range } from './tree.ts'

/** A mistake before its offsets have become line and column. */
export interface Problem {
  readonly code: DiagnosticCode
  readonly severity?: 'error' | 'warning'
  readonly at: Range
  readonly message: string
  readonly hint?: string | undefined
  /** What else is wrong in here follows from it, and is not told. */
  readonly around?: Range
  /** A part of the text at `at` that the mistake is about; found by looking for it. */
  readonly near?: string | undefined
  /** `near` stands between the braces of a template. */
  readonly inTemplate?: boolean
}

/** Each mistake once: not again where an alias repeats it, nor what only follows from another one. In the file's order. */
export function distinct(problems: readonly Problem[]): readonly Problem[] {
  const byKey = new Map<string, Problem>()
  const causes = problems.filter(({ around }) => around !== undefined).slice(0, MOST_CAUSES)
  for (const problem of problems) {
    const { code, at, near = '', message } = problem
    const key = [code, at.start, near, message.replace(/\[\d+\]/g, '[]')].join('\n')
    if (!byKey.has(key) && !causes.some((cause) => follows(problem, cause))) byKey.set(key, problem)
  }
  return [...byKey.values()].sort((a, b) => a.at.start - b.at.start)
}

/** Each is looked at for each mistake. */
const MOST_CAUSES = 100

function follows(problem: Problem, { around }: Problem): boolean {
  return (
    around !== undefined &&
    problem.around === undefined &&
    problem.at.start >= around.start &&
    problem.at.end <= around.end
  )
}

export interface Place {
  readonly line: number
  readonly column: number
}

/** Turns offsets of one text into lines and columns (both from 1). */
export function placesOf(text: string): (offset: number) => Place {
  let starts: number[] | undefined
  return (offset) => {
    starts ??= lineStarts(text)
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - starts[low]! + 1 }
  }
}

export function toDiagnostic(
  problem: Problem,
  file: string,
  text: string,
  placeOf: (offset: number) => Place,
): Diagnostic {
  const { code, severity = 'error', at, message, hint } = problem
  const from = startOf(problem, text)
  const { line, column } = placeOf(from)
  const value = snippet(problem.near ?? text.slice(at.start, at.end))
  return {
    code,
    severity,
    file,
    line,
    column,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(value === '' ? {} : { value }),
    source: sourceLine(text, from - column + 1),
  }
}

/** A part that is written with escapes in the file is not found: then the whole text is pointed at. */
function startOf({ at, near, inTemplate }: Problem, text: string): number {
  if (near === undefined) return at.start
  const whole = text.slice(at.start, at.end)
  const words = near.split('\n', 1)[0]!
  const braced = inTemplate === true ? inBraces(whole, words) : -1
  const found = braced === -1 ? whole.indexOf(words) : braced
  return found === -1 ? at.start : at.start + found
}

/** Where a word stands between braces, as a word; -1 where it does not. */
function inBraces(text: string, word: string): number {
  if (!/^[\w.]+$/.test(word)) return -1
  const asWord = new RegExp(`(?<![\\w.])${word.replaceAll('.', '\\.')}(?!\\w)`)
  for (const { 0: hole, index } of text.matchAll(/\{\{[^]*?\}\}|\{%[^]*?%\}/g)) {
    const found = asWord.exec(hole)
    if (found !== null) return index + found.index
  }
  return -1
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function sourceLine(text: string, start: number): string {
  const end = text.indexOf('\n', start)
  return text.slice(start, end === -1 ? undefined : end).replace(/\r$/, '')
}

function snippet(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? ''
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}
