import { diagnosticToJson } from '../../scenario/diagnostic.ts'
import type { Diagnostic } from '../../scenario/diagnostic.ts'
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

/** The errors of a reading as plain objects. */
export function errorsOf({ diagnostics, problems }: LoadReport): readonly object[] {
  const unread = problems.map(({ file, message }) => ({
    file,
    severity: 'error',
    code: 'unreadable',
    message,
  }))
  return [...unread, ...diagnostics.filter((it) => it.severity === 'error').map(diagnosticToJson)]
}

export function warningsOf({ diagnostics }: LoadReport): readonly object[] {
  return diagnostics.filter((it) => it.severity === 'warning').map(diagnosticToJson)
}
