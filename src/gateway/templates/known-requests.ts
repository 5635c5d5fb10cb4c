import type {
  AskingRead,
  FrontAnswer,
  FrontRead,
  GatewayRequest,
  KeptExchange,
} from '../../contracts/front-end.ts'
import { ELSEWHERE } from '../../contracts/upstream.ts'
import type { Ask, ProviderTurn } from '../../contracts/upstream.ts'
import { PackedPlan, partsOf } from '../../plan/plan.ts'
import type { Plan, PlanPart } from '../../plan/plan.ts'
import { asBuffer } from '../../message/bytes.ts'
import type { Random } from '../../random/random.ts'
import type { CoreRequest } from '../core/core-request.ts'
import { readRequest } from '../gateway.ts'
import type { Gateway, GatewayContext } from '../gateway.ts'
import type { ParsedBody } from '../routing/parsed-body.ts'
import { Conversations } from './conversations.ts'
import { KnownAnswers } from './known-answers.ts'
import type { Told } from './known-answers.ts'
import { KnownBody } from './known-body.ts'
import { callOf, KnownExchange } from './known-exchange.ts'
import type { KnownCall } from './known-exchange.ts'
import { KnownHead } from './known-head.ts'
import { WatchedWalk } from './watched-walk.ts'

/** So many heads are known at once, and so many bodies of each; the oldest goes. */
const MOST_HEADS = 16
const MOST_BODIES = 16
/** Bodies of at most so many bytes together are kept as samples; a larger one is none. */
const MOST_BYTES = 4 * 1024 * 1024
const LARGEST = 1024 * 1024
/** After so many requests in a row that could not be learnt, only every so many one is tried. */
const PATIENCE = 64

/** A kind of requests that the gateway takes the same way: they differ in the words of their conversation. */
interface KnownRequest {
  /** One of them. */
  readonly sample: KnownCall
  readonly body: KnownBody
  readonly answers: KnownAnswers
  /** Of the sample's body. */
  readonly bytes: number
}

interface KnownPlace {
  readonly head: KnownHead
  readonly requests: KnownRequest[]
}

/**
 * The gateway's short way. Most requests differ from one before them in their words alone, and the gateway does not look at
 * words: it asks Azure the same way, and writes the answer the same way. What it looked at is noted while it walks, so no rule of
 * it is written down here; what it does with the answer of a reply is learnt by letting it write one, and looked at again and
 * again.
 */
export class KnownRequests {
  readonly #gateway: Gateway
  readonly #places: KnownPlace[] = []
  readonly #conversations = new Conversations()
  #missed = 0
  #bytes = 0

  constructor(gateway: Gateway) {
    this.#gateway = gateway
  }

