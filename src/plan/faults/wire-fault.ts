import type { Random } from '../../random/random.ts'
import type { Head } from '../head.ts'
import type { WireEvent } from '../plan.ts'

export type Events = readonly WireEvent[]
export type BodyEvent = Extract<WireEvent, { kind: 'body' }>

/** What a fault may ask of the exchange that it changes. */
export interface AskedExchange {
  /** The `Host` of the request; '' for none. */
  readonly host: string
  readonly target: string
  /** Requests with this body that came before in the session. */
  readonly earlier: number
}

/** What one fault makes of a plan's events; a text says why it has no effect on them. */
export type WireFault = (events: Events, random: Random, asked: AskedExchange) => Events | string

/** The head, where it can be changed: that of raw bytes cannot. */
export function headOf(events: Events): Head | undefined {
  return events.find((event): event is Head => event.kind === 'head' && event.framing !== 'raw')
}

/** The same events under another head. */
export function withHead(events: Events, change: (head: Head) => Head): Events {
  return events.map((event) => (event.kind === 'head' && event.framing !== 'raw' ? change(event) : event))
}

/** Whether the body is an event stream. */
export function isStream(events: Events): boolean {
  const type = headerOf(events, 'content-type') ?? ''
  return type.toLowerCase().startsWith('text/event-stream')
}

/** The value of a header of the answer. */
export function headerOf(events: Events, name: string): string | undefined {
  return headOf(events)?.headers.find(([it]) => it.toLowerCase() === name)?.[1]
}

export const NO_STREAM = 'the reply is no stream'
export const NO_HEAD = 'there is no answer'
