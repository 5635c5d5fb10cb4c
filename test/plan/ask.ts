import type { Emulator } from '../../src/exchange/emulator.ts'
import type { JournalEntry } from '../../src/journal/entry.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import { bodyOf } from './render.ts'

export interface AskOptions {
  /** `gpt-4o` unless given; it stands in the path as it is. */
  readonly deployment?: string
  /** In place of the documented route. */
  readonly target?: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
}

export interface Answered {
  readonly plan: Plan
  readonly entry: JournalEntry
  readonly status: number | undefined
  /** Names in lower case; of repeated ones the last. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly ending: string | undefined
}

/** The moment of every exchange in memory. */
export const MOMENT = { at: 1_735_689_600_000, date: 'Wed, 01 Jan 2025 00:00:00 GMT' }

/** Asks the documented route in memory: nothing listens, no time passes. */
export function ask(emulator: Emulator, body: object | string, options: AskOptions = {}): Answered {
  const { deployment = 'gpt-4o', headers = [] } = options
  const route = `/openai/openai/deployments/${deployment}/chat/completions?api-version=2024-10-21`
  const { plan, entry } = emulator.exchange(
    {
      method: 'POST',
      target: options.target ?? route,
      headers: new HeaderMap([['host', 'localhost'], ['content-type', 'application/json'], ...headers]),
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      httpVersion: '1.1',
    },
    MOMENT,
  )
  return { plan, entry, ...read(plan) }
}

/** One user message, and whatever else the request holds. */
export function says(content: string, rest: object = {}): object {
  return { messages: [{ role: 'user', content }], ...rest }
}

function read({ events }: Plan): Pick<Answered, 'status' | 'headers' | 'text' | 'ending'> {
  const head = events.find((event) => event.kind === 'head')
  const pieces = events.filter((event) => event.kind === 'body').map(bodyOf)
  return {
    status: head?.status,
    headers: Object.fromEntries((head?.headers ?? []).map(([name, value]) => [name.toLowerCase(), value])),
    text: Buffer.concat(pieces).toString('utf8'),
    ending: events.at(-1)?.kind,
  }
}
