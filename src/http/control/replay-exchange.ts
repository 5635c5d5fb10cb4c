import type { Emulator, Moment } from '../../exchange/emulator.ts'
import { bodyEvents, plannedBody } from '../../journal/answer.ts'
import type { JournalEntry } from '../../journal/entry.ts'
import type { JournalRecord } from '../../journal/journal-record.ts'
import { HeaderMap } from '../../message/header-map.ts'
import type { HeaderList } from '../../message/headers.ts'

export interface Replayed {
  readonly entry: JournalRecord
  /** Whether what is planned now is what was planned then; null where that is no longer kept. */
  readonly same: { readonly status: boolean; readonly headers: boolean; readonly body: boolean | null }
  /** Where the bodies part: the byte, and what stands there in either. */
  readonly difference?: { readonly byte: number; readonly before: string; readonly now: string }
}

/**
 * Plays the request of an entry again, with its seed and its time of creation, by the scenarios of now and in its session as
 * that stands now. Nothing is sent and no time passes.
 */
export function replayExchange(emulator: Emulator, before: JournalEntry, moment: Moment): Replayed {
  const created = Math.floor(before.at / 1000)
  const { entry, plan } = emulator.exchange(seeded(before), { ...moment, created }, before.id)
  entry.sent = { frames: bodyEvents(plan.events).length, ended: 'replayed' }
  entry.endedAt = moment.at
  emulator.journal.settle(entry)
  const [then, now] = [before.events && plannedBody(before.events), plannedBody(plan.events)]
  const body = then === undefined ? null : then.equals(now)
  const same = {
    status: before.planned?.status === entry.planned?.status,
    headers: steady(before) === steady(entry),
    body,
  }
  return { entry, same, ...(body === false ? { difference: difference(then!, now) } : {}) }
}

/** The request with the seed that its answer grew from. */
function seeded({ request, seed }: JournalEntry): JournalEntry['request'] {
  if (seed === undefined || request.headers.has('x-emulator-seed')) return request
  return { ...request, headers: new HeaderMap([...request.headers.list, ['x-emulator-seed', String(seed)]]) }
}

/** Headers that do not tell one exchange from the other. */
function steady(entry: JournalEntry): string {
  const headers: HeaderList = entry.planned?.headers ?? []
  return JSON.stringify(headers.filter(([name]) => !/^(date|x-emulator-exchange)$/i.test(name)))
}

const SHOWN = 60

/** Another answer has another id, which says nothing: it is shown where nothing else differs. */
function difference(then: Buffer, now: Buffer): NonNullable<Replayed['difference']> {
  const length = Math.min(then.length, now.length)
  const [before, after] = [withoutIds(then), withoutIds(now)]
  const [one, other] = before.equals(after) ? [then, now] : [before, after]
  let byte = 0
  while (byte < length && one[byte] === other[byte]) byte++
  const from = Math.max(0, byte - SHOWN / 3)
  const shown = (bytes: Buffer) => bytes.subarray(from, byte + SHOWN).toString('utf8')
  return { byte, before: shown(then), now: shown(now) }
}

/** Bytes with ids of answers blanked out, each in its length. */
function withoutIds(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1')
  return Buffer.from(
    text.replaceAll(/"chatcmpl-\w+"/g, (id) => '-'.repeat(id.length)),
    'latin1',
  )
}
