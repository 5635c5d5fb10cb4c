import { countDiagnostics, diagnosticToJson, firstDiagnostics, MOST_TOLD } from '../../shape/diagnostic.ts'
import type { Diagnostic } from '../../shape/diagnostic.ts'
import type { Changes } from './changes.ts'
import type { FileProblem } from '../scan/read-files.ts'

/** What became of one reading of the files. */
export interface LoadReport {
  readonly ok: boolean
  /** ISO time. */
  readonly at: string
  /** How long it took, ms. */
  readonly ms: number
  readonly changes: Changes
  readonly diagnostics: readonly Diagnostic[]
  /** Files and folders that could not be read at all; each counts as an error. */
  readonly problems: readonly FileProblem[]
}

/** How many errors a reading found. */
export function countErrors({ diagnostics, problems }: LoadReport): number {
  return problems.length + countDiagnostics(diagnostics.filter((it) => it.severity === 'error'))
}

/** How many warnings a reading found. */
export function countWarnings({ diagnostics }: LoadReport): number {
  return countDiagnostics(diagnostics.filter((it) => it.severity === 'warning'))
}

/** The errors of a reading as plain objects. */
export function errorsOf({ diagnostics, problems }: LoadReport): readonly object[] {
  const unread = problems.slice(0, MOST_TOLD).map(({ file, message }) => ({
    file,
    severity: 'error',
    code: 'unreadable',
    message,
  }))
  return [...unread, ...asObjects(diagnostics, 'error')]
}

export function warningsOf({ diagnostics }: LoadReport): readonly object[] {
  return asObjects(diagnostics, 'warning')
}

function asObjects(diagnostics: readonly Diagnostic[], severity: Diagnostic['severity']): readonly object[] {
  const some = diagnostics.filter((it) => it.severity === severity)
  return firstDiagnostics(some, MOST_TOLD).map(diagnosticToJson)
}
