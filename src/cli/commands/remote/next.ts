import type { CommandModule } from 'yargs'
import { UsageError } from '../../failure.ts'
import { ControlClient, queryText } from '../../remote/control-client.ts'
import type { RemoteArguments } from '../../remote/control-client.ts'
import { nextText } from '../../remote/order-text.ts'
import type { RemoteOrder } from '../../remote/order-text.ts'
import { readTypedOrder, typed } from '../../remote/read-order.ts'
import { addRemoteOptions, print } from '../../remote/remote-options.ts'

interface NextArguments extends RemoteArguments {
  readonly order?: string
  readonly times?: string
  readonly session?: string
  readonly deployment?: string
  readonly clear?: boolean
}

/** `bifrost-emulator next azure.rate_limit` */
export const nextCommand: CommandModule<object, NextArguments> = {
  command: 'next [order]',
  describe: 'Order an error or a fault for the next request of a running emulator, or show what waits',
  builder: (yargs) =>
    addRemoteOptions(yargs)
      .positional('order', { type: 'string', describe: 'A name of list errors, a fault, or JSON' })
      .option('times', { type: 'string', requiresArg: true, describe: 'For so many requests' })
      .option('session', { type: 'string', requiresArg: true, describe: 'For this session alone' })
      .option('deployment', { type: 'string', requiresArg: true, describe: 'For this deployment alone' })
      .option('clear', { type: 'boolean', describe: 'Take back what waits' })
      .example('$0 next azure.rate_limit', 'the next request gets a 429')
      .example('$0 next cut:after=3 --times 2', 'the next two streams break off'),
  handler: async (argv) => {
    const client = new ControlClient(argv)
    const { order, times, session, deployment, clear } = argv
    if (clear === true && order !== undefined)
      throw new UsageError('--clear takes back what waits, and orders nothing')
    const aim = {
      ...(times !== undefined && { times: typed(times) }),
      ...(session !== undefined && { session }),
      ...(deployment !== undefined && { deployment }),
    }
    const { value } =
      order !== undefined
        ? await client.ask('POST', 'next', { ...readTypedOrder(order), ...aim })
        : await client.ask(clear === true ? 'DELETE' : 'GET', `next${queryText({ session })}`)
    const { next } = value as { next: readonly RemoteOrder[] }
    print(argv, value, () =>
      next.length === 0 ? 'nothing waits' : next.map((one) => `waits: ${nextText(one)}`).join('\n'),
    )
  },
}
