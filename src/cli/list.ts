import type { CommandModule } from 'yargs'
import { didYouMean } from './did-you-mean.ts'
import { UsageError } from './failure.ts'

const LISTS = ['errors', 'faults', 'profiles', 'timings'] as const
export type ListName = (typeof LISTS)[number]

/** `bifrost-emulator list errors|faults|profiles|timings` */
export const listCommand: CommandModule<object, { what?: string; json?: boolean }> = {
  command: 'list [what]',
  describe: 'Show the names that scenarios and options take: errors, faults, profiles, timings',
  builder: (yargs) =>
    yargs
      .positional('what', { type: 'string', describe: LISTS.join(', ') })
      .option('json', { type: 'boolean', describe: 'As a JSON list' })
      .example('$0 list faults', 'everything that can go wrong on the way, with an example')
      .example('$0 list errors', 'every error that can be ordered, and when it happens'),
  handler: async ({ what, json = false }) => {
    const name = LISTS.find((it) => it === what)
    if (name === undefined) {
      const problem =
        what === undefined
          ? 'list what?'
          : `there is no list ${JSON.stringify(what)}${didYouMean(what, LISTS)}`
      throw new UsageError(`${problem}\nThere are ${LISTS.join(', ')}.`)
    }
    const { listText } = await import('./list-text.ts')
    process.stdout.write(listText(name, json))
  },
}
