import type { Argv } from 'yargs'
import yargs from 'yargs'
import { packageVersion } from '../start/package-files.ts'
import { explainCommand } from './commands/explain.ts'
import { UsageError } from './failure.ts'
import { importCommand } from './commands/import.ts'
import { unknownCommand, unknownOption } from './meant.ts'
import { initCommand } from './commands/init.ts'
import { listCommand } from './commands/list.ts'
import { matchCommand } from './commands/match.ts'
import { recordCommand } from './commands/record.ts'
import { planCommand } from './commands/plan.ts'
import { serveOptions } from './options/serve-options.ts'
import type { ServeOptionName } from './options/serve-options.ts'
import { serveCommand } from './commands/serve.ts'
import { chaosCommand } from './commands/remote/chaos.ts'
import { clockCommand } from './commands/remote/clock.ts'
import { journalCommand } from './commands/remote/journal.ts'
import { nextCommand } from './commands/remote/next.ts'
import { resetCommand } from './commands/remote/reset.ts'
import { tailCommand } from './commands/remote/tail.ts'
import { verifyCommand } from './commands/remote/verify.ts'
import { upgradeCommand } from './commands/upgrade/upgrade.ts'
import { validateCommand } from './commands/validate.ts'
import { verdictCommand } from './commands/verdict.ts'

/**
 * Parses the arguments and runs the command that they name. Returns what is to be printed (help, version), '' otherwise.
 * Throws `UsageError` when they make no sense.
 */
export async function runWithYargs(given: readonly string[]): Promise<string> {
  const args = given.map(plainFlag)
  const parser = yargs(args)
    .scriptName('bifrost-emulator')
    .usage(
      'A local stand-in for the Bifrost AI gateway: offline, faithful to the byte, every failure by name.',
    )
    // Without words for the types of values, help reads as text.
    .updateStrings({ string: 'value', boolean: 'switch', array: 'repeatable', 'Options:': 'Other:' })
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
    })
    .command(serveCommand)
    .command(validateCommand)
    .command(matchCommand)
    .command(planCommand)
    .command(journalCommand)
    .command(tailCommand)
    .command(nextCommand)
    .command(chaosCommand)
    .command(verifyCommand)
    .command(resetCommand)
    .command(clockCommand)
    .command(verdictCommand)
    .command(upgradeCommand)
    .command(recordCommand)
    .command(importCommand)
    .command(listCommand)
    .command(explainCommand)
    .command(initCommand)
    .strict()
    .help('help', 'Show this')
    .alias('help', 'h')
    .version('version', 'Show the version', packageVersion())
    .exitProcess(false)
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .epilogue(
      'bifrost-emulator COMMAND --help tells the options of a command.\nExit codes: 0 fine, 1 your files are wrong, 2 wrong usage, 3 could not start.',
    )
    .fail((message, error) => {
      if (error !== undefined && error.name !== 'YError') throw error
      throw new UsageError(
        `${betterWords(message ?? error?.message, args, parser)}\nbifrost-emulator --help tells what there is.`,
      )
    })
  let printed = ''
  await parser.parseAsync(args, {}, (error, _argv, output) => {
    if (error) throw error
    printed = output
  })
  return printed
}

/** `--strict=yes` in the words that yargs knows; it would take any other for false. */
function plainFlag(arg: string): string {
  const [, name, value] = /^--([a-z-]+)=(.*)$/.exec(arg) ?? []
  const option = Object.hasOwn(serveOptions, name ?? '') ? serveOptions[name as ServeOptionName] : undefined
  if (option === undefined || option.kind.takesValue) return arg
  const read = option.kind.read(value)
  if (read === undefined)
    throw new UsageError(`--${name} must be ${option.kind.want}, got ${JSON.stringify(value)}`)
  return `--${name}=${String(read)}`
}

/** What yargs complains of, with the name that was probably meant. */
function betterWords(message: string, args: readonly string[], parser: Argv): string {
  const unknown = /^Unknown (?:argument|command)s?: (.*)$/m.exec(message)?.[1]?.split(', ')
  if (unknown === undefined)
    return message.split('\n')[0]!.replace(/^Not enough arguments following: /, 'a value is missing after --')
  const known = Object.keys((parser as unknown as { getOptions(): { key: object } }).getOptions().key)
  return unknown
    .map((name) => (isOption(name, args) ? unknownOption(name, known) : unknownCommand(name)))
    .join('\n')
}

function isOption(name: string, args: readonly string[]): boolean {
  return args.some(
    (arg) => arg === `--${name}` || arg.startsWith(`--${name}=`) || (name.length === 1 && /^-[^-]/.test(arg)),
  )
}
