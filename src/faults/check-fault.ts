import { nearest } from '../values/did-you-mean.ts'
import { readDuration } from '../values/duration.ts'
import type { FaultOrder } from './fault-order.ts'
import { faultNames, findFault } from './fault-table.ts'
import type { FaultEntry, FaultOption } from './fault-table.ts'

export interface FaultProblem {
  /** One sentence, without its end. */
  readonly problem: string
  /** The option it is about; absent when it is about the fault itself. */
  readonly option?: string
  /** The option is known, and its value is wrong. */
  readonly isValue?: boolean
  readonly hint?: string
}

/** A name with options as an order, or all that is wrong with it. Numbers may be given as text. */
export function checkFault(
  name: string,
  given: Readonly<Record<string, unknown>>,
): { readonly order: FaultOrder } | { readonly problems: readonly FaultProblem[] } {
  const entry = findFault(name)
  if (entry === undefined)
    return {
      problems: [{ problem: `there is no fault ${shown(name)}`, hint: suggestion(name, faultNames()) }],
    }
  const problems: FaultProblem[] = []
  const options: Record<string, string | number> = {}
  for (const [key, value] of Object.entries(given)) {
    const read = readOption(entry, key, value)
    if (typeof read === 'object') problems.push({ ...read, option: key })
    else options[key] = read
  }
  const positions = entry.oneOf.filter((key) => Object.hasOwn(options, key))
  if (positions.length > 1)
    problems.push({
      problem: `${name} takes only one of ${positions.join(', ')}`,
      option: positions[1]!,
    })
  if (options['in'] !== undefined && (options['after'] !== undefined || options['ms'] !== undefined))
    problems.push({ problem: `${name}: in goes with chars or fraction only`, option: 'in' })
  if (problems.length === 0) problems.push(...wordProblems(entry, options))
  return problems.length > 0 ? { problems } : { order: Object.freeze({ name, options }) }
}

/** Of a fault whose bare option says what it does: that must be there, and the others must go with it. */
function wordProblems(entry: FaultEntry, options: Readonly<Record<string, string | number>>): FaultProblem[] {
  const { name, bare, goesWith = {} } = entry
  if (bare === undefined) return []
  const word = options[bare]
  const known = wordsOf(entry.options[bare])
  if (word === undefined)
    return [
      {
        problem: `${name} does not say what it does`,
        hint: `write ${name}: ${known[0]}; known: ${known.join(', ')}`,
      },
    ]
  return Object.keys(options).flatMap((option) => {
    const words = Object.hasOwn(goesWith, option) ? goesWith[option]! : known
    return words.includes(String(word))
      ? []
      : [{ problem: `${name}: ${option} goes with ${words.join(', ')} only, not with ${word}`, option }]
  })
}

function wordsOf(option: FaultOption | undefined): readonly string[] {
  return option?.kind === 'word' ? option.words : []
}

function readOption(entry: FaultEntry, key: string, value: unknown): string | number | FaultProblem {
  const known = Object.keys(entry.options)
  const option = Object.hasOwn(entry.options, key) ? entry.options[key] : undefined
  if (option === undefined)
    return { problem: `${entry.name} has no option ${shown(key)}`, hint: suggestion(key, known) }
  const read = READERS[option.kind](value, option)
  const problem = `${entry.name}: ${key} must be ${bound(option, value)}, got ${shown(value)}`
  if (read === undefined && key === entry.bare && typeof value === 'string')
    return {
      problem: `${entry.name} knows no ${shown(value)}`,
      isValue: true,
      hint: suggestion(value, wordsOf(option)),
    }
  return read ?? { problem, isValue: true }
}

/** What an option takes, or how much at most where that is what was missed. */
function bound(option: FaultOption, value: unknown): string {
  if (option.kind !== 'number' || option.max === undefined || option.max < 1e6) return wanted(option)
  const isTooLarge = numberIn(String(value), option.isDuration === true) > option.max
  return isTooLarge ? `at most ${option.max}` : wanted(option)
}

const READERS: Readonly<
  Record<FaultOption['kind'], (value: unknown, option: FaultOption) => string | number | undefined>
> = {
  number: (value, option) => {
    if (option.kind !== 'number') return undefined
    const isText = typeof value === 'string' && value.trim() !== ''
    const number = isText
      ? numberIn(value, option.isDuration === true)
      : typeof value === 'number'
        ? value
        : Number.NaN
    const fits = number >= option.min && number <= (option.max ?? Infinity)
    return fits && (option.whole !== true || Number.isInteger(number)) ? number : undefined
  },
  word: (value, option) => (option.kind === 'word' ? option.words.find((it) => it === value) : undefined),
  text: (value) =>
    typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined,
}

function numberIn(text: string, isDuration: boolean): number {
  const number = Number(text)
  return Number.isNaN(number) && isDuration ? (readDuration(text) ?? Number.NaN) : number
}

/** What an option takes, for messages and lists. */
export function wanted(option: FaultOption): string {
  if (option.kind === 'text') return 'text'
  if (option.kind === 'word')
    return option.words.length > 5 ? `one of ${option.words.join(', ')}` : option.words.join(' or ')
  if (option.isDuration === true) return `milliseconds from ${option.min}, or a time such as 2s`
  const what = option.whole === true ? 'a whole number' : 'a number'
  return option.max === undefined || option.max >= 1e6
    ? `${what} of at least ${option.min}`
    : `${what} from ${option.min} to ${option.max}`
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

function suggestion(given: string, known: readonly string[]): string {
  const near = nearest(given, known)
  const list = `known: ${known.join(', ')}`
  return near === undefined ? list : `did you mean ${near}? ${list}`
}
