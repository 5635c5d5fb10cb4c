import { CannotStart, WrongFiles } from '../start/failures.ts'

/** The command line, the environment or the options are used wrongly. The message is for the user. */
export class UsageError extends Error {}

/** Exit codes: what went wrong, for scripts. */
export const EXIT = { fine: 0, wrongFiles: 1, wrongUsage: 2, cannotStart: 3, bug: 70 } as const

/** What is said on stderr about a failure, and the exit code. A stack is shown only where the emulator itself is at fault. */
export function describeFailure(error: unknown): { readonly text: string; readonly code: number } {
  if (error instanceof UsageError)
    return { text: `bifrost-emulator: ${error.message}`, code: EXIT.wrongUsage }
  if (error instanceof CannotStart)
    return { text: `bifrost-emulator: ${error.message}`, code: EXIT.cannotStart }
  if (error instanceof WrongFiles) return { text: error.message, code: EXIT.wrongFiles }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { text: `bifrost-emulator: this is a bug of the emulator:\n${stack}`, code: EXIT.bug }
}
