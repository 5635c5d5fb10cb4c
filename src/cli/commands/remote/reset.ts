import type { CommandModule } from 'yargs'
import { ControlClient } from '../../remote/control-client.ts'
import type { RemoteArguments } from '../../remote/control-client.ts'
import { addRemoteOptions, print } from '../../remote/remote-options.ts'

interface ResetArguments extends RemoteArguments {
  readonly session?: string
}

/** `bifrost-emulator reset` */
export const resetCommand: CommandModule<object, ResetArguments> = {
  command: 'reset',
  describe: 'Let a running emulator forget its journal, turns, states, orders and added scenarios',
  builder: (yargs) =>
    addRemoteOptions(yargs)
      .option('session', { type: 'string', requiresArg: true, describe: 'Those of this session alone' })
      .example('$0 reset --session s1', 'between two tests'),
  handler: async (argv) => {
    const { session } = argv
    const { value } = await new ControlClient(argv).ask(
      'POST',
      'reset',
      session === undefined ? undefined : { session },
    )
    print(argv, value, () => (session === undefined ? 'forgotten' : `forgotten: session ${session}`))
  },
}
