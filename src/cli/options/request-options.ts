import type { Argv } from 'yargs'
import { givenOptions } from './given-options.ts'
import type { RequestOptions } from '../request/given-request.ts'
import { addServeOptions } from '../commands/serve.ts'
import type { GivenOptions } from './serve-options.ts'

/** What `match` and `plan` take: a request, and those options of `serve` that decide what it gets. */
export interface TryArguments {
  readonly request?: string
  readonly curl?: string
  readonly deployment?: string
  readonly stream?: boolean
  readonly header?: readonly string[]
  readonly json?: boolean
}

export function addRequestOptions(yargs: Argv): Argv<TryArguments> {
  const parser = yargs
    .positional('request', {
      type: 'string',
      describe:
        'JSON file with a body, a whole request { url, headers, body }, or a journal entry; - reads stdin',
    })
    .option('curl', {
      type: 'string',
      requiresArg: true,
      describe: "A pasted command: 'curl https://… -d …'",
    })
    .option('deployment', {
      type: 'string',
      requiresArg: true,
      describe: 'For a body alone; its model, else gpt-4o',
    })
    .option('stream', { type: 'boolean', describe: 'Ask for a stream' })
    .option('header', { type: 'string', array: true, requiresArg: true, nargs: 1, describe: "'Name: value'" })
    .option('json', { type: 'boolean', describe: 'The result as one JSON object' })
  return addServeOptions(parser, [
    'scenarios',
    'gateway',
    'bifrost-config',
    'heartbeat-ms',
    'forward-empty-role',
    'prices',
    'seed',
    'strict',
    'timing',
    'session',
    'tokenizer',
    'locale',
    'no-emulator-headers',
  ]) as Argv<TryArguments>
}

/** The arguments as the two parts that trying a request needs. */
export async function requestArguments(
  argv: TryArguments,
): Promise<{ readonly given: GivenOptions; readonly asked: RequestOptions }> {
  const { request: file, curl, deployment, stream, header = [] } = argv
  const given = await givenOptions(argv as Readonly<Record<string, unknown>>, process.env)
  // yargs takes the dash away.
  return { given, asked: { file: file === '' ? '-' : file, curl, deployment, stream, headers: header } }
}
