import { randomInt } from 'node:crypto'
import { readDuration } from '../values/duration.ts'
import { JOURNAL_LIMITS } from '../journal/journal.ts'
import { LOCALES } from '../fake/locales.ts'
import { suggest } from '../shape/shape.ts'
import { readSessionSource } from '../scenario/session-source.ts'
import { timingNames, timingProfiles } from '../scenario/timing-profiles.ts'
import type { TimingInput } from './scenario-types.ts'
import { chosenLines, nameProblem } from '../start/front-ends.ts'
import type { ChosenLines } from '../start/front-ends.ts'
import { DEFAULT_LINE, gatewayLine } from '../gateway/releases.ts'
import type { StartOptions } from '../start/start.ts'
import { TOKENIZERS } from '../start/tokenizers.ts'
import type { TokenizerName } from '../start/tokenizers.ts'

export interface EmulatorOptions {
  /** Scenario folders and files; without any, every request gets a fake. */
  readonly scenarios?: string | readonly string[] | undefined
  /** The same seed gives the same bytes; one is drawn unless given. 0 to 4294967295. */
  readonly seed?: number | undefined
  /** Which release of the gateway to be, or `docs`, or `azure`; 1.4.19 unless given. Several: `['1.4.19', 'azure']`. */
  readonly gateway?: string | readonly string[] | undefined
  /** A comment line in the streams of a release every so many ms, 0 for none; as the release does it unless given. */
  readonly heartbeatMs?: number | undefined
  /** Whether a stream of a release opens with a role and empty content; as the release does it unless given. */
  readonly forwardEmptyRole?: boolean | undefined
  /** The real gateway's own `config.json`. */
  readonly bifrostConfig?: string | undefined
  /**
   * Headers that a browser may send: names beside the gateway's own, or `'requested'` for all that it asks for.
   * `client.allowed_headers` of the configuration, without one `'requested'`, unless given.
   */
  readonly allowHeaders?: readonly string[] | 'requested' | undefined
  /** What tokens cost, a file in the form of the gateway's datasheet; Azure's list prices unless given. */
  readonly prices?: string | undefined
  /** 1: real time. 10: ten times faster. 0: no waiting at all. 0 unless given, 1 with a manual clock. */
  readonly speed?: number | undefined
  /** `manual`: time moves only by `clock.advance`. */
  readonly clock?: 'wall' | 'manual' | undefined
  /** A request that no scenario matches gets an error that names the nearest ones. */
  readonly strict?: boolean | undefined
  /** `o200k` counts and cuts as gpt-4o does; it costs 0.2 s and 70 MB. An estimate unless given. */
  readonly tokenizer?: TokenizerName | undefined
  /** Where made names and places come from, e.g. `de`; `en` unless given. */
  readonly locale?: string | undefined
  /** Where requests name their session, beside `x-emulator-session`: `header:x-user`, `query:user`, `body:metadata.user`. */
  readonly session?: string | undefined
  /** A session that nobody has used for so long is forgotten: `'30m'`, or ms; 30 minutes unless given. */
  readonly sessionIdleMs?: number | string | undefined
  /** Pace of the answers whose scenario says none, a name of `list timings`: `instant`; that of the deployment's model unless given. */
  readonly timing?: Extract<TimingInput, string> | undefined
  /** How much the journal keeps: exchanges (1000 unless given), and about so many bytes of memory (64 MiB). */
  readonly journal?: { readonly entries?: number; readonly bytes?: number } | undefined
  /** 0 (unless given) picks a free one. */
  readonly port?: number | undefined
  /** Files with a certificate and its key, in PEM: it speaks HTTPS. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined
  /** Take up changes of the scenario files and the gateway's configuration by itself; off unless given. */
  readonly watch?: boolean | undefined
  /** A scenario folder that holds no file any more takes its scenarios away; they keep answering unless given. */
  readonly allowEmpty?: boolean | undefined
  /** Ask a real gateway, or Azure, and keep what it says as scenarios. Clients ask `url`; `tls` does not go with it. */
  readonly record?: RecordInput | undefined
}

