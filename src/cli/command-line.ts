import { serve } from './commands/serve.ts'
import { plainServeArguments } from './plain-serve.ts'

/**
 * Runs the command that the arguments name. Returns what is to be printed (help, version), '' otherwise. Throws `UsageError`
 * when they make no sense.
 */
export async function runCommandLine(given: readonly string[]): Promise<string> {
  const plain = plainServeArguments(given)
  if (plain === undefined) {
    const { runWithYargs } = await import('./yargs-command-line.ts')
    return runWithYargs(given)
  }
  await serve(plain)
  return ''
}
