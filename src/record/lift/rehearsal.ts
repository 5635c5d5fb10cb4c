import { errorNames } from '../../errors/catalogue.ts'
import { Emulator } from '../../exchange/emulator.ts'
import type { Exchange } from '../../exchange/emulator.ts'
import type { GatewayConfig } from '../../gateway/config/config.ts'
import { DEFAULT_LINE, gatewayLine } from '../../gateway/releases.ts'
import type { JsonObject } from '../../json/json-object.ts'
import { bodyEvents } from '../../journal/answer.ts'
import { toBuffer } from '../../message/bytes.ts'
import { HeaderMap } from '../../message/header-map.ts'
import { ESTIMATE } from '../../provider/tokens/estimate.ts'
import type { ScenarioBook } from '../../scenario/book.ts'
import { buildBook } from '../../scenario/build-book.ts'
import type { Line } from '../../start/front-ends.ts'
import type { Recorded } from '../recorded.ts'

/** The answer that a scenario would give: as it would be recorded. `undefined` where it does not end, or not by itself. */
export type Rehearsed = Pick<Recorded, 'status' | 'headers' | 'headAt' | 'pieces' | 'ended'>

const SEED = 1

/** Plays scenarios in memory, on one line: nothing listens and no time passes. */
export class Rehearsal {
  readonly #line: Line
  readonly #config: GatewayConfig

  constructor(line: Line, config: GatewayConfig) {
    this.#line = line
    this.#config = config
  }

  get line(): string {
    return this.#line.name
  }

  /** What a client that asks so would get of a book. `date`: when it was asked, of the `Date` header. */
  play(book: ScenarioBook, recorded: Recorded, date: Date): Rehearsed | undefined {
    const events = this.#exchange(book, recorded, date)?.plan.events ?? []
    const head = events.find((event) => event.kind === 'head')
    const last = events.at(-1)
    if (head === undefined || head.framing === 'raw' || (last?.kind !== 'end' && last?.kind !== 'cut'))
      return undefined
    const pieces = bodyEvents(events).map(({ at, data }) => ({
      at,
      data: Buffer.from(toBuffer(typeof data === 'function' ? data() : data)),
    }))
    return { status: head.status, headers: head.headers, headAt: head.at, pieces, ended: last.kind }
  }

  /** Whether the book is asked at all: much a gateway refuses by itself. */
  asks(book: ScenarioBook, recorded: Recorded, date: Date): boolean {
    return this.#exchange(book, recorded, date)?.entry.calls.length !== 0
  }

  #exchange(book: ScenarioBook, { method, target, request }: Recorded, date: Date): Exchange | undefined {
    const emulator = new Emulator(
      {
        gateway: { config: this.#config, profile: gatewayLine(DEFAULT_LINE)!.profile },
        lines: [this.#line.make],
        seed: SEED,
        fixedTime: false,
        strict: true,
        locale: 'en',
        tokenizer: ESTIMATE,
        emulatorHeaders: false,
      },
      book,
    )
    const headers = new HeaderMap(request.headers.filter(([name]) => !/^x-emulator-/i.test(name)))
    const moment = { at: date.getTime(), date: date.toUTCString() }
    const asked = { method, target, headers, body: new Uint8Array(request.body), httpVersion: '1.1' }
    try {
      return emulator.exchange(asked, moment)
    } catch {
      // Some answers are more than the gateway's own code takes.
      return undefined
    }
  }
}

/** The book of one scenario that answers everything; undefined where it cannot be written so. */
export function bookOf(outcome: JsonObject): ScenarioBook | undefined {
  const text = JSON.stringify({ scenarios: [{ name: 'recorded', ...outcome }] })
  return buildBook([{ path: 'recorded.yaml', text }], { errorNames: errorNames() }).book
}
