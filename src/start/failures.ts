import path from 'node:path'
import type { FileProblem } from '../disk/scan/read-files.ts'
import { firstDiagnostics, formatDiagnostic, MOST_TOLD } from '../shape/diagnostic.ts'
import type { Diagnostic } from '../shape/diagnostic.ts'

/** The emulator cannot start here and now: the message is one sentence for the user. */
export class CannotStart extends Error {}

/** The user's files are wrong: the message tells each mistake with its place. */
export class WrongFiles extends Error {
  readonly diagnostics: readonly Diagnostic[]
  readonly problems: readonly FileProblem[]

  constructor(diagnostics: readonly Diagnostic[], problems: readonly FileProblem[] = []) {
    const told = firstDiagnostics(diagnostics, MOST_TOLD).map(formatDiagnostic)
    super([...problems.slice(0, MOST_TOLD).map(formatProblem), ...told].join('\n'))
    this.diagnostics = diagnostics
    this.problems = problems
  }
}

/** A file as it was named, and where that is. */
export function placeOf(file: string): string {
  return path.isAbsolute(file) ? file : `${file} (${path.resolve(file)})`
}

export function formatProblem({ file, message }: FileProblem): string {
  return `${file}: ${message}`
}
