import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts'
import type { Range } from './tree.ts'

/** A mistake before its offsets have become line and column. */
export interface Problem {
  readonly code: DiagnosticCode
  readonly severity?: 'error' | 'warning'
  readonly at: Range
  readonly message: string
  readonly hint?: string | undefined
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
  const { line, column } = placeOf(at.start)
  const value = snippet(text.slice(at.start, at.end))
  return {
    code,
    severity,
    file,
    line,
    column,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(value === '' ? {} : { value }),
    source: sourceLine(text, at.start - column + 1),
  }
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
