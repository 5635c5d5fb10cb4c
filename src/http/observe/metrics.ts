import type { JournalEntry } from '../../journal/entry.ts'
import { outcomeOf } from '../../journal/outcome.ts'
import { plannedFrames } from '../../journal/planned.ts'
import type { ExchangeObserver } from './exchange-observer.ts'
import { LabelledCounter } from './labelled-counter.ts'

/** Upper bounds of the duration histogram, seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/** What is counted while the emulator runs. */
export class Metrics implements ExchangeObserver {
  readonly requests = new LabelledCounter(['deployment', 'status', 'answered_by', 'ended'])
  readonly faults = new LabelledCounter(['fault'])
  readonly orders = new LabelledCounter(['by'])
  readonly reloads = new LabelledCounter(['result'])
  /** How many exchanges took at most `BUCKETS[i]`, each counted once, in the first that holds it. */
  readonly durations = BUCKETS.map((le) => ({ le, count: 0 }))
  durationSum = 0
  durationCount = 0
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
    this.#took(Math.max(0, (entry.endedAt ?? entry.at) - entry.at) / 1000)
  }

  #took(seconds: number): void {
    this.durationSum += seconds
    this.durationCount++
    const bucket = this.durations.find(({ le }) => seconds <= le)
    if (bucket !== undefined) bucket.count++
  }
}

/** An answer in more than one piece. */
function isStream(entry: JournalEntry): boolean {
  return plannedFrames(entry) > 1
}