export interface RecordInput {
  /** Where requests go: `https://gateway.example`. `replay` does without. */
  readonly target?: string | undefined
  /** Folder of the scenarios, which also answer; `./scenarios/recorded` unless given. */
  readonly out?: string | undefined
  /**
   * `missing` (unless given): scenarios answer what they know, the target the rest, which then is known. `record`: the target
   * answers everything, anew. `replay`: the target is not asked, and what is not known is an error.
   */
  readonly mode?: 'missing' | 'record' | 'replay' | undefined
  /** What the target is: `gateway`, unless given, or `azure`. */
  readonly as?: 'gateway' | 'azure' | undefined
  /** What of a request must be the same for its answer: `['message', 'turn', 'body.temperature']`; what `--match` has unless given. */
  readonly match?: readonly string[] | undefined
  /** Regular expressions (RE2 syntax) for more that is secret. */
  readonly redact?: readonly string[] | undefined
}

const NAMES = [
  'scenarios',
  'seed',
  'gateway',
  'heartbeatMs',
  'forwardEmptyRole',
  'bifrostConfig',
  'allowHeaders',
  'prices',
  'speed',
  'clock',
  'strict',
  'tokenizer',
  'locale',
  'session',
  'sessionIdleMs',
  'timing',
  'journal',
  'port',
  'tls',
  'watch',
  'allowEmpty',
  'record',
] as const satisfies readonly (keyof EmulatorOptions)[]

/** The options as the start takes them. Throws a `TypeError` that names the one that is wrong. */
export function readOptions(options: EmulatorOptions): StartOptions & Pick<ChosenLines, 'lines'> {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new TypeError(`createEmulator takes a map of options, got ${JSON.stringify(options)}`)
  checkNames(options)
  const { scenarios = [], seed = randomInt(2 ** 32), tokenizer = 'estimate', locale = 'en' } = options
  const { clock = 'wall', speed = clock === 'manual' ? 1 : 0 } = options
  const { port = 0, strict = false, watch = false, allowEmpty = false } = options
  const sessionIdleMs = options.sessionIdleMs === undefined ? undefined : readDuration(options.sessionIdleMs)
  checkSeed(seed)
  check('speed', speed, typeof speed === 'number' && speed >= 0 && speed < Infinity, 'a number of at least 0')
  check('port', port, Number.isInteger(port) && port >= 0 && port < 65_536, 'a whole number from 0 to 65535')
  check('strict', strict, typeof strict === 'boolean', 'true or false')
  check('watch', watch, typeof watch === 'boolean', 'true or false')
  check('allowEmpty', allowEmpty, typeof allowEmpty === 'boolean', 'true or false')
  check(
    'sessionIdleMs',
    options.sessionIdleMs,
    options.sessionIdleMs === undefined || (sessionIdleMs ?? 0) > 0,
    'milliseconds above 0, or a time such as 30m',
  )
  check('scenarios', scenarios, isPaths(scenarios), 'a path or a list of paths')
  for (const name of ['bifrostConfig', 'prices', 'session'] as const)
    check(name, options[name], ['undefined', 'string'].includes(typeof options[name]), 'a text')
  check(
    'gateway',
    options.gateway,
    options.gateway === undefined || isPaths(options.gateway),
    'a name or a list of names',
  )
  const { allowHeaders } = options
  check(
    'allowHeaders',
    allowHeaders,
    allowHeaders === undefined ||
      allowHeaders === 'requested' ||
      (Array.isArray(allowHeaders) && isPaths(allowHeaders)),
    "a list of names, or 'requested'",
  )
  check('clock', clock, clock === 'wall' || clock === 'manual', 'wall or manual')
  check('tokenizer', tokenizer, TOKENIZERS.includes(tokenizer), TOKENIZERS.join(' or '))
  check(
    'locale',
    locale,
    LOCALES.some((known) => known === locale),
    `one of ${LOCALES.join(', ')}`,
  )
  return {
    scenarios: typeof scenarios === 'string' ? [scenarios] : scenarios,
    profile: gatewayLine(DEFAULT_LINE)!.profile,
    lines: linesOf(options),
    bifrostConfig: options.bifrostConfig,
    allowHeaders,
    prices: options.prices,
    seed,
    fixedTime: options.seed !== undefined,
    speed,
    clock,
    strict: strict === true,
    tokenizer,
    locale,
    emulatorHeaders: true,
    session: sessionOf(options.session),
    sessionIdleMs,
    timing: timingOf(options.timing),
    journal: journalOf(options.journal),
    host: '127.0.0.1',
    tls: tlsOf(options.tls),
    port,
    watch: watch === true,
    allowEmpty: allowEmpty === true,
    optionPrefix: '',
  }
}

