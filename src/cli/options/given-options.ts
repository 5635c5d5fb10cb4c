import path from 'node:path'
import { nearest } from '../../values/did-you-mean.ts'
import { UsageError } from '../failure.ts'
import { serveOptionNames, serveOptions } from './serve-options.ts'
import type { GivenOptions, ServeOptionName } from './serve-options.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const ENVIRONMENT_PREFIX = 'BIFROST_EMULATOR_'

/** All options that are given somewhere: the command line goes before the environment, and that before the config file. */
export async function givenOptions(
  argv: Readonly<Record<string, unknown>>,
  environment: Environment,
): Promise<GivenOptions> {
  const config = argv['config'] ?? environment[`${ENVIRONMENT_PREFIX}CONFIG`]
  const fromFile = typeof config === 'string' && config !== '' ? await fromConfigFile(config) : {}
  return { ...fromFile, ...fromEnvironment(environment), ...fromArguments(argv) }
}

/** The reader of YAML is loaded only for those who have such a file. */
async function fromConfigFile(path: string): Promise<GivenOptions> {
  const { readConfigFile } = await import('./config-file.ts')
  return readConfigFile(path)
}

/** Variables with the emulator's prefix that mean nothing but are nearly the name of an option: sentences about them. */
export function environmentNotices(environment: Environment): readonly string[] {
  const known = [...serveOptionNames, 'config'].map(variableOf)
  return Object.keys(environment)
    .filter((name) => name.startsWith(ENVIRONMENT_PREFIX) && !known.includes(name))
    .flatMap((name) => {
      const near = nearest(
        name.slice(ENVIRONMENT_PREFIX.length),
        known.map((it) => it.slice(ENVIRONMENT_PREFIX.length)),
      )
      return near === undefined
        ? []
        : [`${name} in the environment means nothing; did you mean ${ENVIRONMENT_PREFIX}${near}?`]
    })
}

function variableOf(option: string): string {
  return ENVIRONMENT_PREFIX + option.toUpperCase().replaceAll('-', '_')
}

function fromArguments(argv: Readonly<Record<string, unknown>>): GivenOptions {
  const given = serveOptionNames.filter((name) => argv[name] !== undefined)
  return Object.fromEntries(given.map((name) => [name, read(name, once(name, argv[name]), `--${name}`)]))
}

function fromEnvironment(environment: Environment): GivenOptions {
  const given = serveOptionNames.filter((name) => (environment[variableOf(name)] ?? '') !== '')
  return Object.fromEntries(
    given.map((name) => {
      const written = environment[variableOf(name)]!
      const value = serveOptions[name].kind.list
        ? written.split(path.delimiter).filter((it) => it !== '')
        : written
      return [name, read(name, value, variableOf(name))]
    }),
  )
}

function read(name: ServeOptionName, value: unknown, label: string): unknown {
  const { kind } = serveOptions[name]
  const result = kind.read(value)
  if (result === undefined)
    throw new UsageError(
      `${label} must be ${kind.want}, got ${JSON.stringify(value)}${kind.hint?.(value) ?? ''}`,
    )
  return result
}

function once(name: ServeOptionName, value: unknown): unknown {
  if (!Array.isArray(value) || serveOptions[name].kind.list) return value
  throw new UsageError(`--${name} is given ${value.length} times; it can be given once`)
}
