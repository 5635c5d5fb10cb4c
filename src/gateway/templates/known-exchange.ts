import type { GatewayRequest, KeptExchange } from '../../contracts/front-end.ts'
import { LONG_RUN } from '../../plan/event-run.ts'
import type { PlanPart } from '../../plan/plan.ts'
import type { CoreRequest } from '../core/core-request.ts'
import type { ParsedBody } from '../routing/parsed-body.ts'
import type { CoreUpstreamRequest } from '../upstream/call-request.ts'
import type { AnswerTemplate, Filling } from './answer-template.ts'
import type { ReplyFacts } from './reply-facts.ts'

/** One request of a kind, and what the gateway asked Azure for it. */
export interface KnownCall {
  readonly call: CoreRequest
  readonly upstream: CoreUpstreamRequest
}

/** The call of another request of that kind. */
export function callOf({ call }: KnownCall, { headers }: GatewayRequest, body: ParsedBody): CoreRequest {
  const { provider, model, fallbacks, stream, raw, passesRaw, extraParams, query } = call
  return { provider, model, fallbacks, stream, body, headers, query, raw, passesRaw, extraParams }
}

/** An exchange with a request of a known kind, whose answer was filled in. One flat object: a journal has many. */
export class KnownExchange implements KeptExchange {
  readonly #known: KnownCall
  readonly #template: AnswerTemplate
  readonly #facts: ReplyFacts
  readonly #values: string[]
  readonly #headAt: number
  readonly #endAt: number
  /** Of a whole answer undefined. */
  readonly #times: readonly number[] | undefined

  private constructor(known: KnownCall, template: AnswerTemplate, { turn, facts, values }: Filling) {
    this.#known = known
    this.#template = template
    this.#facts = facts
    this.#values = values
    this.#headAt = turn.kind === 'stream' ? turn.headAt : 0
    this.#endAt = turn.endAt
    this.#times = turn.kind === 'stream' ? turn.times : undefined
  }

  /** Undefined for a long stream: that one packs its times when it is sent. */
  static of(known: KnownCall, template: AnswerTemplate, filling: Filling): KnownExchange | undefined {
    const { turn } = filling
    return turn.kind === 'stream' && turn.times.length >= LONG_RUN
      ? undefined
      : new KnownExchange(known, template, filling)
  }

  get memory(): number {
    return OWN + (this.#times?.length ?? 0) * PER_TIME
  }

  parts(): readonly PlanPart[] {
    const [headAt, endAt, times] = [this.#headAt, this.#endAt, this.#times]
    const turn =
      times === undefined
        ? { kind: 'whole' as const, endAt }
        : { kind: 'stream' as const, headAt, times, endAt }
    return this.#template.fill({ turn, facts: this.#facts, values: this.#values })!
  }

  asked(request: GatewayRequest): ReturnType<KeptExchange['asked']> {
    const { call: sample, upstream } = this.#known
    const call = callOf(this.#known, request, sample.body.of(request.body))
    return { call, upstream: upstream.again(call) }
  }
}

/** Of the object and its values, bytes. */
const OWN = 800
const PER_TIME = 8
