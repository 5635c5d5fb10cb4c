import type { CommandModule } from 'yargs'
import { addTarget } from '../remote/remote-options.ts'
import type { VerdictArguments } from './verdict-arguments.ts'

/** `bifrost-emulator verdict --url http://127.0.0.1:8080` */
export const verdictCommand: CommandModule<object, VerdictArguments> = {
  command: 'verdict',
  describe: 'Judge how clients of a running emulator behaved when things went wrong',
  builder: (yargs) =>
    addTarget(yargs)
      .option('session', { type: 'string', requiresArg: true, describe: 'Judge this session alone' })
      .option('format', {
        type: 'string',
        requiresArg: true,
        describe: 'text, json, junit or sarif',
        defaultDescription: 'text',
      })
      .option('final', {
        type: 'boolean',
        describe: 'Nothing more will come: who has not asked again has given up',
      })
      .option('quiet', {
        type: 'string',
        requiresArg: true,
        describe: 'So long without asking again is giving up',
        defaultDescription: '30s',
      })
      .option('read-timeout', {
        type: 'string',
        requiresArg: true,
        describe: 'So long may a client wait in silence',
        defaultDescription: '60s',
      })
      .example('$0 verdict --final', 'after a test run: exit code 1 when a client misbehaved')
      .example('$0 verdict --session s1 --format junit > verdict.xml', 'for the test report of a CI server')
      .epilogue('Exits with 1 when there is an error or a warning; a note alone is fine.'),
  handler: async (argv) => {
    const { runVerdict } = await import('./run-verdict.ts')
    process.exitCode = await runVerdict(argv)
  },
}