/** Throws a `TypeError` unless it is one. */
export function checkSeed(seed: number): void {
  const fits = Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32
  check('seed', seed, fits, 'a whole number from 0 to 4294967295')
}

function isPaths(value: unknown): boolean {
  return [value].flat().every((it) => typeof it === 'string')
}

export function checkNames(options: object, known: readonly string[] = NAMES, of = ''): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new TypeError(`there is no option ${of}${unknown}; ${suggest(unknown, known)}`)
}

function journalOf(given: EmulatorOptions['journal'] = {}): StartOptions['journal'] {
  checkNames(given, Object.keys(JOURNAL_LIMITS), 'journal.')
  const { entries = JOURNAL_LIMITS.entries, bytes = JOURNAL_LIMITS.bytes } = given
  for (const [name, value] of Object.entries({ entries, bytes }))
    check(`journal.${name}`, value, Number.isInteger(value) && value >= 1, 'a whole number of at least 1')
  return { entries, bytes }
}

function tlsOf(given: EmulatorOptions['tls']): StartOptions['tls'] {
  if (given === undefined) return undefined
  check('tls', given, typeof given === 'object' && given !== null, 'a map with cert and key')
  checkNames(given, ['cert', 'key'], 'tls.')
  for (const name of ['cert', 'key'] as const)
    check(`tls.${name}`, given[name], typeof given[name] === 'string', 'the name of a file')
  return given
}

export function check(name: string, value: unknown, fits: boolean, want: string): void {
  if (fits) return
  const got = typeof value === 'string' ? JSON.stringify(value) : String(value)
  throw new TypeError(`${name}: must be ${want}, got ${got}`)
}

function linesOf(options: EmulatorOptions): ChosenLines['lines'] {
  const { gateway = DEFAULT_LINE, heartbeatMs, forwardEmptyRole } = options
  const isCount = heartbeatMs === undefined || (Number.isInteger(heartbeatMs) && heartbeatMs >= 0)
  check('heartbeatMs', heartbeatMs, isCount, 'a whole number of at least 0')
  check(
    'forwardEmptyRole',
    forwardEmptyRole,
    ['undefined', 'boolean'].includes(typeof forwardEmptyRole),
    'true or false',
  )
  const changes = { heartbeatMs, forwardEmptyRole }
  const chosen = chosenLines(typeof gateway === 'string' ? gateway : gateway.join(','), changes)
  if ('unknown' in chosen) throw new TypeError(`gateway: ${nameProblem(chosen.unknown)}`)
  return chosen.lines
}

function timingOf(name: string | undefined): StartOptions['timing'] {
  if (name === undefined) return undefined
  check('timing', name, Object.hasOwn(timingProfiles, name), `one of ${timingNames.join(', ')}`)
  return timingProfiles[name]?.timing
}

function sessionOf(written: string | undefined): StartOptions['session'] {
  const session = written === undefined ? undefined : readSessionSource(written)
  if (written !== undefined)
    check('session', written, session !== undefined, 'header:NAME, query:NAME or body:PATH')
  return session
}
