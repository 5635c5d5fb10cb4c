import { existsSync } from 'node:fs'
import type { Argv, CommandModule } from 'yargs'
import { UsageError } from '../failure.ts'
import { unknownWord } from '../meant.ts'
import { environmentNotices, givenOptions } from '../options/given-options.ts'
import { serveOptionNames, serveOptions } from '../options/serve-options.ts'
import type { ServeOptionName } from '../options/serve-options.ts'

/** `bifrost-emulator [serve]` */
export const serveCommand: CommandModule = {
  command: ['serve [paths..]', '$0'],
  describe: 'Start the emulator (what happens without a command)',
  builder: serveBuilder,
  handler: serve,
}

/** Starts the emulator as the arguments say, or tells how two releases differ. */
export async function serve(argv: Readonly<Record<string, unknown>>): Promise<void> {
  const given = await givenOptions(withPaths(argv), process.env)
  if (typeof argv['diff'] === 'string') {
    const { profileDiff } = await import('../output/profile-diff.ts')
    process.stdout.write(profileDiff(given.gateway, argv['diff'], false))
    return
  }
  // What serving needs is loaded only here: help and mistakes in the usage are answered at once.
  const { runServe } = await import('./run-serve.ts')
  await runServe(given, environmentNotices(process.env))
}

/** Paths count as scenarios. Throws `UsageError` for a word that is neither a path nor a command. */
function withPaths(argv: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const paths = [argv['paths'] ?? []].flat().map(String)
  if (paths.length === 0) return argv
  for (const path of paths) if (isWord(path) && !existsSync(path)) throw new UsageError(unknownWord(path))
  return { ...argv, scenarios: [...[argv['scenarios'] ?? []].flat(), ...paths] }
}

function isWord(path: string): boolean {
  return !/[./\\]/.test(path)
}

/** Adds options of `serve` by name; every one is also a variable and a key of the config file. */
export function addServeOptions(yargs: Argv, names: readonly ServeOptionName[]): Argv {
  let parser = yargs
  for (const name of names) {
    const { kind, group, describe, shownDefault } = serveOptions[name]
    parser = parser.option(name, {
      group,
      describe,
      ...(kind.takesValue ? { type: 'string', requiresArg: true } : { type: 'boolean', default: undefined }),
      ...(shownDefault === undefined ? {} : { defaultDescription: shownDefault }),
    })
  }
  return parser.option('config', {
    type: 'string',
    requiresArg: true,
    describe: 'YAML or JSON file with any options of serve, e.g. port: 8080',
  })
}

function serveBuilder(yargs: Argv): Argv {
  return addServeOptions(yargs, serveOptionNames)
    .positional('paths', {
      type: 'string',
      array: true,
      describe: 'Scenario folders and files, as --scenarios',
    })
    .alias('port', 'p')
    .option('diff', {
      type: 'string',
      requiresArg: true,
      describe: 'Do not start: tell how --gateway differs from this release, row by row',
    })
    .example('$0', 'start on port 8080 with ./scenarios')
    .example('$0 ./mine -p 8081', 'the scenarios of that folder, on another port')
    .example('$0 --port 0 --seed 7 --speed 0', 'for tests: any free port, same bytes every time, no waiting')
    .example('$0 ./a ./b/one.yaml', 'several folders and files')
    .example('$0 --bifrost-config config.json --strict', "the real gateway's configuration, scenarios only")
    .epilogue(
      'Every option is also a variable (BIFROST_EMULATOR_PORT=8080, BIFROST_EMULATOR_NO_WATCH=1; several scenarios ' +
        'are separated as in PATH) and a key of the --config file. The command line goes first, then the environment, then the file.',
    )
}
