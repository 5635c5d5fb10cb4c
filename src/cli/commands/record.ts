import type { CommandModule } from 'yargs'
import { MATCH_KEYS, USUAL_MATCH } from '../../record/match-keys.ts'
import type { RecordArguments } from './run-record.ts'

/** `bifrost-emulator record --target https://gateway.example` */
export const recordCommand: CommandModule<object, RecordArguments> = {
  command: 'record',
  describe: 'Stand between a client and a real gateway, and keep what passes as scenarios',
  builder: (yargs) =>
    yargs
      .option('target', {
        type: 'string',
        requiresArg: true,
        describe: 'Where requests go, e.g. https://gateway.example',
      })
      .option('as', {
        type: 'string',
        requiresArg: true,
        describe: 'What the target is: gateway or azure',
        defaultDescription: 'gateway',
      })
      .option('mode', {
        type: 'string',
        requiresArg: true,
        describe:
          'record all, only what is missing (the emulator answers the rest), or replay (never ask the target)',
        defaultDescription: 'record',
      })
      .option('match', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: `What of a request must be the same for its answer, with commas: ${[...MATCH_KEYS, 'body.PATH'].join(', ')}`,
        defaultDescription: USUAL_MATCH.join(','),
      })
      .option('gateway', {
        type: 'string',
        requiresArg: true,
        describe: 'Release that the target is',
        defaultDescription: 'found out; 1.4.19 unless --mode record',
      })
      .option('bifrost-config', {
        type: 'string',
        requiresArg: true,
        describe: "The target's own config.json: names of its keys, allowed origins",
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'Folder of the scenarios',
        defaultDescription: './scenarios/recorded',
      })
      .option('port', {
        type: 'string',
        requiresArg: true,
        describe: 'Port; 0 picks a free one',
        defaultDescription: '8080',
      })
      .option('redact', {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'A regular expression for more that is secret; may be given again',
      })
      .example(
        '$0 record --target https://gateway.example',
        'point your client at http://127.0.0.1:8080 meanwhile',
      )
      .example(
        '$0 record --mode replay',
        'answer from the recording alone; a request that is not in it is an error',
      )
      .example(
        '$0 record --target https://x.openai.azure.com --as azure',
        "Azure's side: any release then plays it",
      ),
  handler: async (argv) => {
    const { runRecord } = await import('./run-record.ts')
    process.exitCode = await runRecord(argv)
  },
}
