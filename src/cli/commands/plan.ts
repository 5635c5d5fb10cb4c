import type { CommandModule } from 'yargs'
import { addRequestOptions, requestArguments } from '../options/request-options.ts'
import type { TryArguments } from '../options/request-options.ts'

/** `bifrost-emulator plan request.json` */
export const planCommand: CommandModule<object, TryArguments> = {
  command: 'plan [request]',
  describe: 'Show what a request would be sent, frame by frame with its times',
  builder: (yargs) =>
    addRequestOptions(yargs)
      .example('$0 plan request.json --stream', 'the timeline of a stream, without listening')
      .example('$0 plan - --json', 'a request on stdin, for machines'),
  handler: async (argv) => {
    const { given, asked } = await requestArguments(argv)
    const { tryRequest } = await import('../request/try-request.ts')
    const { planResult, planText } = await import('../output/plan-text.ts')
    const result = planResult(await tryRequest(given, asked))
    process.stdout.write(argv.json === true ? `${JSON.stringify(result, null, 2)}\n` : planText(result))
  },
}
