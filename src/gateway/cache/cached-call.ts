import type { Random } from '../../random/random.ts'
import type { HeaderMap } from '../../message/header-map.ts'
import { framesOf } from '../upstream/outcome.ts'
import type { CallOutcome } from '../upstream/outcome.ts'
import type { CacheConfig } from '../config/cache-config.ts'
import type { AnswerCache, CacheEntry, StoredAnswer } from './answer-cache.ts'
import { withCacheDebug } from './cache-debug.ts'
import type { CacheDebug } from './cache-debug.ts'
import { cacheWish } from './cache-wish.ts'
import type { CacheWish } from './cache-wish.ts'
import { entryId, fingerprint } from './fingerprint.ts'
import type { CacheableRequest, Fingerprint } from './fingerprint.ts'
import { wordsOf } from './similarity.ts'

/** Characters of a token, in the estimate of what an embedding costs. */
const TOKEN_LENGTH = 4

/** One call as the cache sees it. */
export class CachedCall {
  readonly #request: CacheableRequest
  readonly #config: CacheConfig
  readonly #cache: AnswerCache
  readonly #wish: CacheWish
  readonly #print: Fingerprint
  readonly #random: () => Random
  #searched = false

  private constructor(
    request: CacheableRequest,
    config: CacheConfig,
    cache: AnswerCache,
    wish: CacheWish,
    print: Fingerprint,
    random: () => Random,
  ) {
    this.#request = request
    this.#config = config
    this.#cache = cache
    this.#wish = wish
    this.#print = print
    this.#random = random
  }

  /** Undefined where the cache has nothing to do with a request. `random`: for the ids of entries that have no name. */
  static of(
    request: CacheableRequest,
    headers: HeaderMap,
    config: CacheConfig,
    cache: AnswerCache,
    random: () => Random,
  ): CachedCall | undefined {
    const wish = cacheWish(headers, config)
    const print = wish === undefined ? undefined : fingerprint(request, wish.key, config)
    if (wish === undefined || print === undefined) return undefined
    return new CachedCall(request, config, cache, wish, print, random)
  }

  /** The answer that is kept for it. `at`: ms since 1970; `startAt`: when it is sent, ms after the exchange began. */
  hit(at: number, startAt: number): CallOutcome | undefined {
    const { provider, model } = this.#request
    const { scope, hash, text } = this.#print
    const requested = { requested_provider: provider, requested_model: model }
    const equal = this.#wish.direct ? this.#cache.find(scope, hash, at) : undefined
    if (equal !== undefined)
      return replay(equal, { cache_hit: true, cache_id: equal.id, hit_type: 'direct', ...requested }, startAt)
    if (!this.#wish.semantic) return undefined
    this.#searched = true
    const { threshold } = this.#wish
    const similar = this.#cache.findSimilar(scope, wordsOf(text), threshold, at)
    if (similar === undefined) return undefined
    const { entry, similarity } = similar
    const debug: CacheDebug = {
      cache_hit: true,
      cache_id: entry.id,
      hit_type: 'semantic',
      ...requested,
      ...this.#embedded(),
      threshold,
      similarity,
    }
    return replay(entry, debug, startAt)
  }

  /** Keeps an answer, from `writtenAt` (ms since 1970) on, and tells the client that it was searched for. Errors are not kept. */
  keep(outcome: CallOutcome, writtenAt: number): CallOutcome {
    const answer = stored(outcome)
    if (answer === undefined) return outcome
    const { direct, semantic, stores, ttlMs } = this.#wish
    if (stores)
      this.#cache.store({
        id: direct ? entryId(this.#print) : this.#randomId(),
        scope: this.#print.scope,
        hash: direct ? this.#print.hash : undefined,
        words: semantic ? wordsOf(this.#print.text) : undefined,
        answer,
        writtenAt: Math.floor(writtenAt),
        ttlMs,
      })
    return this.#searched ? told(outcome, { cache_hit: false, ...this.#embedded() }) : outcome
  }

  #embedded() {
    const { embedding } = this.#config
    const input_tokens = Math.max(1, Math.ceil(this.#print.text.length / TOKEN_LENGTH))
    return { provider_used: embedding?.provider ?? '', model_used: embedding?.model ?? '', input_tokens }
  }

  /** A random UUID (version 4). */
  #randomId(): string {
    const random = this.#random()
    const hex = Array.from({ length: 4 }, () => random.bits().toString(16).padStart(8, '0')).join('')
    const variant = '89ab'[random.int(0, 3)]!
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      variant + hex.slice(17, 20),
      hex.slice(20),
    ].join('-')
  }
}

function stored(outcome: CallOutcome): StoredAnswer | undefined {
  if (outcome.kind === 'answer')
    return { kind: 'answer', body: String(outcome.body()), usage: outcome.usage() }
  if (outcome.kind !== 'stream' || outcome.usage === undefined) return undefined
  return {
    kind: 'stream',
    frames: framesOf(outcome.frames).map(({ text }) => text()),
    usage: outcome.usage(),
  }
}

function replay({ answer }: CacheEntry, debug: CacheDebug, at: number): CallOutcome {
  if (answer.kind === 'answer') {
    const { body, usage } = answer
    return { kind: 'answer', at, body: () => withCacheDebug(body, debug), usage: () => usage }
  }
  const { frames, usage } = answer
  const last = frames.length - 2
  return {
    kind: 'stream',
    frames: frames.map((text, index) => ({
      at,
      text: () => (index === last ? withCacheDebug(text, debug) : text),
    })),
    endAt: at,
    usage: () => usage,
  }
}

/** The same outcome with `cache_debug`: in a stream in the last chunk, before `[DONE]`. */
function told(outcome: CallOutcome, debug: CacheDebug): CallOutcome {
  if (outcome.kind === 'answer')
    return { ...outcome, body: () => withCacheDebug(String(outcome.body()), debug) }
  if (outcome.kind !== 'stream') return outcome
  const all = framesOf(outcome.frames)
  const last = all.length - 2
  const frames = all.map((frame, index) =>
    index === last ? { ...frame, text: () => withCacheDebug(frame.text(), debug) } : frame,
  )
  return { ...outcome, frames }
}
