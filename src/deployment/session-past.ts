import type { Random } from '../random/random.ts'
import type { MatchContext } from '../scenario/match/probe.ts'
import type { Rule } from '../scenario/rule.ts'
import type { Session } from './sessions.ts'

/** What a session knows when rules are matched, and whether they asked. */
export class Past implements MatchContext {
  consulted = false
  readonly #session: Session
  readonly #random: Random | undefined
  #draws: Random | undefined

  constructor(session: Session, random?: Random) {
    this.#session = session
    this.#random = random
  }

  calls(rule: Rule): number {
    this.consulted = true
    return this.#session.calls.of(rule.name)
  }

  get state(): string | undefined {
    this.consulted = true
    return this.#session.state
  }

  /** Chance follows the call's random: the same request draws the same. */
  draw(): number {
    this.#draws ??= this.#random?.fork('weight')
    return this.#draws?.next() ?? 0
  }
}
