import path from 'node:path'
import { didYouMean } from '../values/did-you-mean.ts'

const COMMANDS = [
  'serve',
  'validate',
  'match',
  'plan',
  'upgrade',
  'journal',
  'tail',
  'next',
  'chaos',
  'verify',
  'reset',
  'clock',
  'verdict',
  'record',
  'import',
  'list',
  'explain',
  'init',
]

/** Words that other tools have for a command, and what it is called here. */
const COMMANDS_MEANT: Readonly<Record<string, string>> = {
  start: 'serve, which needs no word',
  run: 'serve, which needs no word',
  up: 'serve, which needs no word',
  dev: 'serve, which needs no word',
  server: 'serve, which needs no word',
  mock: 'serve, which needs no word',
  proxy: 'record --target URL',
  capture: 'record --target URL',
  check: 'validate',
  lint: 'validate',
  test: 'validate, or match',
  convert: 'import',
  try: 'plan, or match',
  dry: 'plan',
  errors: 'list errors',
  faults: 'list faults',
  profiles: 'list profiles',
  timings: 'list timings',
  new: 'init',
  create: 'init',
  generate: 'init, or import',
  help: '--help',
  version: '--version',
}

const OPTIONS_MEANT: Readonly<Record<string, string>> = {
  proxy: 'the command record --target URL',
  target: 'the command record --target URL',
  upstream: 'the command record --target URL',
  record: 'the command record --target URL',
  fixtures: '--scenarios; bifrost-emulator import turns fixtures of other tools into scenarios',
  fixture: '--scenarios; bifrost-emulator import turns fixtures of other tools into scenarios',
  mappings: '--scenarios; bifrost-emulator import turns files of other tools into scenarios',
  mocks: '--scenarios',
  stubs: '--scenarios',
  responses: '--scenarios',
  dir: '--scenarios',
  folder: '--scenarios',
  path: '--scenarios',
  file: '--scenarios',
  version: '--gateway',
  release: '--gateway',
  profile: '--gateway',
  'gateway-config': '--bifrost-config',
  'config-file': '--config, or --bifrost-config for that of the gateway',
  c: '--config, or --bifrost-config for that of the gateway',
  address: '--host',
  bind: '--host',
  hostname: '--host',
  ip: '--host',
  listen: '--port and --host',
  cors: '--allow-headers; every origin is allowed unless --bifrost-config says otherwise',
  'cors-origin': '--allow-headers; every origin is allowed unless --bifrost-config says otherwise',
  latency: '--timing, or --speed',
  delay: '--timing, or --speed',
  chaos: 'chaos: in a scenario file, or the command chaos',
  'chaos-rate': 'chaos: in a scenario file, or the command chaos',
  'error-rate': 'chaos: in a scenario file, or the command chaos',
  verbose: '--log pretty, which it is unless told otherwise',
  quiet: '--log silent',
  silent: '--log silent',
  q: '--log silent',
  'log-level': '--log',
  watch: 'nothing: changes are taken up unless --no-watch is given',
  w: 'nothing: changes are taken up unless --no-watch is given',
  'no-color': 'NO_COLOR=1 in the environment',
  color: 'FORCE_COLOR=1 in the environment',
  https: '--tls-cert and --tls-key',
  ssl: '--tls-cert and --tls-key',
  cert: '--tls-cert',
  key: '--tls-key',
}

export function unknownOption(name: string, known: readonly string[]): string {
  return `there is no option ${name.length === 1 ? '-' : '--'}${name}${meant(name, OPTIONS_MEANT) ?? didYouMean(name, known, '--')}`
}

export function unknownCommand(name: string): string {
  return `there is no command ${JSON.stringify(name)}${meant(name, COMMANDS_MEANT) ?? didYouMean(name, COMMANDS)}`
}

/** A word behind `bifrost-emulator` that could be a command or a path, and is neither. */
export function unknownWord(name: string): string {
  return `${unknownCommand(name)}\nThere is no file or folder ${path.resolve(name)} either.`
}

function meant(name: string, table: Readonly<Record<string, string>>): string | undefined {
  return Object.hasOwn(table, name) ? `; you probably want ${table[name]}` : undefined
}
