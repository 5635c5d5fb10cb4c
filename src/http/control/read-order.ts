import { errorNames } from '../../errors.ts'
import { faultProblemText, readFaults } from '../../faults/read-faults.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { isObject } from '../../request/chat-request.ts'
import { suggest } from '../../scenario/schema/shape.ts'
import type { ChaosOrder, NextOrder, OrderTarget } from '../../standing-orders.ts'
import { readDuration } from './read-duration.ts'
import { readWhen } from './read-when.ts'

/** What is wrong with the body of a control request, in one sentence. */
export class WrongOrderBody extends Error {
  readonly statusCode = 400
}

/** Five minutes: chaos that nobody ends must not spoil the next day's work. */
const DEFAULT_FOR = 300_000
const LONGEST = 86_400_000

const NEXT_KEYS = ['error', 'fault', 'faults', 'when', 'session', 'deployment']
const CHAOS_KEYS = [...NEXT_KEYS, 'rate', 'every', 'first', 'for']

/** `{ error | fault, when? }`, `when` as in a scenario. Throws `WrongOrderBody`. */
export function readNext(body: unknown): NextOrder {
  const given = known(body, NEXT_KEYS, 'the order')
  return { ...readWrong(given), when: readTarget(given) }
}

/** One chaos or a list of them: `{ error | fault, rate, every, first, for: "5m", when }`. Throws `WrongOrderBody`. */
export function readChaos(body: unknown): readonly ChaosOrder[] {
  const list: readonly unknown[] = Array.isArray(body) ? body : [body]
  if (list.length === 0) throw new WrongOrderBody('the list is empty; DELETE ends chaos')
  return list.map(oneChaos)
}

function oneChaos(body: unknown): ChaosOrder {
  const given = known(body, CHAOS_KEYS, 'chaos')
  const every = wholeNumber(given, 'every')
  const first = wholeNumber(given, 'first')
  return {
    ...readWrong(given),
    when: readTarget(given),
    rate: readRate(given['rate']),
    ...(every === undefined ? {} : { every }),
    ...(first === undefined ? {} : { first }),
    forMs: readFor(given['for']),
  }
}

function known(body: unknown, keys: readonly string[], what: string): Readonly<Record<string, unknown>> {
  if (!isObject(body)) throw new WrongOrderBody(`${what} must be a JSON object with error or fault`)
  for (const key of Object.keys(body)) {
    if (!keys.includes(key))
      throw new WrongOrderBody(`${what} has no key ${JSON.stringify(key)}; ${suggest(key, keys)}`)
  }
  return body
}

function readWrong(given: Readonly<Record<string, unknown>>): {
  readonly error?: string
  readonly faults: readonly FaultOrder[]
} {
  const { error } = given
  const faults = [...faultsOf(given['fault']), ...faultsOf(given['faults'])]
  if (error === undefined) {
    if (faults.length === 0) throw new WrongOrderBody('give error or fault: what is to go wrong')
    return { faults }
  }
  if (typeof error !== 'string' || !errorNames().includes(error))
    throw new WrongOrderBody(
      `error: no error is named ${JSON.stringify(error)}; ${suggest(String(error), errorNames())}`,
    )
  return { error, faults }
}

function faultsOf(value: unknown): readonly FaultOrder[] {
  if (value === undefined) return []
  const read = readFaults(value)
  if ('problems' in read) throw new WrongOrderBody(`fault: ${faultProblemText(read.problems)}`)
  return read.faults
}

function readTarget(given: Readonly<Record<string, unknown>>): OrderTarget {
  const { when = {} } = given
  if (!isObject(when)) throw new WrongOrderBody('when must be a map of conditions, as in a scenario')
  const isName = (key: string) => (key === 'session' || key === 'deployment') && typeof when[key] === 'string'
  const rest = Object.entries(when).filter(([key]) => !isName(key))
  const session = nameOf(given, 'session') ?? plainText(when['session'])
  const deployment = nameOf(given, 'deployment') ?? plainText(when['deployment'])
  return {
    ...(session === undefined ? {} : { session }),
    ...(deployment === undefined ? {} : { deployment }),
    ...(rest.length === 0 ? {} : { rest: readRest(Object.fromEntries(rest)) }),
  }
}

function readRest(when: Readonly<Record<string, unknown>>): NonNullable<OrderTarget['rest']> {
  const rule = readWhen(when)
  if (typeof rule === 'string') throw new WrongOrderBody(rule)
  return { when, rule }
}

function plainText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function nameOf(given: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = given[key]
  if (value === undefined || typeof value === 'string') return value
  throw new WrongOrderBody(`${key} must be text, got ${JSON.stringify(value)}`)
}

function readRate(value: unknown): number {
  if (value === undefined) return 1
  if (typeof value === 'number' && value >= 0 && value <= 1) return value
  throw new WrongOrderBody(`rate must be a number from 0 to 1, got ${JSON.stringify(value)}`)
}

function wholeNumber(given: Readonly<Record<string, unknown>>, key: string): number | undefined {
  const value = given[key]
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value
  throw new WrongOrderBody(`${key} must be a whole number of at least 1, got ${JSON.stringify(value)}`)
}

function readFor(value: unknown): number {
  if (value === undefined) return DEFAULT_FOR
  const ms = readDuration(value)
  if (ms !== undefined && ms > 0 && ms <= LONGEST) return ms
  throw new WrongOrderBody(
    `for must be a time such as "30s" or "5m", at most a day, got ${JSON.stringify(value)}`,
  )
}
