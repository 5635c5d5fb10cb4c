import { LOCALES } from '../../fake/locales.ts'
import { DEFAULT_LINE } from '../../gateway/releases.ts'
import { SPECIAL_NAMES, isLineList } from '../../start/line-names.ts'
import type { Timing } from '../../scenario/timing.ts'
import { timingNames, timingProfiles } from '../../scenario/timing-profiles.ts'
import type { TimingProfile } from '../../scenario/timing-profiles.ts'
import { didYouMean } from '../../values/did-you-mean.ts'
import { readSessionSource } from '../../scenario/session-source.ts'
import type { SessionSource } from '../../scenario/session-source.ts'
import { readStoreUrl } from '../../store/store-url.ts'
import type { StoreUrl } from '../../store/store-url.ts'
import { TOKENIZERS } from '../../start/tokenizers.ts'
import {
  byteSize,
  duration,
  flag,
  headerNames,
  oneOf,
  pathList,
  text,
  wholeNumber,
  speedNumber,
} from './option-values.ts'
import type { OptionKind } from './option-values.ts'

export interface ServeOption<T = unknown> {
  readonly kind: OptionKind<T>
  readonly group: string
  readonly describe: string
  /** The default as help shows it. */
  readonly shownDefault?: string
}

function option<T>(
  group: string,
  kind: OptionKind<T>,
  describe: string,
  shownDefault?: string,
): ServeOption<T> {
  return { kind, group, describe, ...(shownDefault === undefined ? {} : { shownDefault }) }
}

const ANSWERS = 'What it answers:'
const LISTENING = 'Where it listens:'
const OUTPUT = 'What it says:'

/** Every option of `serve`, by its name on the command line, in the environment and in the config file. */
export const serveOptions = {
  scenarios: option(
    ANSWERS,
    pathList,
    'Scenario folder or file; may be given again',
    './scenarios if it exists, else the shipped examples',
  ),
  gateway: option(
    ANSWERS,
    gatewayNames(),
    'Which release of the gateway to emulate (others take the nearest below), or docs, or azure; several with commas',
    DEFAULT_LINE,
  ),
  'bifrost-config': option(
    ANSWERS,
    text,
    "The real gateway's own config.json: deployments, keys, limits, CORS, retries",
  ),
  'allow-headers': option(
    ANSWERS,
    headerNames,
    'Headers that a browser may send: names with commas, requested (all that it asks for) or none',
    'client.allowed_headers of --bifrost-config, else requested',
  ),
  'heartbeat-ms': option(
    ANSWERS,
    wholeNumber(0, 3_600_000),
    'A comment line in the streams of a release every N ms, 0 for none',
    'as the release does it: 1000 in 2.2',
  ),
  'forward-empty-role': option(
    ANSWERS,
    oneOf('yes', 'no'),
    'Whether a stream of a release opens with a role and empty content',
    'as the release does it: yes before 1.4.24',
  ),
  prices: option(
    ANSWERS,
    text,
    "What tokens cost, in the form of the gateway's datasheet: counts against budgets",
    "Azure's list prices",
  ),
  seed: option(
    ANSWERS,
    wholeNumber(0, 4_294_967_295),
    'The same seed gives the same bytes; without it a random one is drawn and printed',
  ),
  speed: option(ANSWERS, speedNumber, 'How fast time passes: 10 is ten times faster, 0 never waits', '1'),
  timing: option(
    ANSWERS,
    timing(),
    'Pace of the answers whose scenario says none: a name of `list timings`, e.g. instant',
    "that of the deployment's model",
  ),
  clock: option(ANSWERS, oneOf('wall', 'manual'), 'manual: time moves only by POST /_emulator/clock', 'wall'),
  strict: option(
    ANSWERS,
    flag,
    'A request that no scenario matches gets an error with the nearest scenarios, not a made-up answer',
  ),
  tokenizer: option(
    ANSWERS,
    oneOf(...TOKENIZERS),
    'How usage is counted and streams are cut: o200k as gpt-4o does it, for 0.2 s and 70 MB',
    'estimate',
  ),
  locale: option(ANSWERS, oneOf(...LOCALES), 'Where made names and places come from, e.g. de or ja', 'en'),
  session: option(
    ANSWERS,
    sessionSource(),
    'Where else requests name their session: header:x-user, query:user or body:metadata.user',
    'header:x-emulator-session',
  ),
  'session-idle': option(ANSWERS, duration, 'A session that is not used for this long is forgotten', '30m'),
  'no-emulator-headers': option(ANSWERS, flag, 'Leave out the x-emulator-* response headers'),
  'emulator-headers': option(
    ANSWERS,
    flag,
    'Send the x-emulator-* response headers on the line azure too, to requests without one',
  ),
  port: option(
    LISTENING,
    wholeNumber(0, 65_535),
    'Port; 0 picks a free one, the ready line tells which',
    '8080',
  ),
  host: option(LISTENING, text, 'Address; one that other machines can reach needs a --token', '127.0.0.1'),
  token: option(
    LISTENING,
    text,
    'Opens the control routes under /_emulator/, sent as Authorization: Bearer …',
  ),
  'tls-cert': option(LISTENING, text, 'Certificate file (PEM) for HTTPS; needs --tls-key'),
  'tls-key': option(LISTENING, text, 'Key file of that certificate'),
  open: option(LISTENING, flag, 'Open the page /_emulator/ in the browser (that of BROWSER, if it is set)'),
  workers: option(
    LISTENING,
    wholeNumber(1, 64),
    'How many processes serve the port; together they are one emulator',
    '1',
  ),
  store: option(
    LISTENING,
    storeUrl(),
    'Redis or Valkey with what several instances share: together they are one emulator',
  ),
  'store-name': option(
    LISTENING,
    storeName(),
    'Which emulator of that store this is: instances with the same name are the same',
    'bifrost-emulator',
  ),
  'store-down': option(
    LISTENING,
    oneOf('local', 'refuse'),
    'While the store cannot be reached: go on from the state as it was, or refuse what needs it',
    'local',
  ),
  drain: option(
    LISTENING,
    duration,
    'How long running answers may take to end after SIGTERM or SIGINT; a second signal ends at once',
    '5s',
  ),
  log: option(
    OUTPUT,
    oneOf('pretty', 'json', 'silent'),
    'A line for every request: pretty, json or silent',
    'pretty',
  ),
  otel: option(
    OUTPUT,
    flag,
    'Spans of every exchange, by the OpenTelemetry SDK that is loaded (NODE_OPTIONS=--import …)',
  ),
  'journal-entries': option(
    OUTPUT,
    wholeNumber(1, 1_000_000),
    'How many exchanges the journal keeps',
    '1000',
  ),
  'journal-size': option(OUTPUT, byteSize, 'How much memory the journal uses, at most', '64mb'),
  'no-watch': option(OUTPUT, flag, 'Do not reload files when they change'),
  'allow-empty': option(
    ANSWERS,
    flag,
    'A scenario folder that loses its last file loses its scenarios; else they keep answering',
  ),
} as const