  /** As `readRequest` reads it. */
  read(request: GatewayRequest, context: GatewayContext): FrontRead {
    const place = this.#places.find(({ head }) => head.fits(request))
    const text = place === undefined ? '' : textOf(request.body)
    if (place !== undefined && text !== undefined)
      for (const known of place.requests) {
        const body = known.body.read(request.body, text, this.#conversations)
        if (body !== undefined) return new KnownRead(this.#gateway, request, context, known, body)
      }
    return this.#readNew(request, context)
  }

  /** Reads it the long way, and learns from it what can be learnt. */
  #readNew(request: GatewayRequest, context: GatewayContext): FrontRead {
    if (++this.#missed > PATIENCE && this.#missed % PATIENCE !== 0)
      return readRequest(this.#gateway, request, context)
    const walk = new WatchedWalk(request, context)
    const read = readRequest(this.#gateway, walk.request, walk.context)
    if ('plan' in read) return read
    const { call } = read
    return {
      call,
      answer: (ask, random) => {
        const plan = read.answer(walk.ask(ask), walk.random(random))
        this.#learn(request, walk, call)
        return plan
      },
    }
  }

  #learn(request: GatewayRequest, walk: WatchedWalk, call: CoreRequest): void {
    const { result } = walk
    const body = result !== undefined && call.body.reads(request.body) ? KnownBody.of(call.body) : undefined
    if (result === undefined || body === undefined || result.upstream.protocol !== undefined) return
    if (request.body.length > LARGEST) return
    this.#missed = 0
    let place = this.#places.find(({ head }) => head.fits(request))
    if (place === undefined) {
      place = { head: new KnownHead(request, walk.headers), requests: [] }
      if (this.#places.push(place) > MOST_HEADS) this.#forget(this.#places.shift()?.requests)
    }
    const answers = new KnownAnswers(this.#gateway.profile)
    const { length } = request.body
    const sample = { call, upstream: result.upstream }
    const known = { sample, body, answers, bytes: length }
    this.#bytes += length
    if (place.requests.push(known) > MOST_BODIES) this.#forget(place.requests.splice(0, 1))
    while (this.#bytes > MOST_BYTES && this.#places.length > 1) this.#forget(this.#places.shift()?.requests)
    while (this.#bytes > MOST_BYTES) this.#forget(place.requests.splice(0, 1))
  }

  #forget(requests: readonly KnownRequest[] = []): void {
    for (const { bytes } of requests) this.#bytes -= bytes
  }
}

/** A request of a known kind. */
class KnownRead implements AskingRead {
  readonly call: CoreRequest
  readonly #gateway: Gateway
  readonly #request: GatewayRequest
  readonly #context: GatewayContext
  readonly #known: KnownRequest

  constructor(
    gateway: Gateway,
    request: GatewayRequest,
    context: GatewayContext,
    known: KnownRequest,
    body: ParsedBody,
  ) {
    this.#gateway = gateway
    this.#request = request
    this.#context = context
    this.#known = known
    this.call = callOf(known.sample, request, body)
  }

  /** Asks as the gateway would, and writes the answer as it would, if it has written such a one before. */
  answer(ask: Ask, random: Random): FrontAnswer {
    const turn = ask(this.#known.sample.upstream.again(this.call))
    if (turn === ELSEWHERE) return NOWHERE
    const known =
      turn.kind === 'whole' || turn.kind === 'stream'
        ? this.#known.answers.write(turn, this.#context, (answered, told) =>
            this.#write(answered, told, random),
          )
        : undefined
    if (known === undefined) return this.#walk(turn, ask, random)
    const { parts, template, filling } = known
    return new KnownAnswer(parts, template && KnownExchange.of(this.#known.sample, template, filling))
  }

  /** The long way, from the beginning; its first call is answered already. */
  #walk(turn: ProviderTurn, ask: Ask, random: Random): Plan {
    let isFirst = true
    const asked: Ask = (upstream, after) => {
      if (!isFirst) return ask(upstream, after)
      isFirst = false
      return turn
    }
    const read = readRequest(this.#gateway, this.#request, this.#context, this.call.body)
    return 'plan' in read ? read.plan : read.answer(asked, random)
  }

  /** What the gateway makes of an answer; undefined where that depends on more than the answer. */
  #write(turn: ProviderTurn, { date, correlation }: Told, random: Random): readonly PlanPart[] | undefined {
    const { ids, time, state } = this.#context
    const walk = new WatchedWalk(this.#request, { ids, correlation, date, time, state })
    const read = readRequest(this.#gateway, walk.request, walk.context)
    if ('plan' in read) return undefined
    const plan = read.answer(
      walk.ask(() => turn),
      walk.random(random),
    )
    return walk.result === undefined ? undefined : partsOf(plan)
  }
}

/** An answer, and what the journal keeps of its exchange. */
class KnownAnswer extends PackedPlan implements FrontAnswer {
  readonly kept: KeptExchange | undefined

  constructor(parts: readonly PlanPart[], kept: KeptExchange | undefined) {
    super(parts)
    this.kept = kept
  }
}

/** What nobody sees. */
const NOWHERE = new PackedPlan([])

/** Undefined for bytes that are no UTF-8, and for the character that stands for such. */
function textOf(body: Uint8Array): string | undefined {
  const text = asBuffer(body).toString('utf8')
  return text.includes('\ufffd') ? undefined : text
}
