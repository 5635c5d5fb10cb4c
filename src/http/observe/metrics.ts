import type { FaultEffect } from '../../faults/fault-order.ts'
import type { JournalEntry } from '../../journal/entry.ts'
import { outcomeOf } from '../../journal/outcome.ts'
import { plannedFrames } from '../../journal/planned.ts'
import type { ExchangeObserver } from './exchange-observer.ts'
import { Histogram } from './histogram.ts'
import type { HistogramCounts } from './histogram.ts'
import { LabelledCounter } from './labelled-counter.ts'

/** What is counted while the emulator runs. */
export class Metrics implements ExchangeObserver {
  readonly requests = new LabelledCounter([
    'deployment',
    'scenario',
    'status',
    'answered_by',
    'ended',
    'fault',
  ])
  readonly faults = new LabelledCounter(['fault'])
  readonly orders = new LabelledCounter(['by'])
  readonly reloads = new LabelledCounter(['result'])
  /** From the request to the first byte that was sent. */
  readonly firstBytes = new Histogram()
  /** From the request to the first frame of a stream. */
  readonly firstTokens = new Histogram()
  /** From the request to the end of the answer. */
  readonly durations = new Histogram()
  /** The same, of streams alone. */
  readonly streams = new Histogram()
  frames = 0
  calls = 0
  active = 0
  activeStreams = 0

  /** Counts what another process has counted. */
  addAll({ counters, histograms, frames, calls }: Counted): void {
    for (const [index, name] of COUNTERS.entries())
      for (const { values, count } of counters[index] ?? []) this[name].add(values, count)
    for (const [index, name] of HISTOGRAMS.entries())
      if (histograms[index] !== undefined) this[name].addAll(histograms[index])
    this.frames += frames
    this.calls += calls
  }

  /** What was counted, which is forgotten here; not what runs. */
  take(): Counted {
    const counters = COUNTERS.map((name) => [...this[name].series()])
    for (const name of COUNTERS) this[name].clear()
    const histograms = HISTOGRAMS.map((name) => this[name].take())
    const { frames, calls } = this
    this.frames = 0
    this.calls = 0
    return { counters, histograms, frames, calls }
  }

  began(entry: JournalEntry): void {
    this.active++
    if (isStream(entry)) this.activeStreams++
  }

  ended(entry: JournalEntry): void {
    const { status, by, rule = '', deployment = '', ended } = outcomeOf(entry)
    const stream = isStream(entry)
    this.active--
    if (stream) this.activeStreams--
    const faults = entry.faults === undefined ? NONE : faultsThatHit(entry.faults)
    this.requests.add([
      deployment,
      rule,
      String(status ?? 'none'),
      by,
      ended,
      faults === NONE ? '' : faults.join('+'),
    ])
    for (const fault of faults) this.faults.add([fault])
    if (entry.ordered !== undefined) this.orders.add([entry.ordered.by])
    this.frames += entry.sent?.frames ?? 0
    this.calls += entry.calls.length
    const seconds = Math.max(0, (entry.endedAt ?? entry.at) - entry.at) / 1000
    this.durations.add(seconds)
    const { headMs, firstMs } = entry.sending ?? {}
    if (headMs !== undefined) this.firstBytes.add(headMs / 1000)
    if (!stream) return
    this.streams.add(seconds)
    if (firstMs !== undefined) this.firstTokens.add(firstMs / 1000)
  }
}

const NONE: readonly string[] = []

/** Their names: what is set of each would make too many. */
function faultsThatHit(faults: readonly FaultEffect[]): readonly string[] {
  return faults.filter(({ hit }) => hit).map(({ fault }) => fault.split(':', 1)[0]!)
}

const COUNTERS = ['requests', 'faults', 'orders', 'reloads'] as const
const HISTOGRAMS = ['firstBytes', 'firstTokens', 'durations', 'streams'] as const

/** What was counted, as plain data. */
export interface Counted {
  readonly counters: readonly (readonly { readonly values: readonly string[]; readonly count: number }[])[]
  readonly histograms: readonly HistogramCounts[]
  readonly frames: number
  readonly calls: number
}

/** An answer in pieces, also where a fault leaves but one of them. */
function isStream(entry: JournalEntry): boolean {
  const head = entry.parts?.[0]
  return (head?.kind === 'head' && head.framing === 'chunked') || plannedFrames(entry) > 1
}
