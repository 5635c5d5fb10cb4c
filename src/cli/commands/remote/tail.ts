import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { CommandModule } from 'yargs'
import { CannotStart } from '../../../start/failures.ts'
import { ControlClient } from '../../remote/control-client.ts'
import type { RemoteArguments } from '../../remote/control-client.ts'
import { rowOf } from '../../remote/exchange-text.ts'
import type { RemoteExchange } from '../../remote/exchange-text.ts'
import { chaosText } from '../../remote/order-text.ts'
import type { RemoteOrder } from '../../remote/order-text.ts'
import { addRemoteOptions } from '../../remote/remote-options.ts'

interface TailArguments extends RemoteArguments {
  readonly session?: string
}

/** `bifrost-emulator tail` */
export const tailCommand: CommandModule<object, TailArguments> = {
  command: 'tail',
  describe: 'Follow a running emulator: a line for each exchange that ends, each reload and chaos',
  builder: (yargs) =>
    addRemoteOptions(yargs)
      .option('session', { type: 'string', requiresArg: true, describe: 'Exchanges of this session alone' })
      .example('$0 tail --json', 'one object a line, for scripts')
      .epilogue('Ends with the emulator, or with Ctrl-C.'),
  handler: async (argv) => {
    const client = new ControlClient(argv)
    // A refusal comes in words; a stream does not end.
    const response = await client.open('GET', 'events')
    if (!response.ok || response.body === null) await client.ask('GET', 'events')
    if (argv.json !== true) process.stderr.write(`following ${new URL(response.url).origin}\n`)
    const events = response
      .body!.pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream())
    try {
      for await (const { event = '', data } of events) show(argv, event, JSON.parse(data) as object)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      throw new CannotStart('the connection to the emulator broke')
    }
  },
}

function show({ json, session }: TailArguments, event: string, data: object): void {
  const isExchange = event === 'exchange-begin' || event === 'exchange-end'
  if (isExchange && session !== undefined && (data as RemoteExchange).session !== session) return
  const line = json === true ? JSON.stringify({ event, ...data }) : lineOf(event, data)
  if (line !== undefined) process.stdout.write(`${line}\n`)
}

function lineOf(event: string, data: object): string | undefined {
  switch (event) {
    case 'exchange-end':
      return 'forgotten' in data
        ? undefined
        : rowOf(data as RemoteExchange)
            .filter((cell) => cell !== '')
            .join('  ')
    case 'chaos-begin':
    case 'chaos-end':
      return `${event === 'chaos-begin' ? 'chaos begins' : 'chaos ended'}: ${chaosText(data as RemoteOrder)}`
    case 'reload': {
      const { ok, what, errors = [] } = data as { ok: boolean; what: string; errors?: readonly object[] }
      return ok
        ? `${what} reloaded`
        : `${what} not reloaded: ${errors.length} errors; bifrost-emulator validate tells them`
    }
    case 'missed':
      return `${(data as { events: number }).events} events came too fast and are not shown`
    default:
      return undefined
  }
}
