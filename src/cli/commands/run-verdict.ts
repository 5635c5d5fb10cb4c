import { EXIT } from '../failure.ts'
import { ControlClient, queryText } from '../remote/control-client.ts'
import type { VerdictArguments } from './verdict-arguments.ts'

/** Asks a running emulator for its verdict and prints it. Returns the exit code. */
export async function runVerdict(argv: VerdictArguments): Promise<number> {
  const { format = 'text' } = argv
  const client = new ControlClient(argv)
  const { text } = await client.ask('GET', verdictRoute(argv, format))
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  // The other formats do not say it in so many words.
  const verdict = format === 'json' ? text : (await client.ask('GET', verdictRoute(argv, 'json'))).text
  return (JSON.parse(verdict) as { ok: boolean }).ok ? EXIT.fine : EXIT.wrongFiles
}

function verdictRoute(argv: VerdictArguments, format: string): string {
  const { session, final, quiet, 'read-timeout': readTimeout } = argv
  const given = {
    format,
    session,
    final: final === true ? 'true' : undefined,
    quiet,
    read_timeout: readTimeout,
  }
  return `verdict${queryText(given)}`
}
