import { randomInt } from 'node:crypto'
import { isObject } from '../json/json-object.ts'
import { JOURNAL_LIMITS } from '../journal/journal.ts'
import { LOCALES } from '../fake/locales.ts'
import { anyJson } from '../shape/json-value.ts'
import { either, list, turned } from '../shape/combine.ts'
import { duration } from '../shape/durations.ts'
import { map, undescribed } from '../shape/maps.ts'
import type { MapValue } from '../shape/maps.ts'
import { valueOf } from '../shape/read-value.ts'
import { boolean, number, oneWordOf, text } from '../shape/scalars.ts'
import type { Shape } from '../shape/shape.ts'
import { readSessionSource } from '../scenario/session-source.ts'
import { timingNames, timingProfiles } from '../scenario/timing-profiles.ts'
import type { TimingInput } from './scenario-types.ts'
import { chosenLines, nameProblem } from '../start/front-ends.ts'
import type { ChosenLines } from '../start/front-ends.ts'
import { DEFAULT_LINE, gatewayLine } from '../gateway/releases.ts'
import type { GivenTracer } from '../start/open-telemetry.ts'
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
  /** Spans of every exchange: true, by the OpenTelemetry SDK that is loaded, or by this tracer. Needs `@opentelemetry/api`. */
  readonly openTelemetry?: boolean | GivenTracer | undefined
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

/** 0 to 4294967295. */
export const seedShape = number({ integer: true, min: 0, max: 2 ** 32 - 1 })

/** One or several. `want`: what one of them is. */
function several(want: string): Shape<readonly string[]> {
  const one = text({ want })
  return either(
    turned(one, (it) => [it]),
    list(one),
  )
}

const session = turned(text(), (written, node, context, label) => {
  const source = readSessionSource(written)
  if (source === undefined)
    context.report({
      code: 'wrong-value',
      at: node,
      message: `${label} must be header:NAME, query:NAME or body:PATH, got "${written}"`,
    })
  return source
})

const optionKeys = undescribed({
  scenarios: several('a path'),
  seed: seedShape,
  gateway: several('a name'),
  heartbeatMs: number({ integer: true, min: 0 }),
  forwardEmptyRole: boolean(),
  bifrostConfig: text(),
  allowHeaders: either(oneWordOf(['requested']), list(text())),
  prices: text(),
  speed: number({ min: 0 }),
  clock: oneWordOf(['wall', 'manual']),
  strict: boolean(),
  tokenizer: oneWordOf(TOKENIZERS),
  locale: oneWordOf(LOCALES),
  session,
  sessionIdleMs: duration({ least: 1, most: Infinity }),
  timing: turned(oneWordOf(timingNames), (name) => timingProfiles[name]?.timing),
  journal: map(
    undescribed({ entries: number({ integer: true, min: 1 }), bytes: number({ integer: true, min: 1 }) }),
  ),
  port: number({ integer: true, min: 0, max: 65_535 }),
  tls: map(undescribed({ cert: text(), key: text() }), { required: ['cert', 'key'] }),
  watch: boolean(),
  allowEmpty: boolean(),
  openTelemetry: anyJson(),
  record: anyJson(),
}) satisfies Record<keyof EmulatorOptions, unknown>

const optionsShape = map(optionKeys)

/** What only the command has. */
const OF_COMMAND = { workers: 'workers', store: 'store', storeName: 'store-name', storeDown: 'store-down' }

function refuseOfCommand(options: object): void {
  for (const [name, option] of Object.entries(OF_COMMAND))
    if (Object.hasOwn(options, name))
      throw new TypeError(
        `${name} is for the command alone: an emulator inside a program has rules that are functions and takes orders at once, which no other process can share. Start bifrost-emulator --${option} … and ask it at its address`,
      )
}

/** The options as the start takes them. Throws a `TypeError` that names what is wrong. */
export function readOptions(options: EmulatorOptions): StartOptions & Pick<ChosenLines, 'lines'> {
  if (isObject(options)) refuseOfCommand(options)
  // A tracer is no value of JSON.
  const plain = isObject(options) ? { ...options, openTelemetry: undefined } : options
  const read = valueOf(plain, optionsShape, 'the options')
  const { clock = 'wall', tls } = read
  return {
    scenarios: read.scenarios ?? [],
    profile: gatewayLine(DEFAULT_LINE)!.profile,
    lines: linesOf(read),
    bifrostConfig: read.bifrostConfig,
    allowHeaders: read.allowHeaders,
    prices: read.prices,
    seed: read.seed ?? randomInt(2 ** 32),
    fixedTime: read.seed !== undefined,
    speed: read.speed ?? (clock === 'manual' ? 1 : 0),
    clock,
    strict: read.strict === true,
    tokenizer: read.tokenizer ?? 'estimate',
    locale: read.locale ?? 'en',
    emulatorHeaders: true,
    session: read.session,
    sessionIdleMs: read.sessionIdleMs,
    timing: read.timing,
    journal: { ...JOURNAL_LIMITS, ...read.journal },
    host: '127.0.0.1',
    tls: tls && { cert: tls.cert!, key: tls.key! },
    port: read.port ?? 0,
    watch: read.watch === true,
    allowEmpty: read.allowEmpty === true,
    openTelemetry: tracerOf(options.openTelemetry),
    optionPrefix: '',
  }
}

function tracerOf(given: EmulatorOptions['openTelemetry']): StartOptions['openTelemetry'] {
  const isTracer = isObject(given) && typeof given.startSpan === 'function'
  if (given === undefined || typeof given === 'boolean' || isTracer) return given
  throw new TypeError(`openTelemetry must be true, false or a tracer, got ${JSON.stringify(String(given))}`)
}

function linesOf({ gateway = [DEFAULT_LINE], heartbeatMs, forwardEmptyRole }: MapValue<typeof optionKeys>) {
  const chosen = chosenLines(gateway.join(','), { heartbeatMs, forwardEmptyRole })
  if ('unknown' in chosen) throw new TypeError(`gateway: ${nameProblem(chosen.unknown)}`)
  return chosen.lines
}
