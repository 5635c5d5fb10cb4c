import { faultText } from '../faults/fault-order.ts'
import { splitTarget } from '../message/target.ts'
import type { AppliedOrder } from '../injection/applied-order.ts'
import { bodyEvents, sentBody, sentFrames } from './answer.ts'
import { callView } from './call-view.ts'
import type { Copy } from './copies.ts'
import type { JournalEntry } from './entry.ts'
import { howEnded } from './how-ended.ts'
import { misreadForms } from './misread.ts'
import { outcomeOf } from './outcome.ts'
import { hideKeys, hideQuery, redactedHeaders } from './secrets.ts'
import { summaryOf } from './summary.ts'
import { traceIdOf } from './trace-id.ts'
import { whyAnswered } from './why.ts'

const MOST_BODY_BYTES = 64 * 1024
const MOST_BRIEF_BYTES = 2 * 1024

export interface JournalView extends ReturnType<typeof view> {
  /** Forms of the answer that real clients misread: `explain` knows each code. */
  readonly misread: readonly MisreadView[]
}

export interface MisreadView {
  readonly code: string
  readonly about: string
  /** A client with its version, and what happens. */
  readonly clients: readonly string[]
}

/** Which entries are copies of others. */
export type Copies = ReadonlyMap<JournalEntry, Copy>

/** An entry for people and machines: secrets out, bodies cut to 64 KiB. */
export function journalView(entry: JournalEntry, copies?: Copies): JournalView {
  return Object.assign(view(entry, MOST_BODY_BYTES, copies), { misread: misreadView(entry) })
}

/** An entry for a feed: a line about it, bodies cut to 2 KiB, the calls to the deployment only counted. */
export function briefJournalView(entry: JournalEntry): object {
  const { upstream, ...rest } = view(entry, MOST_BRIEF_BYTES)
  return { summary: summaryOf(entry), ...rest, calls: upstream.length }
}

/** All that is known of an entry: whole bodies, every frame with its times, the answer as it was sent, and why this one. */
export function wholeJournalView(entry: JournalEntry, copies?: Copies): object {
  const body = sentBody(entry)
  return {
    ...view(entry, Infinity, copies),
    misread: misreadView(entry),
    ...whyAnswered(entry),
    frames: framesView(entry),
    answer: {
      status: entry.planned?.status ?? null,
      headers: redactedHeaders(entry.planned?.headers ?? []),
      /** Null where it is too long ago or was too long to be kept. */
      body: body === undefined ? null : hideKeys(body.toString('utf8')),
    },
  }
}

/** What clients make of the forms that an answer has. */
export function misreadView(entry: JournalEntry): readonly MisreadView[] {
  return misreadForms(entry).map(({ code, about, clients }) => ({
    code,
    about,
    clients: clients.map(({ client, what }) => `${client}: ${what}`),
  }))
}

function view(entry: JournalEntry, mostBytes: number, copies?: Copies) {
  const { request, ordered, sending, planned } = entry
  const [path, query] = splitTarget(request.target)
  const { by, deployment, faulted } = outcomeOf(entry)
  const trace = traceIdOf(entry)
  return {
    id: entry.id,
    at: new Date(entry.at).toISOString(),
    ...(entry.endedAt === undefined ? {} : { ended_at: new Date(entry.endedAt).toISOString() }),
    ...(entry.leftAt === undefined ? {} : { left_at: new Date(entry.leftAt).toISOString() }),
    ...(entry.replayOf === undefined ? {} : { replay_of: entry.replayOf }),
    gateway: entry.line ?? null,
    session: entry.session,
    ...(trace === undefined ? {} : { trace_id: trace }),
    seed: entry.seed ?? null,
    deployment: deployment ?? null,
    scenario: entry.calls.at(-1)?.rule ?? null,
    answered_by: by,
    request: {
      method: request.method,
      path,
      query: hideQuery(query),
      headers: redactedHeaders(request.headers.list),
      body: hideKeys(Buffer.from(request.body.subarray(0, mostBytes)).toString('utf8')),
      bytes: request.body.length,
    },
    upstream: entry.calls.filter((call) => call.reached).map(callView),
    ...(ordered === undefined
      ? {}
      : { ordered_by: ordered.by, error: ordered.error, ordered: orderedView(ordered) }),
    ...(entry.hint === undefined ? {} : { hint: entry.hint }),
    ...copyView(copies?.get(entry)),
    faulted,
    faults: entry.faults ?? [],
    planned: planned === undefined ? null : { ...planned, headers: redactedHeaders(planned.headers) },
    sent:
      entry.sent === undefined
        ? null
        : {
            ...entry.sent,
            how: howEnded(entry) ?? '',
            head_ms: sending?.headMs ?? null,
            last_ms: sending?.endMs ?? sending?.lastMs ?? null,
          },
  }
}

/** The request that had the same bytes before, and how long both were worked on. */
function copyView(copy: Copy | undefined): object {
  if (copy === undefined) return {}
  const { of, number, afterMs, overlapMs } = copy
  return { copy: { of: of.id, number, after_ms: afterMs, overlap_ms: Math.round(overlapMs) } }
}

/** What a standing order did, for those who judge how the client behaved under it. */
function orderedView({ by, name, error, faults }: AppliedOrder): object {
  return {
    by,
    ...(name === undefined ? {} : { name }),
    ...(error === undefined ? {} : { error }),
    ...(faults.length === 0 ? {} : { faults: faults.map(faultText) }),
  }
}

/** Planned and sent times of each frame, ms after the request was accepted; a frame that never left has no sent time. */
function framesView(entry: JournalEntry): readonly object[] {
  const sent = entry.sending?.frameTimes() ?? []
  const frames = sentFrames(entry) ?? []
  const planned = entry.events === undefined ? [] : bodyEvents(entry.events)
  const count = Math.max(sent.length, planned.length)
  return Array.from({ length: count }, (_, index) => ({
    planned_ms: planned[index]?.at ?? null,
    sent_ms: sent[index] ?? null,
    bytes: frames[index]?.length ?? null,
  }))
}