export type ServeOptionName = keyof typeof serveOptions

/** What is given for each option; what is not given is absent. */
export type GivenOptions = {
  [K in ServeOptionName]?: (typeof serveOptions)[K] extends ServeOption<infer T> ? T : never
}

/** What of the emulator's own response headers is sent. */
export function emulatorHeaders(given: GivenOptions): boolean | 'always' {
  if (given['no-emulator-headers'] === true) return false
  return given['emulator-headers'] === true ? 'always' : true
}

export const serveOptionNames = Object.keys(serveOptions) as readonly ServeOptionName[]

function gatewayNames(): OptionKind<string> {
  const others = SPECIAL_NAMES.join(' or ')
  return {
    want: `a version of the gateway, such as ${DEFAULT_LINE}, or ${others}, or several with commas between`,
    takesValue: true,
    list: false,
    read: (value) => (typeof value === 'string' && isLineList(value) ? value : undefined),
  }
}

function timing(): OptionKind<Timing> {
  return {
    want: `one of ${timingNames.join(', ')}`,
    takesValue: true,
    list: false,
    read: (value) => (value === 0 || value === '0' ? timingProfiles['instant'] : timingNamed(value))?.timing,
    hint: (value) => didYouMean(String(value), timingNames),
  }
}

function timingNamed(name: unknown): TimingProfile | undefined {
  return typeof name === 'string' && Object.hasOwn(timingProfiles, name) ? timingProfiles[name] : undefined
}

function storeUrl(): OptionKind<StoreUrl> {
  return {
    want: 'a URL such as redis://localhost:6379, redis://:PASSWORD@host:6379/0, or rediss:// with TLS',
    takesValue: true,
    list: false,
    read: (value) => (typeof value === 'string' ? readStoreUrl(value) : undefined),
  }
}

function storeName(): OptionKind<string> {
  return {
    want: 'up to 100 letters, digits, dots, dashes or underscores',
    takesValue: true,
    list: false,
    read: (value) => (typeof value === 'string' && /^[\w.-]{1,100}$/.test(value) ? value : undefined),
  }
}

function sessionSource(): OptionKind<SessionSource> {
  return {
    want: 'header:NAME, query:NAME or body:PATH',
    takesValue: true,
    list: false,
    read: (value) => (typeof value === 'string' ? readSessionSource(value) : undefined),
  }
}
