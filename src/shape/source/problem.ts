import { MOST_TOLD } from '../diagnostic.ts'
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

/** A file's mistakes: the errors before the warnings where they are too many to tell, and all in the file's order. */
export function toDiagnostics(
  problems: readonly Problem[],
  file: string,
  text: string,
  placeOf: (offset: number) => Place,
): readonly Diagnostic[] {
  const all = distinct(problems)
  const isWarning = ({ severity }: Problem) => severity === 'warning'
  const ranked =
    all.length > MOST_TOLD ? [...all.filter((it) => !isWarning(it)), ...all.filter(isWarning)] : all
  const told = ranked.slice(0, MOST_TOLD).sort((a, b) => a.at.start - b.at.start)
  const diagnostics = told.map((problem) => toDiagnostic(problem, file, text, placeOf))
  const [first, ...others] = ranked.slice(MOST_TOLD)
  if (first === undefined) return diagnostics
  const { code, severity = 'error', at } = first
  const more = others.length + 1
  const message = `and ${more} more in this file`
  return [...diagnostics, { code, severity, file, ...placeOf(at.start), message, more }]
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
    message: shorten(message),
    ...(hint === undefined ? {} : { hint: shorten(hint) }),
    ...(value === '' ? {} : { value }),
    ...sourceAround(text, from, column),
  }
}

/** A message names keys and values of the file, which may be of any length. */
function shorten(message: string): string {
  return message.length > 1_000 ? `${message.slice(0, 700)} … ${message.slice(-290)}` : message
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

/** Of a long line what stands around the place: a file of one line and many mistakes would be told once for each. */
function sourceAround(
  text: string,
  from: number,
  column: number,
): Pick<Diagnostic, 'source' | 'sourceColumn'> {
  const before = column > WIDTH - 20 ? 40 : column - 1
  const start = from - before
  const part = text.slice(start, start + WIDTH + 1)
  const end = part.indexOf('\n')
  const source = part.slice(0, end === -1 ? WIDTH : end).replace(/\r$/, '')
  return before === column - 1 ? { source } : { source, sourceColumn: column - before }
}

const WIDTH = 100

function snippet(text: string): string {
  const line = text.slice(0, 1_000).trim().split('\n', 1)[0] ?? ''
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}
