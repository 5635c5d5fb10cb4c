import type { Ask, ProviderTurn, UpstreamRequest } from '../../contracts/upstream.ts'
import type { GatewayRequest } from '../../contracts/front-end.ts'
import { WatchedHeaders } from '../../message/watched-headers.ts'
import type { Random } from '../../random/random.ts'
import { CoreUpstreamRequest } from '../upstream/call-request.ts'
import type { GatewayContext } from '../gateway.ts'
import type { GatewayState } from '../state.ts'

/**
 * What the walk of one request looks at beside the request itself, its ids and the deployment's answer. A walk that looks at none
 * of it gives the same for the same.
 */
export class WatchedWalk {
  readonly headers: WatchedHeaders
  readonly request: GatewayRequest
  readonly context: GatewayContext
  /** It drew, or looked at what was counted. */
  #looked = false
  #calls: { readonly upstream: UpstreamRequest; readonly after: number; readonly turn: ProviderTurn }[] = []

  constructor(
    { method, target, mount, headers, body, httpVersion }: GatewayRequest,
    context: GatewayContext,
  ) {
    this.headers = new WatchedHeaders({ raw: headers.raw })
    const seen = { method, target, headers: this.headers, body, httpVersion }
    this.request = mount === undefined ? seen : { ...seen, mount }
    const { ids, correlation, date, time, state } = context
    const watched = { ids: () => this.random(ids()), state: this.#watched(state) }
    this.context = { ...watched, correlation, date, time }
  }

  ask(ask: Ask): Ask {
    return (upstream, after = 0) => {
      const turn = ask(upstream, after)
      this.#calls.push({ upstream, after, turn })
      return turn
    }
  }

  random(random: Random): Random {
    return new WatchedRandom(random, () => (this.#looked = true))
  }

  /** The only call and its answer, where nothing else was looked at. */
  get result(): { readonly upstream: CoreUpstreamRequest; readonly turn: ProviderTurn } | undefined {
    const [call, ...more] = this.#calls
    if (call === undefined || more.length > 0 || call.after !== 0) return undefined
    if (this.#looked || this.headers.isReadWhole) return undefined
    const { upstream, turn } = call
    return upstream instanceof CoreUpstreamRequest ? { upstream, turn } : undefined
  }

  /** What was counted; whoever looks at it is noticed. */
  #watched(state: GatewayState): GatewayState {
    return new Proxy(state, {
      get: (target, name) => {
        this.#looked = true
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
  }
}

/** A branch of chance is not looked at before something is drawn from it. */
class WatchedRandom implements Random {
  readonly #random: Random
  readonly #drawn: () => void

  constructor(random: Random, drawn: () => void) {
    this.#random = random
    this.#drawn = drawn
  }

  get seed(): number {
    this.#drawn()
    return this.#random.seed
  }

  next(): number {
    this.#drawn()
    return this.#random.next()
  }

  bits(): number {
    this.#drawn()
    return this.#random.bits()
  }

  int(min: number, max: number): number {
    this.#drawn()
    return this.#random.int(min, max)
  }

  pick<T>(list: readonly T[]): T {
    this.#drawn()
    return this.#random.pick(list)
  }

  fork(label: string): Random {
    return new WatchedRandom(this.#random.fork(label), this.#drawn)
  }
}
