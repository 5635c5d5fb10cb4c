import { nearest } from '../../values/did-you-mean.ts'
import { isInRange, rangeName } from './number-range.ts'
import type { NumberRange } from './number-range.ts'

/** The way to a part of the file: `['governance', 'budgets', 0, 'max_limit']`. */
export type ConfigPath = readonly (string | number)[]

/** Something about the file that its user should know. */
export interface ConfigProblem {
  readonly severity: 'error' | 'warning'
  readonly path: ConfigPath
  readonly message: string
  readonly hint?: string | undefined
}

/** What stands at one place of the file. `quiet`: anything, it changes no answer of this route. */
export type Shape =
  | 'text'
  | 'boolean'
  | 'texts'
  | 'duration'
  | 'ttl'
  | 'reset'
  | 'secret'
  | 'date'
  | 'quiet'
  | { readonly number: NumberRange }
  | { readonly keys: Readonly<Record<string, Shape>> }
  | { readonly list: Shape }
  | { readonly map: Shape }
  /** A text in its place will do. */
  | { readonly text: Exclude<Shape, string> }

export interface ShapeResult {
  readonly problems: readonly ConfigProblem[]
  /** Keys that nothing here acts on, as `client.compat`. */
  readonly ignored: readonly ConfigPath[]
}

/** Compares a parsed file with its shape. An absent value and `null` are always fine, as they are for the gateway. */
export function checkShape(value: unknown, shape: Shape, path: ConfigPath = []): ShapeResult {
  const check = new Check()
  check.at(value, shape, path)
  return check
}

/** `governance.budgets[0].max_limit` */
export function pathText(path: ConfigPath): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('')
}

class Check implements ShapeResult {
  readonly problems: ConfigProblem[] = []
  readonly ignored: ConfigPath[] = []

  at(value: unknown, shape: Shape, path: ConfigPath): void {
    if (value === undefined || value === null || shape === 'quiet') return
    if (typeof shape === 'string') return this.#simple(value, shape, path)
    if ('number' in shape) return this.#number(value, shape.number, path)
    if ('text' in shape) {
      if (typeof value === 'string') return
      if (typeof value !== 'object') return this.#wrong(value, 'a text or an object', path)
      return this.at(value, shape.text, path)
    }
    if ('list' in shape) {
      if (!Array.isArray(value)) return this.#wrong(value, 'a list', path)
      return value.forEach((item, index) => this.at(item, shape.list, [...path, index]))
    }
    if (typeof value !== 'object' || Array.isArray(value)) return this.#wrong(value, 'an object', path)
    for (const [key, inner] of Object.entries(value)) {
      const wanted = 'map' in shape ? shape.map : Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined
      if (wanted === undefined)
        this.#unknown(key, value, 'keys' in shape ? Object.keys(shape.keys) : [], path)
      else this.at(inner, wanted, [...path, key])
    }
  }

  /** The gateway knows more keys than the emulator; one that is nearly a key of ours is probably that one, misspelt. */
  #unknown(key: string, among: object, known: readonly string[], path: ConfigPath): void {
    this.ignored.push([...path, key])
    const absent = known.filter((it) => !(it in among))
    const near = nearest(key, absent, Math.max(1, Math.floor(key.length / 6)))
    if (near === undefined) return
    const message = `${pathText([...path, key])} is not known here, and does nothing`
    this.problems.push({
      severity: 'warning',
      path: [...path, key],
      message,
      hint: `did you mean "${near}"?`,
    })
  }

  #simple(value: unknown, shape: Exclude<Shape, object>, path: ConfigPath): void {
    const wanted = WANTED[shape]
    if (!wanted.fits(value)) this.#wrong(value, wanted.name, path)
  }

  #number(value: unknown, range: NumberRange, path: ConfigPath): void {
    if (typeof value !== 'number') return this.#wrong(value, rangeName(range), path)
    if (isInRange(value, range)) return
    // The gateway reads no fraction and nothing infinite into a count; the rest is what its published schema rules out.
    const isRead = Number.isFinite(value) && (range.whole !== true || Number.isInteger(value))
    const hint = isRead ? "the schema of the gateway's configuration allows no other" : NOT_STARTED
    this.#problem(`must be ${rangeName(range)}, not ${value}`, path, hint)
  }

  #wrong(value: unknown, wanted: string, path: ConfigPath): void {
    this.#problem(`must be ${wanted}, not ${kindOf(value)}`, path, NOT_STARTED)
  }

  #problem(what: string, path: ConfigPath, hint: string): void {
    const where = path.length === 0 ? 'the file' : pathText(path)
    this.problems.push({ severity: 'error', path, message: `${where} ${what}`, hint })
  }
}

const NOT_STARTED = 'the real gateway does not start with such a file'
const DURATION = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/
const RESET = /^(?:(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+|\d+(?:\.\d+)?[dwMY]|daily|weekly|monthly|yearly)$/i

const WANTED: Readonly<
  Record<Exclude<Shape, object>, { readonly name: string; readonly fits: (value: unknown) => boolean }>
> = {
  text: { name: 'a text', fits: (value) => typeof value === 'string' },
  boolean: { name: 'true or false', fits: (value) => typeof value === 'boolean' },
  texts: {
    name: 'a list of texts',
    fits: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  },
  duration: {
    name: 'a duration such as "200ms" or a number of milliseconds, at least 0',
    fits: isDuration,
  },
  ttl: {
    name: 'a duration such as "5m" or a number of seconds, at least 0',
    fits: isDuration,
  },
  reset: {
    name: 'a duration such as "30s", "5m", "1h", "1d", "1w", "1M" or "1Y"',
    fits: (value) => typeof value === 'string' && RESET.test(value),
  },
  secret: {
    name: 'a text, such as "env.NAME" for the variable NAME',
    fits: (value) => typeof value === 'string' || (typeof value === 'object' && !Array.isArray(value)),
  },
  date: {
    name: 'a time such as "2026-01-31T00:00:00Z"',
    fits: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  },
  quiet: { name: '', fits: () => true },
}

function isDuration(value: unknown): boolean {
  if (typeof value === 'number') return isInRange(value, { least: 0 })
  return typeof value === 'string' && DURATION.test(value)
}

/** Never the value itself: it may be a secret. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'this text'
  if (typeof value === 'number') return 'this number'
  return typeof value === 'boolean' ? `${value}` : 'an object'
}
