import type { CommandModule } from 'yargs'
import type { ImportArguments } from './run-import.ts'

/** `bifrost-emulator import session.har` */
export const importCommand: CommandModule<object, ImportArguments> = {
  command: 'import <files..>',
  describe: 'Make scenarios of recorded traffic and of files of other tools',
  builder: (yargs) =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'HAR, journal lines, .sse, curl with its answer, files of aimock, Mockoon, WireMock',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder of the scenarios',
        defaultDescription: './scenarios/imported',
      })
      .option('as', {
        type: 'string',
        requiresArg: true,
        describe: 'Whose answers they are: gateway (kept as wire:) or azure (kept as upstream:)',
        defaultDescription: 'gateway',
      })
      .example('$0 import session.har', 'what a browser or a proxy saved, with content')
      .epilogue('Says what could not be carried over, and why. Exits with 1 when a file gave nothing.'),
  handler: async (argv) => {
    const { runImport } = await import('./run-import.ts')
    process.exitCode = await runImport(argv)
  },
}
