export type DiagnosticCode =
  | 'no-scenarios'
  | 'foreign-file'
  | 'not-text'
  | 'too-large'
  | 'too-deep'
  | 'syntax'
  | 'alias'
  | 'tag'
  | 'duplicate-key'
  | 'unknown-key'
  | 'missing-key'
  | 'conflicting-keys'
  | 'wrong-type'
  | 'wrong-value'
  | 'bad-regex'
  | 'bad-path'
  | 'bad-base64'
  | 'bad-arguments'
  | 'bad-template'
  | 'bad-json'
  | 'missing-file'
  | 'outside-folder'
  | 'file-circle'
  | 'unknown-error'
  | 'unknown-fault'
  | 'bad-fault'
  | 'unknown-timing'
  | 'duplicate-name'
  | 'unreachable-rule'
  | 'never-sent'
  | 'fault-beyond'
  | 'unknown-deployment'
  | 'too-slow'
  | 'text-for-json'

/** One mistake in a user's file, with its place. */
export interface Diagnostic {
  readonly code: DiagnosticCode
  /** An error refuses the whole set; a warning does not. */
  readonly severity: 'error' | 'warning'
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
  readonly message: string
  readonly hint?: string
  /** The offending value as it stands in the file. */
  readonly value?: string
  /** The line of the file at which the mistake stands, without its line break; of a long line some 100 characters. */
  readonly source?: string
  /** The column at which `source` begins, where it is not the first one. */
  readonly sourceColumn?: number
  /** It stands for so many mistakes, which are not told one by one. */
  readonly more?: number
}

/** `file:line:col message [code]`, then the source line with a caret under the place, then the hint. No line break at the end. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { code, file, line, column, severity, message, source, sourceColumn = 1, hint } = diagnostic
  const lines = [`${file}:${line}:${column} ${severity === 'warning' ? 'warning: ' : ''}${message} [${code}]`]
  if (source !== undefined && source.trim() !== '')
    lines.push(...pointer(source, line, column - sourceColumn + 1))
  if (hint !== undefined) lines.push(`  hint: ${hint}`)
  return lines.join('\n')
}

/** The diagnostic as a plain object with a fixed order of keys. */
export function diagnosticToJson(diagnostic: Diagnostic): Record<string, unknown> {
  const { code, severity, file, line, column, message, hint, value, source, sourceColumn, more } = diagnostic
  return {
    file,
    line,
    column,
    severity,
    code,
    message,
    ...(value === undefined ? {} : { value }),
    ...(hint === undefined ? {} : { hint }),
    ...(source === undefined ? {} : { source }),
    ...(sourceColumn === undefined ? {} : { source_column: sourceColumn }),
    ...(more === undefined ? {} : { more }),
  }
}

/** How many mistakes a list stands for. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.reduce((sum, { more = 1 }) => sum + more, 0)
}

/** The first of a long list, and one entry for those that are left. */
export function firstDiagnostics(diagnostics: readonly Diagnostic[], most: number): readonly Diagnostic[] {
  const [untold] = diagnostics.slice(most)
  if (untold === undefined) return diagnostics
  const left = diagnostics.slice(most)
  const { code, file, line, column } = untold
  const severity = left.some((it) => it.severity === 'error') ? 'error' : 'warning'
  const more = countDiagnostics(left)
  return [
    ...diagnostics.slice(0, most),
    { code, severity, file, line, column, message: `and ${more} more`, more },
  ]
}

/** More than anybody reads. */
export const MOST_TOLD = 100

const WIDTH = 100
// oxlint-disable-next-line no-control-regex -- these are meant
const CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g
/** Characters that a terminal shows twice as wide. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g

/** A long line is shown in part, so that the caret stays on the screen. */
function pointer(source: string, line: number, column: number): string[] {
  const from = column > WIDTH - 20 ? column - 40 : 0
  // What a file holds must not steer the terminal.
  const shown = source.slice(from, from + WIDTH).replace(CONTROLS, '?')
  const gutter = `  ${line} | `
  const before = shown
    .slice(0, column - 1 - from)
    .replace(WIDE, '  ')
    .replace(/[^\t]/g, ' ')
  return [gutter + shown, `${' '.repeat(gutter.length - 2)}| ${before}^`]
}
