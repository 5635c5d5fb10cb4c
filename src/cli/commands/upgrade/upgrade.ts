import type { CommandModule } from 'yargs'
import { UsageError } from '../../failure.ts'

interface UpgradeArguments {
  readonly from?: string
  readonly to?: string
  readonly paths?: readonly string[]
  readonly json?: boolean
  readonly 'bifrost-config'?: string
}

/** `bifrost-emulator upgrade --from 1.4.19 --to docs [paths..]` */
export const upgradeCommand: CommandModule<object, UpgradeArguments> = {
  command: 'upgrade [paths..]',
  describe: 'Play the scenarios on two gateway lines and tell what a client would see change',
  builder: (yargs) =>
    yargs
      .positional('paths', {
        type: 'string',
        array: true,
        describe: 'Folders and files; ./scenarios or the shipped examples unless given',
      })
      .option('from', {
        type: 'string',
        requiresArg: true,
        describe: 'The line that is now; the default line unless given',
      })
      .option('to', { type: 'string', requiresArg: true, describe: 'The line to come' })
      .option('bifrost-config', {
        type: 'string',
        requiresArg: true,
        describe: "The real gateway's config.json, for both",
      })
      .option('json', { type: 'boolean', describe: 'The result as one JSON object' })
      .example(
        '$0 upgrade --from 1.4.19 --to docs',
        'what the documentation promises and the gateway does not keep',
      )
      .example('$0 upgrade --to azure scenarios --json', 'what goes away with the gateway, for machines')
      .epilogue('Answers are those of seed 0, in memory: nothing listens and no time passes.') as never,
  handler: async ({ from, to, paths = [], json = false, 'bifrost-config': bifrostConfig }) => {
    if (to === undefined)
      throw new UsageError('upgrade to which line? Give --to, such as --to docs; list profiles tells them')
    const { runUpgrade } = await import('./run-upgrade.ts')
    const { upgradeText } = await import('./upgrade-text.ts')
    const result = await runUpgrade({ from, to, paths: paths.map(String), bifrostConfig }, (notice) =>
      process.stderr.write(`note: ${notice}\n`),
    )
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : upgradeText(result))
  },
}
