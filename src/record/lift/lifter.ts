import type { GatewayConfig } from '../../gateway/config/config.ts'
import type { JsonObject } from '../../json/json-object.ts'
import { headerValue } from '../../message/headers.ts'
import { bookOf, Rehearsal } from './rehearsal.ts'
import type { ScenarioBook } from '../../scenario/book.ts'
import type { Line } from '../../start/front-ends.ts'
import { isFraming } from '../framing.ts'
import type { Recorded } from '../recorded.ts'
import { azureSides } from './azure-side.ts'
import { difference } from './difference.ts'

export interface Lifted {
  /** Undefined: the gateway says it by itself, whatever Azure would say. */
  readonly outcome: JsonObject | undefined
  /** The same without anything beside it; undefined where there is no such form. */
  readonly listed: JsonObject | undefined
  /** The releases that make the recorded answer of it. */
  readonly lines: readonly string[]
}

/** What an answer was not lifted for: what is nearest differs in this. */
export interface NotLifted {
  readonly why: string
}

/**
 * Finds what Azure said to a gateway from what the gateway said to its client. A guess counts where a release that is
 * known, played in memory, gives the same bytes at the same times. All answers come from one gateway: a release that
 * cannot give one of them is not looked at again.
 */
export class Lifter {
  #lines: readonly Rehearsal[]

  /** `config`: of the gateway that is recorded, as far as it is known. */
  constructor(lines: readonly Line[], config: GatewayConfig) {
    this.#lines = lines.map((line) => new Rehearsal(line, config))
  }

  /** The releases that can give all that was lifted. */
  get lines(): readonly string[] {
    return this.#lines.map(({ line }) => line)
  }

  lift(recorded: Recorded): Lifted | NotLifted {
    if (recorded.ended === 'client-left') return { why: 'the client left' }
    const date = new Date(headerValue(recorded.headers, 'date') ?? Date.now())
    const nearest = new Nearest()
    const guesses = new Map<string, readonly JsonObject[]>()
    for (const first of this.#lines) {
      const own = this.#ownHeaders(first, recorded, date)
      const headers = recorded.headers.filter(([name]) => !isFraming(name) && !own.has(name.toLowerCase()))
      const key = headers.map(([name]) => name).join()
      const sides = guesses.get(key) ?? azureSides(recorded, headers)
      guesses.set(key, sides)
      for (const [at, outcome] of sides.entries()) {
        const book = bookOf(outcome)
        if (book === undefined) continue
        const fits = this.#fitting(book, recorded, date, nearest)
        if (fits.length === 0) continue
        const isAsked = fits.some((line) => line.asks(book, recorded, date))
        this.#lines = fits
        const listed = sides.slice(at).find((side) => this.#isAlone(side, recorded, date))
        return { outcome: isAsked ? outcome : undefined, listed, lines: this.lines }
      }
    }
    return { why: nearest.why }
  }

  #fitting(book: ScenarioBook, recorded: Recorded, date: Date, nearest: Nearest): readonly Rehearsal[] {
    return this.#lines.filter((line) => {
      const played = line.play(book, recorded, date)
      const found = played === undefined ? 'how it ends' : difference(recorded, played, line.line)
      if (found !== undefined) nearest.add(found)
      return found === undefined
    })
  }

  /** Whether an outcome gives the answer on all lines, and needs nothing beside it. */
  #isAlone(outcome: JsonObject, recorded: Recorded, date: Date): boolean {
    if (Object.keys(outcome).length > 1) return false
    const book = bookOf(outcome)
    const fits = book === undefined ? [] : this.#fitting(book, recorded, date, new Nearest())
    return fits.length === this.#lines.length
  }

  /** Headers that this line writes by itself on an answer of this kind. */
  #ownHeaders(line: Rehearsal, recorded: Recorded, date: Date): ReadonlySet<string> {
    const isStream = headerValue(recorded.headers, 'content-type')?.startsWith('text/event-stream') === true
    const played = line.play(isStream ? EMPTY_STREAM : EMPTY_ANSWER, recorded, date)
    return new Set(played?.headers.map(([name]) => name.toLowerCase()))
  }
}

/** Of the differences the one of the guess that came nearest. */
class Nearest {
  #rank = -1
  why = 'no release sends such an answer'

  add(found: string): void {
    const rank = NEARER.findIndex((start) => found.startsWith(start))
    if (rank <= this.#rank) return
    this.#rank = rank
    this.why = `a release would differ in ${found}`
  }
}

const NEARER = ['status', 'how it ends', 'the body', 'the header', 'when it begins', 'its pace']

const EMPTY_ANSWER = bookOf({ upstream: { body: { choices: [] } } })!
const EMPTY_STREAM = bookOf({ upstream: { events: [{ choices: [{ index: 0, delta: { content: 'x' } }] }] } })!
