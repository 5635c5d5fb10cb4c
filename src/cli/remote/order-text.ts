import { isObject } from '../../json/json-object.ts'
import { ms } from './exchange-text.ts'

/** An order as the control routes give it: as it was written, with what it has done. */
export type RemoteOrder = Readonly<Record<string, unknown>>

/** `azure.rate_limit`, `cut:after=3 for 2 more requests in session a`. */
export function nextText(order: RemoteOrder): string {
  const { remaining } = order
  return [
    whatText(order),
    ...(typeof remaining === 'number' ? [`for ${remaining} more`] : []),
    ...aimText(order),
  ].join(' ')
}

/** `azure.server_error, 20 % for 4 more minutes: hit 3 of 14 requests`, and how the clients got along with it. */
export function chaosText(order: RemoteOrder): string {
  const { rate, on, remaining_ms: left, ended_at: endedAt, by, requests, hits } = order
  const state = [
    ...(typeof rate === 'number' ? [`${percent(rate)}${on === false ? ', not now' : ''}`] : []),
    ...(typeof left === 'number' ? [`${ms(left)} left`] : []),
    ...(typeof endedAt === 'string' ? [`ended ${new Date(endedAt).toTimeString().slice(0, 8)}`] : []),
    ...(by === 'file' ? ['from a file'] : []),
    `hit ${String(hits)} of ${String(requests)} requests`,
    ...figuresText(order['figures']),
  ]
  return [whatText(order), ...aimText(order), `· ${state.join(' · ')}`].join(' ')
}

/** What an order makes of a request: `azure.rate_limit retry_after=1`, `azure.server_error or cut:after=3`. */
function whatText({ name, error, fault, faults, one_of: several }: RemoteOrder): string {
  const choices = Array.isArray(several) ? several.map(whatText).join(' or ') : undefined
  const parts = [error, fault, faults, choices]
    .filter((part) => part !== undefined)
    .flat()
    .map(namedText)
  return `${typeof name === 'string' ? `${name}: ` : ''}${parts.join(' + ')}`
}

/** An error or a fault that is written as a map. */
function namedText(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('name' in value)) return plain(value)
  const { name, ...rest } = value
  return [plain(name), ...Object.entries(rest).map(([key, it]) => `${key}=${plain(it)}`)].join(' ')
}

function aimText({ session, deployment, when }: RemoteOrder): readonly string[] {
  const aims = { session, deployment, when }
  return Object.entries(aims).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${plain(value)}`],
  )
}

/** Whatever the emulator counts, by its name. */
function figuresText(figures: unknown): readonly string[] {
  if (typeof figures !== 'object' || figures === null) return []
  return Object.entries(figures).flatMap(([key, value]) => {
    const isEmpty = value === null || (typeof value === 'object' && Object.keys(value).length === 0)
    return isEmpty
      ? []
      : [`${key.replaceAll('_', ' ')} ${plain(typeof value === 'number' ? round(value) : value)}`]
  })
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function percent(rate: number): string {
  return `${round(rate * 100)} %`
}

/** Text as it stands, a map of numbers as `cut 2, reset 1`, anything else as JSON. */
function plain(value: unknown): string {
  if (typeof value === 'string') return value
  if (isObject(value)) {
    const entries = Object.entries(value)
    if (entries.every(([, count]) => typeof count === 'number'))
      return entries.map(([key, count]) => `${key} ${count}`).join(', ')
  }
  return JSON.stringify(value)
}
