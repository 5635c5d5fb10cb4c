import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JournalRecord } from '../../src/journal/journal-record.ts'
import { Journal } from '../../src/journal/journal.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import { CLOSE, sharedSince1970 } from '../../src/workers/machine-clock.ts'

/** A machine that was started so many ms after 1970: time passes there whenever somebody looks at a clock. */
class Machine {
  readonly #started: number
  readonly #pauses: readonly number[]
  #now = 0
  #looks = 0

  /** `pauses`: ms, over and over. */
  constructor(started: number, pauses: readonly number[]) {
    this.#started = started
    this.#pauses = pauses
  }

  readonly shared = () => this.#pass()

  readonly date = () => Math.floor(this.#started + this.#pass())

  #pass(): number {
    this.#now += this.#pauses[this.#looks++ % this.#pauses.length]!
    return this.#now
  }
}

/** Most looks take a part of a microsecond; now and then the process has to wait, for as long as it likes. */
const pauses = fc
  .tuple(
    fc.array(fc.double({ min: 0.0001, max: 0.002, noNaN: true }), { minLength: 50, maxLength: 200 }),
    fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 10 }),
    fc.nat(200),
  )
  .map(([short, long, at]) => [...short.slice(0, at), ...long, ...short.slice(at)])
const started = fc.double({ min: 1.6e12, max: 2e12, noNaN: true })

test('when the clock of a machine began is found out, however long a process has to wait between two looks', () => {
  fc.assert(
    fc.property(started, pauses, (at, waits) => {
      const machine = new Machine(at, waits)
      expect(Math.abs(sharedSince1970(machine.date, machine.shared) - at)).toBeLessThanOrEqual(CLOSE)
    }),
    { seed: 5, numRuns: 300 },
  )
})

test('a clock that is set meanwhile, or tells ten milliseconds at once, ends in an answer as well', () => {
  const machine = new Machine(1.7e12, [0.001])
  let looks = 0
  const isSet = () => machine.date() + (++looks > 100 ? 60_000 : 0)
  expect(sharedSince1970(isSet, machine.shared)).toBeCloseTo(1.7e12 + 60_000, -1)
  const other = new Machine(1.7e12, [0.001])
  const coarse = () => Math.floor(other.date() / 10) * 10
  expect(sharedSince1970(coarse, other.shared)).toBeCloseTo(1.7e12, -2)
})

/** Of one exchange: the process that had it, and how long after the one before it began, ms. */
const exchange = fc.record({
  instance: fc.nat(2),
  worker: fc.integer({ min: 1, max: 3 }),
  after: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3, noNaN: true })),
})

test('all instances tell of exchanges in the order in which they began, whenever each gets to know of them', () => {
  fc.assert(
    fc.property(
      fc.array(started, { minLength: 3, maxLength: 3 }),
      fc.array(pauses, { minLength: 3, maxLength: 3 }),
      fc.array(exchange, { maxLength: 60 }),
      fc.infiniteStream(fc.nat()),
      (starts, waits, exchanges, chance) => {
        // Each has a machine of its own.
        const since = starts.map((at, index) => {
          const { date, shared } = new Machine(at, waits[index]!)
          return sharedSince1970(date, shared)
        })
        let now = 2e12
        const all = exchanges.map(({ instance, worker, after }, index) => {
          now += after
          // As its worker tells it, in whole multiples of the clock's grain.
          const began = Math.round((now - starts[instance]!) * 1024) / 1024
          return { at: now, id: `${instance}-w${worker}x${index}`, since1970: began + since[instance]! }
        })
        const journals = since.map((own) => {
          const journal = new Journal()
          for (const { id, since1970 } of shuffled(all, chance)) journal.add(entryOf(id, since1970 - own))
          return journal.list().map(({ id }) => id)
        })
        expect(journals[1]).toEqual(journals[0])
        expect(journals[2]).toEqual(journals[0])
        const told = journals[0]!.map((id) => all.find((it) => it.id === id)!)
        expect(told).toHaveLength(all.length)
        // No later one stands before one that began by more than what the clocks are known to.
        let latest = -Infinity
        for (const { at } of told) {
          expect(at).toBeGreaterThan(latest - 2 * CLOSE - 0.002)
          latest = Math.max(latest, at)
        }
      },
    ),
    { seed: 6, numRuns: 200 },
  )
})

function shuffled<T>(list: readonly T[], chance: Iterator<number>): readonly T[] {
  const all = [...list]
  for (let at = all.length - 1; at > 0; at--) {
    const other = (chance.next().value as number) % (at + 1)
    ;[all[at], all[other]] = [all[other]!, all[at]!]
  }
  return all
}

function entryOf(id: string, began: number): JournalRecord {
  const request = {
    method: 'POST',
    target: '/',
    headers: new HeaderMap([]),
    body: Buffer.alloc(0),
    httpVersion: '1.1',
  }
  return new JournalRecord(id, 0, request, { began })
}
