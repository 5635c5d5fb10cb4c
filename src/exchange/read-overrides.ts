import { errorNames } from '../errors/catalogue.ts'
import { meantErrors } from '../errors/meant-error.ts'
import type { Overrides } from '../contracts/overrides.ts'
import { faultProblemText, readFaults } from '../faults/read-faults.ts'
import { fromHeaderText } from '../message/header-text.ts'
import type { HeaderMap } from '../message/header-map.ts'
import { nearestFirst } from '../values/did-you-mean.ts'

/** The lines that may be asked for. */
export interface ServedLines {
  readonly names: readonly string[]
  /** The name of the line that answers for a version; any other name stays. */
  nameFor(wanted: string): string
}

const PREFIX = 'x-emulator-'
const NO_OVERRIDES: Overrides = { session: '' }
const KNOWN = ['session', 'scenario', 'error', 'fault', 'seed', 'speed', 'gateway'] as const

/** Reads the `x-emulator-*` headers of a request; what is unknown or wrong is a sentence that says so. */
export function readOverrides(
  headers: HeaderMap,
  ruleNames: ReadonlyMap<string, unknown>,
  lines: ServedLines,
): Overrides | { readonly problem: string } {
  let overrides: Overrides = NO_OVERRIDES
  for (const lower of headers.names()) {
    if (!lower.startsWith(PREFIX)) continue
    const values = headers.all(lower)
    const key = KNOWN.find((it) => it === lower.slice(PREFIX.length))
    if (key === undefined)
      return { problem: `unknown header ${lower}; known are ${KNOWN.map((it) => PREFIX + it).join(', ')}` }
    if (key !== 'fault' && new Set(values).size > 1)
      return { problem: `${lower} is given ${values.length} times; one of them must do` }
    // Faults take effect one after the other, however they came.
    const read = READERS[key](key === 'fault' ? values.join(';') : values[0]!, ruleNames, lines)
    if (typeof read === 'string') return { problem: `${lower}: ${read}` }
    overrides = { ...overrides, ...read }
  }
  return overrides
}

type Reader = (
  value: string,
  ruleNames: ReadonlyMap<string, unknown>,
  lines: ServedLines,
) => Partial<Overrides> | string

const READERS: Readonly<Record<(typeof KNOWN)[number], Reader>> = {
  session: (value) => ({ session: value }),
  scenario: (value, ruleNames) => {
    const readings = [value, utf8Of(value), fromHeaderText(value)].filter((it) => it !== undefined)
    const name = readings.find((it) => ruleNames.has(it))
    if (name !== undefined) return { scenario: name }
    const meant = readings.at(-1)!
    return `no scenario is named ${shown(meant)}; ${suggestion(meant, [...ruleNames.keys()])}`
  },
  error: (value) =>
    errorNames().includes(value)
      ? { error: value }
      : `no error is named ${shown(value)}; ${suggestion(meantErrors(value)[0] ?? value, errorNames())}`,
  gateway: (value, _ruleNames, lines) => {
    const line = lines.nameFor(value)
    if (lines.names.includes(line)) return { gateway: line }
    const what = line === value ? '' : ` (${line} would answer for it)`
    return `no gateway line ${shown(value)} is served${what}; ${suggestion(value, lines.names)}`
  },
  fault: (value) => {
    const read = readFaults(value)
    return 'faults' in read ? read : faultProblemText(read.problems)
  },
  seed: (value) =>
    /^\d{1,10}$/.test(value) && Number(value) < 2 ** 32
      ? { seed: Number(value) }
      : `must be a whole number from 0 to 4294967295, got ${shown(value)}`,
  speed: (value) => {
    const speed = Number(value)
    return value.trim() !== '' && speed >= 0 && Number.isFinite(speed)
      ? { speed }
      : `must be a number of at least 0, got ${shown(value)}`
  },
}

/** A header's bytes as the UTF-8 that most clients mean beyond ASCII; as it stands where they are none. */
function utf8Of(value: string): string {
  const text = Buffer.from(value, 'latin1').toString('utf8')
  return text.includes('\uFFFD') ? value : text
}

/** The whole error catalogue fits; of thousands of rules the nearest do. */
const MOST_LISTED = 100
const MOST_SHOWN = 200

function suggestion(value: string, names: readonly string[]): string {
  if (names.length === 0) return 'there are none'
  const best = nearestFirst(value, names)
  const left = names.length - MOST_LISTED
  return `did you mean ${best[0]}? Known: ${best.slice(0, MOST_LISTED).join(', ')}${left > 0 ? ` and ${left} more` : ''}`
}

function shown(value: string): string {
  return JSON.stringify(value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value)
}
