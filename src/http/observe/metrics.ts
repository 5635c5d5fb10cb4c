import type { JournalEntry } from '../../journal/entry.ts'
import { outcomeOf } from '../../journal/outcome.ts'
import { plannedFrames } from '../../journal/planned.ts'
import type { ExchangeObserver } from './exchange-observer.ts'
import { Histogram } from './histogram.ts'
import type { HistogramCounts } from './histogram.ts'
import { LabelledCounter } from './labelled-counter.ts'

/** What is counted while the emulator runs. */
export class Metrics implements ExchangeObserver {
  readonly requests = new LabelledCounter(['deployment', 'status', 'answered_by', 'ended'])
  readonly faults = new LabelledCounter(['fault'])
  readonly orders = new LabelledCounter(['by'])
  readonly reloads = new LabelledCounter(['result'])
  /** From the request to the first byte that was sent. */
  readonly firstBytes = new Histogram()
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
    const { status, by, deployment = '', ended } = outcomeOf(entry)
    this.active--
    if (isStream(entry)) this.activeStreams--
    this.requests.add([deployment, String(status ?? 'none'), by, ended])
    for (const { fault, hit } of entry.faults ?? []) if (hit) this.faults.add([fault.split(':', 1)[0]!])
    if (entry.ordered !== undefined) this.orders.add([entry.ordered.by])
    this.frames += entry.sent?.frames ?? 0
    this.calls += entry.calls.length
    const seconds = Math.max(0, (entry.endedAt ?? entry.at) - entry.at) / 1000
    this.durations.add(seconds)
    if (isStream(entry)) this.streams.add(seconds)
    const firstMs = entry.sending?.headMs
    if (firstMs !== undefined) this.firstBytes.add(firstMs / 1000)
  }
}

const COUNTERS = ['requests', 'faults', 'orders', 'reloads'] as const
const HISTOGRAMS = ['firstBytes', 'durations', 'streams'] as const

/** What was counted, as plain data. */
export interface Counted {
  readonly counters: readonly (readonly { readonly values: readonly string[]; readonly count: number }[])[]
  readonly histograms: readonly HistogramCounts[]
  readonly frames: number
  readonly calls: number
}

/** An answer in more than one piece. */
function isStream(entry: JournalEntry): boolean {
  return plannedFrames(entry) > 1
}
