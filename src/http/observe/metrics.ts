import type { JournalEntry } from '../../journal/entry.ts'
import { outcomeOf } from '../../journal/outcome.ts'
import { plannedFrames } from '../../journal/planned.ts'
import type { ExchangeObserver } from './exchange-observer.ts'
import { Histogram } from './histogram.ts'
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

/** An answer in more than one piece. */
function isStream(entry: JournalEntry): boolean {
  return plannedFrames(entry) > 1
}
