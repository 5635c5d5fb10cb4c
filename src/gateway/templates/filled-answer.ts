import { LONG_RUN } from '../../plan/event-run.ts'
import type { PlanPart } from '../../plan/plan.ts'
import type { AnswerTemplate, Filling, TurnTimes } from './answer-template.ts'
import type { ReplyFacts } from './reply-facts.ts'

/** What an answer was filled in with. It takes a third of the answer's memory, and makes it again. */
export class FilledAnswer {
  readonly #template: AnswerTemplate
  readonly #facts: ReplyFacts
  readonly #values: string[]
  readonly #turn: TurnTimes

  private constructor(template: AnswerTemplate, { turn, facts, values }: Filling) {
    this.#template = template
    this.#facts = facts
    this.#values = values
    const { kind, endAt } = turn
    this.#turn = kind === 'whole' ? { kind, endAt } : { kind, headAt: turn.headAt, times: turn.times, endAt }
  }

  /** Undefined for a long stream: that one packs its times when it is sent. */
  static of(template: AnswerTemplate, filling: Filling): FilledAnswer | undefined {
    const { turn } = filling
    return turn.kind === 'stream' && turn.times.length >= LONG_RUN
      ? undefined
      : new FilledAnswer(template, filling)
  }

  parts(): readonly PlanPart[] {
    return this.#template.fill({ turn: this.#turn, facts: this.#facts, values: this.#values })!
  }

  /** About how much it takes beside what it shares, bytes. */
  get memory(): number {
    return OWN + (this.#turn.kind === 'stream' ? this.#turn.times.length * PER_TIME : 0)
  }
}

/** Its own objects and values. */
const OWN = 800
const PER_TIME = 8
