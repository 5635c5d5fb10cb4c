import type { CommandModule } from 'yargs'
import { addRequestOptions, requestArguments } from '../options/request-options.ts'
import type { TryArguments } from '../options/request-options.ts'

/** `bifrost-emulator match request.json` */
export const matchCommand: CommandModule<object, TryArguments> = {
  command: 'match [request]',
  describe: 'Tell which scenario answers a request, and why the others do not',
  builder: (yargs) =>
    addRequestOptions(yargs)
      .example('$0 match request.json', 'the body of a chat completion')
      .example("$0 match --curl 'curl http://localhost:8080/… -d …'", 'a command from the terminal'),
  handler: async (argv) => {
    const { given, asked } = await requestArguments(argv)
    const { tryRequest } = await import('../request/try-request.ts')
    const { matchResult, matchText } = await import('../output/match-text.ts')
    const result = matchResult(await tryRequest(given, asked))
    process.stdout.write(argv.json === true ? `${JSON.stringify(result, null, 2)}\n` : matchText(result))
  },
}
