import type { CommandModule } from 'yargs'
import { UsageError } from '../../failure.ts'
import { ControlClient } from '../../remote/control-client.ts'
import type { RemoteArguments } from '../../remote/control-client.ts'
import { chaosText } from '../../remote/order-text.ts'
import type { RemoteOrder } from '../../remote/order-text.ts'
import { readTypedOrder, typed } from '../../remote/read-order.ts'
import { addRemoteOptions, print } from '../../remote/remote-options.ts'

interface ChaosArguments extends RemoteArguments {
  readonly order?: string
  readonly rate?: string
  readonly for?: string
  readonly every?: string
  readonly first?: string
  readonly session?: string
  readonly deployment?: string
  readonly end?: boolean
}

/** `bifrost-emulator chaos azure.server_error --rate 0.1 --for 5m` */
export const chaosCommand: CommandModule<object, ChaosArguments> = {
  command: 'chaos [order]',
  describe: 'Let a share of the requests of a running emulator fail for a while, or show what did',
  builder: (yargs) =>
    addRemoteOptions(yargs)
      .positional('order', { type: 'string', describe: 'A name of list errors, a fault, or JSON' })
      .option('rate', {
        type: 'string',
        requiresArg: true,
        describe: 'Share of the requests, 0 to 1',
        defaultDescription: '1',
      })
      .option('for', {
        type: 'string',
        requiresArg: true,
        describe: 'It ends by itself',
        defaultDescription: '5m',
      })
      .option('every', { type: 'string', requiresArg: true, describe: 'Only every Nth of a session' })
      .option('first', { type: 'string', requiresArg: true, describe: 'Only the first N of a session' })
      .option('session', { type: 'string', requiresArg: true, describe: 'This session alone' })
      .option('deployment', { type: 'string', requiresArg: true, describe: 'This deployment alone' })
      .option('end', { type: 'boolean', describe: 'End what was ordered; that of files stands' })
      .example('$0 chaos reset:after=2 --rate 0.1 --for 1m', 'one stream in ten breaks')
      .example('$0 chaos', 'what runs and what has ended, with what it did'),
  handler: async (argv) => {
    const client = new ControlClient(argv)
    const { order, end } = argv
    if (end === true && order !== undefined) throw new UsageError('--end ends chaos, and orders none')
    const aims = ['rate', 'for', 'every', 'first', 'session', 'deployment'] as const
    const given = aims
      .filter((key) => argv[key] !== undefined)
      .map((key) => [key, COUNTED.has(key) ? typed(argv[key]!) : argv[key]] as const)
    if (order === undefined && given.length > 0)
      throw new UsageError(`--${given[0]![0]} goes with an order, such as chaos azure.server_error`)
    const { value } =
      order === undefined
        ? await client.ask(end === true ? 'DELETE' : 'GET', 'chaos')
        : await client.ask('PUT', 'chaos', { ...readTypedOrder(order), ...Object.fromEntries(given) })
    print(argv, value, () => shown(value as Shown))
  },
}

const COUNTED: ReadonlySet<string> = new Set(['rate', 'every', 'first'])

interface Shown {
  readonly chaos: readonly RemoteOrder[]
  /** What is over, with what it did. */
  readonly ended?: readonly RemoteOrder[]
}

function shown({ chaos, ended = [] }: Shown): string {
  const lines = [
    ...ended.map((one) => `ended: ${chaosText(one)}`),
    ...chaos.map((one) => `runs: ${chaosText(one)}`),
  ]
  return lines.length === 0 ? 'no chaos runs' : lines.join('\n')
}
