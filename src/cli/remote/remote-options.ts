import type { Argv } from 'yargs'
import type { RemoteArguments } from './control-client.ts'

/** `--url` and `--token`: which running emulator is meant. */
export function addTarget<T>(yargs: Argv<T>) {
  return yargs
    .option('url', {
      type: 'string',
      requiresArg: true,
      describe: 'Where it runs',
      defaultDescription: 'the one that you started last, else http://127.0.0.1:8080',
    })
    .option('token', { type: 'string', requiresArg: true, describe: 'The token that it was started with' })
}

/** The same and `--json`, the same for every command that asks a running emulator. */
export function addRemoteOptions<T>(yargs: Argv<T>): Argv<T & RemoteArguments> {
  return addTarget(yargs).option('json', {
    type: 'boolean',
    describe: 'What the control route answers, as JSON',
  })
}

/** Prints the answer of a control route: as JSON, or as `text` tells it. */
export function print({ json }: RemoteArguments, value: unknown, text: () => string): void {
  const shown = json === true ? JSON.stringify(value, null, 2) : text()
  process.stdout.write(shown === '' || shown.endsWith('\n') ? shown : `${shown}\n`)
}
