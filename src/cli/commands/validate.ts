import type { CommandModule } from 'yargs'

/** `bifrost-emulator validate [paths..]` */
export const validateCommand: CommandModule<
  object,
  { paths?: string[]; json?: boolean; 'bifrost-config'?: string }
> = {
  command: 'validate [paths..]',
  describe: 'Check scenario files without starting',
  builder: (yargs) =>
    yargs
      .positional('paths', {
        type: 'string',
        array: true,
        describe: 'Folders and files; ./scenarios or the shipped examples unless given',
      })
      .option('bifrost-config', {
        type: 'string',
        requiresArg: true,
        describe: "The real gateway's config.json: warn of deployments that it does not know",
      })
      .option('json', { type: 'boolean', describe: 'The result as one JSON object on stdout' })
      .example('$0 validate', 'all files in ./scenarios')
      .example('$0 validate a.yaml b --json', 'one file and one folder, for machines')
      .epilogue('Exits with 1 when a file is wrong; every mistake is told as file:line:column with a hint.'),
  handler: async ({ paths = [], json = false, 'bifrost-config': bifrostConfig }) => {
    const { runValidate } = await import('./run-validate.ts')
    process.exitCode = await runValidate(paths.map(String), json, bifrostConfig)
  },
}
