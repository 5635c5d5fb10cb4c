import { CannotStart } from '../../start/failures.ts'
import { EXIT, UsageError } from '../failure.ts'
import type { VerdictArguments } from './verdict-arguments.ts'

/** Asks a running emulator for its verdict and prints it. Returns the exit code. */
export async function runVerdict(argv: VerdictArguments): Promise<number> {
  const { url = 'http://127.0.0.1:8080', format = 'text', token } = argv
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const shown = await ask(verdictUrl(url, argv, format), headers)
  process.stdout.write(shown.endsWith('\n') ? shown : `${shown}\n`)
  // The other formats do not say it in so many words.
  const verdict = format === 'json' ? shown : await ask(verdictUrl(url, argv, 'json'), headers)
  return (JSON.parse(verdict) as { ok: boolean }).ok ? EXIT.fine : EXIT.wrongFiles
}

function verdictUrl(base: string, argv: VerdictArguments, format: string): URL {
  if (!URL.canParse(base) || !/^https?:/.test(base))
    throw new UsageError(`--url must be such as http://127.0.0.1:8080, got ${JSON.stringify(base)}`)
  const url = new URL('/_emulator/verdict', base)
  const given = {
    format,
    session: argv.session,
    final: argv.final === true ? 'true' : undefined,
    quiet: argv.quiet,
    read_timeout: argv['read-timeout'],
  }
  for (const [key, value] of Object.entries(given)) if (value !== undefined) url.searchParams.set(key, value)
  return url
}

async function ask(url: URL, headers: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(url, { headers }).catch(() => {
    throw new CannotStart(`nothing answers at ${url.origin}: start the emulator, or tell its --url`)
  })
  const text = await response.text()
  if (response.ok) return text
  const problem = problemIn(text)
  if (problem === undefined)
    throw new CannotStart(`${url.origin} is no emulator: it answers ${response.status}`)
  throw new UsageError(problem)
}

function problemIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown }
    return typeof error === 'string' ? error : undefined
  } catch {
    return undefined
  }
}
