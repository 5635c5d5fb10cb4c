import type { CommandModule } from 'yargs'
import { didYouMean } from '../../values/did-you-mean.ts'
import { UsageError } from '../failure.ts'
import { LISTS } from '../list-names.ts'

interface ListArguments {
  readonly what?: string
  readonly json?: boolean
  readonly diff?: string
  readonly gateway?: string
}

/** `bifrost-emulator list errors|faults|profiles|timings` */
export const listCommand: CommandModule<object, ListArguments> = {
  command: 'list [what]',
  describe: 'Show the names that scenarios and options take: errors, faults, profiles, timings',
  builder: (yargs) =>
    yargs
      .positional('what', { type: 'string', describe: LISTS.join(', ') })
      .option('json', { type: 'boolean', describe: 'As a JSON list' })
      .option('diff', {
        type: 'string',
        requiresArg: true,
        describe: 'Of profiles: how --gateway differs from this one, row by row',
      })
      .option('gateway', {
        type: 'string',
        requiresArg: true,
        describe: 'Of errors: whose statuses; with --diff: the profile to compare',
      })
      .example('$0 list faults', 'everything that can go wrong on the way, with an example')
      .example('$0 list errors', 'every error that can be ordered, and when it happens')
      .example('$0 list errors --gateway 2.2', 'the same with the statuses of another release')
      .example('$0 list profiles --diff 1.3.60', 'what the default gateway does otherwise than 1.3.60'),
  handler: async ({ what, json = false, diff, gateway }) => {
    const name = LISTS.find((it) => it === what)
    if (name === undefined) {
      const problem =
        what === undefined
          ? 'list what?'
          : `there is no list ${JSON.stringify(what)}${didYouMean(what, LISTS)}`
      throw new UsageError(`${problem}\nThere are ${LISTS.join(', ')}.`)
    }
    if (diff === undefined && gateway !== undefined && name !== 'errors')
      throw new UsageError('--gateway goes with list errors, or with --diff VERSION')
    if (diff !== undefined) {
      if (name !== 'profiles') throw new UsageError(`--diff goes with list profiles, not with list ${name}`)
      const { profileDiff } = await import('../output/profile-diff.ts')
      process.stdout.write(profileDiff(gateway, diff, json))
      return
    }
    const { listText } = await import('../output/list-text.ts')
    const { lineOf } = await import('../options/single-release.ts')
    process.stdout.write(listText(name, json, lineOf(gateway)))
  },
}
