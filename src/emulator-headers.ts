import { distance } from 'fastest-levenshtein'
import { errorNames } from './errors.ts'
import type { HeaderMap } from './request/header-map.ts'

/** What a client may ask of the emulator itself, by request header. */
export interface EmulatorWishes {
  readonly session: string
  /** The rule that must answer, by name. */
  readonly scenario?: string
  /** The error that must answer, by name. */
  readonly error?: string
  readonly seed?: number
  readonly speed?: number
}

const PREFIX = 'x-emulator-'
const NO_WISHES: EmulatorWishes = { session: '' }
const KNOWN = ['session', 'scenario', 'error', 'seed', 'speed'] as const

/** Reads the `x-emulator-*` headers of a request; what is unknown or wrong is a sentence that says so. */
export function readWishes(
  headers: HeaderMap,
  ruleNames: ReadonlyMap<string, unknown>,
): EmulatorWishes | { readonly problem: string } {
  let wishes: EmulatorWishes = NO_WISHES
  for (const lower of headers.names()) {
    if (!lower.startsWith(PREFIX)) continue
    const value = headers.get(lower)!
    const key = KNOWN.find((it) => it === lower.slice(PREFIX.length))
    if (key === undefined)
      return { problem: `unknown header ${lower}; known are ${KNOWN.map((it) => PREFIX + it).join(', ')}` }
    const read = READERS[key](value, ruleNames)
    if (typeof read === 'string') return { problem: `${lower}: ${read}` }
    wishes = { ...wishes, ...read }
  }
  return wishes
}

type Reader = (value: string, ruleNames: ReadonlyMap<string, unknown>) => Partial<EmulatorWishes> | string

const READERS: Readonly<Record<(typeof KNOWN)[number], Reader>> = {
  session: (value) => ({ session: value }),
  scenario: (value, ruleNames) =>
    ruleNames.has(value)
      ? { scenario: value }
      : `no scenario is named ${JSON.stringify(value)}; ${nearest(value, [...ruleNames.keys()])}`,
  error: (value) =>
    errorNames().includes(value)
      ? { error: value }
      : `no error is named ${JSON.stringify(value)}; ${nearest(value, errorNames())}`,
  seed: (value) =>
    /^\d{1,10}$/.test(value)
      ? { seed: Number(value) >>> 0 }
      : `must be a whole number, got ${JSON.stringify(value)}`,
  speed: (value) => {
    const speed = Number(value)
    return value.trim() !== '' && speed >= 0 && Number.isFinite(speed)
      ? { speed }
      : `must be a number of at least 0, got ${JSON.stringify(value)}`
  },
}

function nearest(value: string, names: readonly string[]): string {
  if (names.length === 0) return 'there are none'
  const best = [...names].sort((a, b) => distance(value, a) - distance(value, b))
  const listed = best.slice(0, 12).join(', ')
  return `did you mean ${best[0]}? Known: ${listed}${names.length > 12 ? ` and ${names.length - 12} more` : ''}`
}
