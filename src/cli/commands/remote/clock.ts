import type { CommandModule } from 'yargs'
import { readDuration } from '../../../values/duration.ts'
import { UsageError } from '../../failure.ts'
import { ControlClient } from '../../remote/control-client.ts'
import type { RemoteArguments } from '../../remote/control-client.ts'
import { ms } from '../../remote/exchange-text.ts'
import { typed } from '../../remote/read-order.ts'
import { addRemoteOptions, print } from '../../remote/remote-options.ts'

interface ClockArguments extends RemoteArguments {
  readonly move?: string
  readonly 'wait-for'?: string
  readonly within?: string
}

/** `bifrost-emulator clock 60s` */
export const clockCommand: CommandModule<object, ClockArguments> = {
  command: 'clock [move]',
  describe: 'Let time pass in a running emulator that has --clock manual, or show who waits',
  builder: (yargs) =>
    addRemoteOptions(yargs)
      .positional('move', {
        type: 'string',
        describe: '60s, 250ms; next: until the next one is due; idle: until nobody waits; or a date',
      })
      .option('wait-for', {
        type: 'string',
        requiresArg: true,
        describe: 'First wait until so many exchanges wait',
      })
      .option('within', {
        type: 'string',
        requiresArg: true,
        describe: 'For so long, in real time',
        defaultDescription: '5s',
      })
      .example('$0 clock 60s --wait-for 1', 'one minute passes once a request has arrived'),
  handler: async (argv) => {
    const client = new ControlClient(argv)
    const { move, within, 'wait-for': waitFor } = argv
    if (move === undefined && waitFor !== undefined)
      throw new UsageError('--wait-for goes with a move, such as clock 60s')
    const wait = {
      ...(waitFor !== undefined && { wait_for: typed(waitFor) }),
      ...(within !== undefined && { within }),
    }
    const { value } =
      move === undefined
        ? await client.ask('GET', 'clock')
        : await client.ask('POST', 'clock', { ...moveOf(move), ...wait })
    print(argv, value, () => clockText(value as Clock))
  },
}

function moveOf(move: string): object {
  if (move === 'next' || move === 'idle') return { [`to_${move}`]: true }
  if (readDuration(move) !== undefined) return { advance: move }
  if (Number.isFinite(Date.parse(move)) && /\d{4}-/.test(move)) return { to: move }
  throw new UsageError(
    `clock takes 60s, 250ms, next, idle or a date such as 2027-01-01T00:00:00Z, got ${JSON.stringify(move)}`,
  )
}

interface Clock {
  readonly clock: string
  readonly date: string
  readonly waiting?: number
  readonly next_in_ms?: number | null
  readonly moved_ms?: number
  readonly exchanges?: readonly { readonly exchange: string; readonly next_in_ms: number }[]
}

function clockText({
  clock,
  date,
  waiting,
  next_in_ms: next,
  moved_ms: moved,
  exchanges = [],
}: Clock): string {
  if (clock === 'wall') return `${date}, and time passes by itself`
  const state = [
    date,
    ...(moved === undefined ? [] : [`moved by ${ms(moved)}`]),
    `${waiting} waiting`,
    ...(typeof next === 'number' ? [`the next one is due in ${ms(next)}`] : []),
  ]
  return [state.join(' · '), ...exchanges.map((it) => `  ${it.exchange} in ${ms(it.next_in_ms)}`)].join('\n')
}
