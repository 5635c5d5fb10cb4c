import { readFileSync } from 'node:fs'
import { text as readAll } from 'node:stream/consumers'
import type { CommandModule } from 'yargs'
import { EXIT, UsageError } from '../../failure.ts'
import { ControlClient } from '../../remote/control-client.ts'
import type { RemoteArguments } from '../../remote/control-client.ts'
import { typed } from '../../remote/read-order.ts'
import { addRemoteOptions, print } from '../../remote/remote-options.ts'

interface VerifyArguments extends RemoteArguments {
  readonly check: string
  readonly exactly?: string
  readonly 'at-least'?: string
  readonly 'at-most'?: string
  readonly never?: boolean
  readonly session?: string
}

/** `bifrost-emulator verify refund --exactly 2`, `bifrost-emulator verify checks.json` */
export const verifyCommand: CommandModule<object, VerifyArguments> = {
  command: 'verify <check>',
  describe: 'Check what a running emulator was asked; exits with 1 when it does not hold',
  builder: (yargs) =>
    addRemoteOptions(yargs)
      .positional('check', {
        type: 'string',
        demandOption: true,
        describe:
          'Text of the last user message, JSON of a check or a list, a file with them, or - for stdin',
      })
      .option('exactly', { type: 'string', requiresArg: true, describe: 'So many requests' })
      .option('at-least', {
        type: 'string',
        requiresArg: true,
        describe: 'So many or more',
        defaultDescription: '1',
      })
      .option('at-most', { type: 'string', requiresArg: true, describe: 'So many or fewer' })
      .option('never', { type: 'boolean', describe: 'None' })
      .option('session', { type: 'string', requiresArg: true, describe: 'Of this session alone' })
      .example('$0 verify refund --exactly 2', 'two requests spoke of a refund')
      .example('$0 verify checks.json', 'a list of checks, as POST /_emulator/verify takes it'),
  handler: async (argv) => {
    const client = new ControlClient(argv)
    const { value } = await client.ask('POST', 'verify', await checksOf(argv), [417])
    const { ok, text } = value as { ok: boolean; text: string }
    print(argv, value, () => text)
    process.exitCode = ok ? EXIT.fine : EXIT.wrongFiles
  },
}

async function checksOf(argv: VerifyArguments): Promise<unknown> {
  const { check } = argv
  const counts = {
    exactly: argv.exactly && typed(argv.exactly),
    at_least: argv['at-least'] && typed(argv['at-least']),
    at_most: argv['at-most'] && typed(argv['at-most']),
    never: argv.never,
    session: argv.session,
  }
  const given = Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== undefined))
  const written = await writtenChecks(check)
  if (written === undefined) return { when: check, ...given }
  if (Object.keys(given).length > 0)
    throw new UsageError('counts and --session go with a text; in JSON they stand in each check')
  return written
}

/** The checks of JSON (YAML does, too), of a file, or of stdin; undefined for a text to look for. */
async function writtenChecks(check: string): Promise<unknown> {
  if (/^\s*[{[]/.test(check)) return parse(check, 'the check')
  if (check === '-') return parse(await readAll(process.stdin), 'stdin')
  if (!/\.(?:json|ya?ml)$/i.test(check)) return undefined
  let text: string
  try {
    text = readFileSync(check, 'utf8')
  } catch {
    throw new UsageError(`there is no file ${check}`)
  }
  return parse(text, check)
}

async function parse(text: string, name: string): Promise<unknown> {
  const { parse: read } = await import('yaml')
  try {
    return read(text) as unknown
  } catch (error) {
    throw new UsageError(`${name} is no JSON: ${(error as Error).message.split('\n')[0]}`)
  }
}
