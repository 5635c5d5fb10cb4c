import type { WireEvent } from '../plan/plan.ts'
import { toBuffer } from '../message/bytes.ts'
import type { JournalEntry } from './entry.ts'

/** The body events that left; undefined where the plan is no longer kept. */
export function sentFrames(entry: JournalEntry): readonly Uint8Array[] | undefined {
  if (entry.events === undefined) return undefined
  const left = entry.sent?.frames ?? entry.sending?.frameTimes().length ?? 0
  return bodyEvents(entry.events).slice(0, left).map(bytesOf)
}

/** The body as far as it was sent, without the framing of HTTP; undefined where the plan is no longer kept. */
export function sentBody(entry: JournalEntry): Buffer | undefined {
  const frames = sentFrames(entry)
  return frames === undefined ? undefined : Buffer.concat(frames)
}

/** The whole body that was meant to be sent. */
export function plannedBody(events: readonly WireEvent[]): Buffer {
  return Buffer.concat(bodyEvents(events).map(bytesOf))
}

export function bodyEvents(events: readonly WireEvent[]): readonly BodyEvent[] {
  return events.filter((event) => event.kind === 'body')
}

export type BodyEvent = Extract<WireEvent, { kind: 'body' }>

function bytesOf({ data }: BodyEvent): Uint8Array {
  return toBuffer(typeof data === 'function' ? data() : data)
}
