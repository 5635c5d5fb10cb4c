import type { CommandModule } from 'yargs'
import { textTable } from '../../output/text-table.ts'
import { ControlClient, queryText } from '../../remote/control-client.ts'
import type { RemoteArguments } from '../../remote/control-client.ts'
import { ROW_HEAD, rowOf, wholeText } from '../../remote/exchange-text.ts'
import type { RemoteExchange, WholeRemoteExchange } from '../../remote/exchange-text.ts'
import { addRemoteOptions, print } from '../../remote/remote-options.ts'

interface JournalArguments extends RemoteArguments {
  readonly id?: string
  readonly session?: string
  readonly scenario?: string
  readonly deployment?: string
  readonly text?: string
  readonly outcome?: string
  readonly since?: string
  readonly limit?: string
}

/** `bifrost-emulator journal`, `bifrost-emulator journal x7` */
export const journalCommand: CommandModule<object, JournalArguments> = {
  command: 'journal [id]',
  describe: 'Show what a running emulator was asked and answered, or all about one exchange',
  builder: (yargs) =>
    addRemoteOptions(yargs)
      .positional('id', { type: 'string', describe: 'An exchange, such as x7' })
      .option('session', { type: 'string', requiresArg: true, describe: 'Of this session alone' })
      .option('scenario', { type: 'string', requiresArg: true, describe: 'Answered by this scenario' })
      .option('deployment', { type: 'string', requiresArg: true, describe: 'Asked of this deployment' })
      .option('text', { type: 'string', requiresArg: true, describe: 'With this text in question or answer' })
      .option('outcome', {
        type: 'string',
        requiresArg: true,
        describe: '429, 5xx, cut, reset, client-left, fake, unmatched, faulted …',
      })
      .option('since', { type: 'string', requiresArg: true, describe: 'From this time on' })
      .option('limit', {
        type: 'string',
        requiresArg: true,
        describe: 'The newest so many',
        defaultDescription: '50',
      })
      .example('$0 journal --outcome 5xx', 'what went wrong')
      .example('$0 journal x7', 'one exchange: what Azure got, why this answer, every frame'),
  handler: async (argv) => {
    const client = new ControlClient(argv)
    if (argv.id === undefined) return list(client, argv)
    const { value } = await client.ask('GET', `journal/${encodeURIComponent(argv.id)}`)
    print(argv, value, () => wholeText(value as WholeRemoteExchange))
  },
}

async function list(client: ControlClient, argv: JournalArguments): Promise<void> {
  const { session, scenario, deployment, text, outcome, since, limit = '50' } = argv
  const query = queryText({ session, scenario, deployment, text, outcome, since, limit })
  const { value } = await client.ask('GET', `journal${query}`)
  const { entries } = value as { entries: readonly RemoteExchange[] }
  print(argv, value, () =>
    entries.length === 0 ? 'no exchanges' : textTable([ROW_HEAD, ...entries.map(rowOf)]),
  )
}
