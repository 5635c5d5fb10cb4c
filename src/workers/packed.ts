import type { GatewayRequest } from '../contracts/front-end.ts'
import type { Exchange } from '../exchange/emulator.ts'
import type { Sent } from '../journal/entry.ts'
import type { JournalRecord } from '../journal/journal-record.ts'
import { SendLog } from '../journal/send-log.ts'
import { asBuffer } from '../message/bytes.ts'
import type { Bytes } from '../message/bytes.ts'
import { HeaderMap } from '../message/header-map.ts'
import type { HeaderList } from '../message/headers.ts'
import { madeOf } from '../plan/piece.ts'
import { partsOf } from '../plan/plan.ts'
import type { PlanPart, WireEvent } from '../plan/plan.ts'
import { BoundedMap } from '../values/bounded-map.ts'

/*
 * What goes from process to process with each exchange that needs the state: lists of texts and numbers. Objects would go
 * over the channel with all their names, and cost several times as much to write and to read.
 */

/** `headers`: JSON of names and values by turns. `body`: a text of Latin-1 where it is short. */
export type SentRequest = readonly [
  method: string,
  target: string,
  headers: string,
  body: string | Uint8Array,
  httpVersion: string,
]

/** `events`: for each one its kind, its time, and what else it has. */
export type SentExchange = readonly [
  id: string,
  at: number,
  speed: number | undefined,
  events: readonly (Bytes | number)[],
]

/** How an exchange ended. `times`: of the head, of the end, since when its client does not read, and of the writes. */
export type Ended = readonly [
  id: string,
  sent: Sent,
  endedAt: number,
  leftAt?: number | undefined,
  times?: readonly (number | undefined)[],
]

/** Longer bodies go as bytes: a text would be copied once more. */
const SHORT = 16 * 1024
/** Of clients that send the same headers again and again. */
const knownHeaders = new BoundedMap<string, HeaderMap>(50)

export function sentRequest({ method, target, headers, body, httpVersion }: GatewayRequest): SentRequest {
  const sentBody = body.length > SHORT ? body : asBuffer(body).toString('latin1')
  return [method, target, JSON.stringify(headers.raw), sentBody, httpVersion]
}

export function receivedRequest([method, target, headers, body, httpVersion]: SentRequest): GatewayRequest {
  return {
    method,
    target,
    headers: knownHeaders.use(headers, () => new HeaderMap({ raw: JSON.parse(headers) as string[] })),
    body: typeof body === 'string' ? Buffer.from(body, 'latin1') : body,
    httpVersion,
  }
}

/** Nothing of it is made later. */
export function sentExchange({ entry, plan, speed }: Exchange): SentExchange {
  const events: (Bytes | number)[] = []
  for (const part of partsOf(plan)) addPart(events, part)
  return [entry.id, entry.at, speed, events]
}

function addPart(events: (Bytes | number)[], part: PlanPart): void {
  const { kind } = part
  if (kind === 'run') {
    for (let index = 0; index < part.length; index++) events.push('body', part.at(index), part.text(index))
  } else if (kind === 'head') {
    const headers: string[] = []
    for (const [name, value] of part.headers) headers.push(name, value)
    events.push(kind, part.at, part.status, part.framing, JSON.stringify(headers))
  } else if (kind === 'body') {
    events.push(part.apart === undefined ? kind : 'apart', part.at, madeOf(part.data))
  } else events.push(kind, part.at)
}

export function receivedEvents(sent: SentExchange[3]): readonly WireEvent[] {
  const events: WireEvent[] = []
  for (let index = 0; index < sent.length;) {
    const kind = sent[index++] as WireEvent['kind'] | 'apart'
    const at = sent[index++] as number
    if (kind === 'head') {
      const [status, framing, headers] = sent.slice(index, (index += 3)) as [number, 'length', string]
      events.push({ at, kind, status, headers: pairsOf(JSON.parse(headers) as string[]), framing })
    } else if (kind === 'body') events.push({ at, kind, data: sent[index++] as Bytes })
    else if (kind === 'apart') events.push({ at, kind: 'body', data: sent[index++] as Bytes, apart: true })
    else events.push({ at, kind })
  }
  return events
}

function pairsOf(flat: readonly string[]): HeaderList {
  const pairs: [string, string][] = []
  for (let index = 0; index < flat.length; index += 2) pairs.push([flat[index]!, flat[index + 1]!])
  return pairs
}

/** Of an exchange that has ended. */
export function endedOf({ id, sent, endedAt, at, leftAt, sending }: JournalRecord): Ended {
  if (sending === undefined) return [id, sent!, endedAt ?? at, leftAt]
  const { headMs, endMs, waitingSinceMs, writes } = sending.dump()
  return [id, sent!, endedAt ?? at, leftAt, [headMs, endMs, waitingSinceMs, ...writes]]
}

export function takeEnd(entry: JournalRecord, [, sent, endedAt, leftAt, times]: Ended): void {
  entry.sent = sent
  entry.endedAt = endedAt
  if (leftAt !== undefined) entry.leftAt = leftAt
  if (times === undefined) return
  const [headMs, endMs, waitingSinceMs, ...writes] = times
  entry.sending = SendLog.from({ headMs, endMs, waitingSinceMs, writes: writes as number[] })
}
