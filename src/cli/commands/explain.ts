import type { CommandModule } from 'yargs'

/** `bifrost-emulator explain CODE` */
export const explainCommand: CommandModule<object, { code?: string; json?: boolean; gateway?: string }> = {
  command: 'explain [code]',
  describe: 'Explain a code of a mistake with a wrong and a right example, an error, or a fault',
  builder: (yargs) =>
    yargs
      .positional('code', {
        type: 'string',
        describe: 'A code as validate --json tells it; all of them unless given',
      })
      .option('json', { type: 'boolean', describe: 'As JSON' })
      .option('gateway', { type: 'string', requiresArg: true, describe: 'Of an error: whose status' })
      .example('$0 explain bad-regex', 'what is wrong with a pattern, and what to do')
      .example('$0 explain azure.rate_limit', 'when an error happens')
      .example('$0 explain cut_chunked', 'what a proxy does, and which'),
  handler: async ({ code, json = false, gateway }) => {
    const { explainedCodes, explainText } = await import('../output/explain-text.ts')
    const { lineOf } = await import('../options/single-release.ts')
    const codes = explainedCodes()
    const list = json ? `${JSON.stringify(codes, null, 2)}\n` : `${codes.join('\n')}\n`
    process.stdout.write(code === undefined ? list : explainText(code, json, lineOf(gateway)))
  },
}
