import { parsed } from '../json/parsed.ts'
import { checkFault } from './check-fault.ts'
import type { FaultProblem } from './check-fault.ts'
import type { FaultOrder } from './fault-order.ts'
import { findFault } from './fault-table.ts'

export type ReadFaults =
  | { readonly faults: readonly FaultOrder[] }
  | { readonly problems: readonly FaultProblem[] }

/**
 * Faults as people write them: text (`cut:after=3; delay:ms=100`), a map (`{ cut: { after: 3 } }`), or a list of either.
 * They are given in their order, or else everything that is wrong with them.
 */
export function readFaults(value: unknown): ReadFaults {
  const pairs = pairsOf(value)
  if (!Array.isArray(pairs)) return { problems: [pairs as FaultProblem] }
  const checked = (pairs as readonly Pair[]).map(([name, options]) => checkFault(name, options))
  const problems = checked.flatMap((it) => ('problems' in it ? it.problems : []))
  if (problems.length > 0) return { problems }
  return { faults: checked.flatMap((it) => ('order' in it ? [it.order] : [])) }
}

/** All problems in one sentence. */
export function faultProblemText(problems: readonly FaultProblem[]): string {
  return problems
    .map(({ problem, hint }) => (hint === undefined ? problem : `${problem}; ${hint}`))
    .join('. ')
}

type Pair = readonly [name: string, options: Readonly<Record<string, unknown>>]

const FORMS = 'faults are written cut:after=3 or { cut: { after: 3 } }'

function pairsOf(value: unknown): readonly Pair[] | FaultProblem {
  if (typeof value === 'string') return textPairs(value)
  if (Array.isArray(value)) {
    const lists = value.map(pairsOf)
    const wrong = lists.find((it) => !Array.isArray(it))
    return wrong ?? (lists as (readonly Pair[])[]).flat()
  }
  if (typeof value !== 'object' || value === null) return { problem: FORMS }
  const pairs: Pair[] = []
  for (const [name, options] of Object.entries(value)) {
    const bare = findFault(name)?.bare
    if (options === null || options === true) pairs.push([name, {}])
    else if (typeof options === 'string' && bare !== undefined) pairs.push([name, { [bare]: options }])
    else if (typeof options === 'object' && !Array.isArray(options))
      pairs.push([name, options as Record<string, unknown>])
    else return { problem: `${name} takes a map of options`, hint: FORMS }
  }
  return pairs
}

/**
 * Splits at `;`, then `:`, then `,`; behind a comma the name of a fault begins the next one too. A value in double quotes is
 * JSON text and may hold all of them.
 */
function textPairs(text: string): readonly Pair[] | FaultProblem {
  const parts = splitOutside(text, ';').filter((part) => part !== '')
  if (parts.length === 0) return { problem: 'no fault is named', hint: FORMS }
  const pairs: Pair[] = []
  for (const written of parts.flatMap(faultsIn)) {
    const [name, options] = written
    const read = readOptions(name, options)
    if ('problem' in read) return read
    pairs.push([name, read.options])
  }
  return pairs
}

/** `cut:after=3,chance=1,heartbeat` → the names, each with its options as they are written. */
function faultsIn(text: string): [name: string, options: string[]][] {
  const found: [string, string[]][] = []
  for (const piece of splitOutside(text, ',')) {
    const colon = piece.indexOf(':')
    const name = (colon === -1 ? piece : piece.slice(0, colon)).trim()
    const last = found.at(-1)
    if (last !== undefined && findFault(name) === undefined) last[1].push(piece)
    else found.push([name, colon === -1 ? [] : [piece.slice(colon + 1).trim()]])
  }
  return found
}

function readOptions(
  name: string,
  written: readonly string[],
): { readonly options: Readonly<Record<string, unknown>> } | FaultProblem {
  const options: Record<string, unknown> = {}
  const bare = findFault(name)?.bare
  for (const [index, option] of written.entries()) {
    const equals = option.indexOf('=')
    if (index === 0 && equals === -1 && bare !== undefined) {
      options[bare] = option
      continue
    }
    if (equals < 1)
      return {
        problem: `${name}: ${JSON.stringify(option)} is no option`,
        hint: meantOption(name, option) ?? FORMS,
      }
    const key = option.slice(0, equals).trim()
    const value = unquoted(option.slice(equals + 1).trim())
    if (value === undefined) return { problem: `${name}: the quotes in ${option} do not match` }
    if (Object.hasOwn(options, key)) return { problem: `${name}: ${key} is given twice`, option: key }
    Object.defineProperty(options, key, { value, enumerable: true })
  }
  return { options }
}

/** `delay:500` → `delay:ms=500`: a value alone is that of the first option that takes it. */
function meantOption(name: string, value: string): string | undefined {
  const options = Object.keys(findFault(name)?.options ?? {})
  const fitting = options.find((key) => 'order' in checkFault(name, { [key]: value }))
  return fitting === undefined ? undefined : `did you mean ${name}:${fitting}=${value}?`
}

function splitOutside(text: string, mark: string): readonly string[] {
  const parts: string[] = []
  let quoted = false
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '\\' && quoted) at++
    else if (char === '"') quoted = !quoted
    else if (char === mark && !quoted) {
      parts.push(text.slice(from, at).trim())
      from = at + 1
    }
  }
  parts.push(text.slice(from).trim())
  return parts
}

function unquoted(text: string): string | undefined {
  if (!text.startsWith('"')) return text
  const value = parsed(text)
  return typeof value === 'string' ? value : undefined
}
