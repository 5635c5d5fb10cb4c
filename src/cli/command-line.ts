import { serve } from './commands/serve.ts'
import { WORKER } from './worker-argument.ts'
import { plainServeArguments } from './plain-serve.ts'

/**
 * Runs the command that the arguments name. Returns what is to be printed (help, version), '' otherwise. Throws `UsageError`
 * when they make no sense.
 */
export async function runCommandLine(given: readonly string[]): Promise<string> {
  if (given[0] === WORKER && process.send !== undefined) {
    const { runWorker } = await import('./commands/run-serve.ts')
    await runWorker()
    return ''
  }
  const plain = plainServeArguments(given)
  if (plain === undefined) {
    const { runWithYargs } = await import('./yargs-command-line.ts')
    return runWithYargs(given)
  }
  await serve(plain)
  return ''
}
