import { createRandom, hash32 } from '../../random/random.ts'
import { letters, lettersHash, twoUuids } from '../../random/ids.ts'
import type { Random } from '../../random/random.ts'
import type { HeaderList } from '../../message/headers.ts'

/** What every answer of a deployment carries beside its content: made from the seed, so that it repeats. */
export interface Identity {
  readonly id: string
  readonly model: string
  readonly systemFingerprint: string
  readonly headers: HeaderList
  /** The id of an answer that is not the made-up one: `hash` tells what it says. */
  idOf(hash: number): string
  /** The same with other headers. */
  withHeaders(headers: HeaderList): Identity
}

export function identityOf(deployment: string, random: Random): Identity {
  const { seed } = random
  // The headers are drawn behind the id.
  for (let draw = 0; draw < ID_DRAWS; draw++) random.bits()
  return new MadeIdentity(modelOf(deployment), seed, azureHeaders(random))
}

/** Its id is made when it is asked for: most answers have one of their own, which follows from it. */
class MadeIdentity implements Identity {
  readonly headers: HeaderList
  readonly #model: Model
  readonly #seed: number

  constructor(model: Model, seed: number, headers: HeaderList) {
    this.#model = model
    this.#seed = seed
    this.headers = headers
  }

  get model(): string {
    return this.#model.name
  }

  get systemFingerprint(): string {
    return this.#model.fingerprint
  }

  get id(): string {
    return letters(createRandom(this.#seed), ID_LETTERS, ID_BEGINS)
  }

  idOf(hash: number): string {
    const seed = lettersHash(createRandom(this.#seed), ID_LETTERS, ID_BEGINS, hash)
    return letters(createRandom(seed), ID_LETTERS, ID_BEGINS)
  }

  withHeaders(headers: HeaderList): Identity {
    return new MadeIdentity(this.#model, this.#seed, headers)
  }
}

const ID_BEGINS = 'chatcmpl-'
const ID_LETTERS = 29
/** Five letters each. */
const ID_DRAWS = 6

interface Model {
  readonly name: string
  readonly fingerprint: string
}

function modelOf(deployment: string): Model {
  let model = models.get(deployment)
  if (model !== undefined) return model
  const name = modelSnapshot(deployment)
  model = { name, fingerprint: fingerprintOf(name) }
  if (models.size < MOST_MODELS) models.set(deployment, model)
  return model
}

/** Names come from clients. */
const MOST_MODELS = 1000
const models = new Map<string, Model>()

/** The same for all answers of a model, as long as its back end does not change. */
function fingerprintOf(model: string): string {
  return `fp_${(hash32(model) + 0x100000000).toString(16).slice(1)}${(hash32(model, 1) & 0xff).toString(16).padStart(2, '0')}`
}

/** The id of a tool call. */
export function toolCallId(random: Random): string {
  return letters(random, 24, 'call_')
}

/** Snapshots that deployments of well-known names run; any other deployment is taken for a gpt-4o. */
const SNAPSHOTS: readonly (readonly [prefix: string, snapshot: string])[] = [
  ['gpt-4o-mini', 'gpt-4o-mini-2024-07-18'],
  ['gpt-4o', 'gpt-4o-2024-11-20'],
  ['gpt-4.1-mini', 'gpt-4.1-mini-2025-04-14'],
  ['gpt-4.1-nano', 'gpt-4.1-nano-2025-04-14'],
  ['gpt-4.1', 'gpt-4.1-2025-04-14'],
  ['gpt-4-turbo', 'gpt-4-turbo-2024-04-09'],
  ['gpt-35-turbo', 'gpt-35-turbo-0125'],
  ['gpt-5-chat', 'gpt-5-chat-2025-08-07'],
  ['gpt-5-mini', 'gpt-5-mini-2025-08-07'],
  ['gpt-5-nano', 'gpt-5-nano-2025-08-07'],
  ['gpt-5.5', 'gpt-5.5-2026-04-24'],
  ['gpt-5.4-mini', 'gpt-5.4-mini-2026-03-17'],
  ['gpt-5.4-nano', 'gpt-5.4-nano-2026-03-17'],
  ['gpt-5.4', 'gpt-5.4-2026-03-05'],
  ['gpt-5.3-chat', 'gpt-5.3-chat-2026-03-03'],
  ['gpt-5.2-chat', 'gpt-5.2-chat-2026-02-10'],
  ['gpt-5.2', 'gpt-5.2-2025-12-11'],
  ['gpt-chat-latest', 'gpt-chat-latest-2026-05-28'],
  ['gpt-5.1-chat', 'gpt-5.1-chat-2025-11-13'],
  ['gpt-5.1', 'gpt-5.1-2025-11-13'],
  ['gpt-5', 'gpt-5-2025-08-07'],
  ['o4-mini', 'o4-mini-2025-04-16'],
  ['o3-mini', 'o3-mini-2025-01-31'],
  ['o3', 'o3-2025-04-16'],
  ['o1', 'o1-2024-12-17'],
]

function modelSnapshot(deployment: string): string {
  // Claude deployments bear the names of their models.
  if (deployment.includes('claude')) return deployment
  return SNAPSHOTS.find(([prefix]) => deployment.startsWith(prefix))?.[1] ?? 'gpt-4o-2024-11-20'
}

function azureHeaders(random: Random): HeaderList {
  const [apim, request] = twoUuids(random)
  return [
    ['apim-request-id', apim],
    REGION,
    REMAINING_REQUESTS,
    REMAINING_TOKENS,
    ['x-request-id', request],
    SESSIONS[random.int(1, SESSIONS.length) - 1]!,
  ]
}

const REGION = ['x-ms-region', 'East US'] as const
const REMAINING_REQUESTS = ['x-ratelimit-remaining-requests', '249'] as const
const REMAINING_TOKENS = ['x-ratelimit-remaining-tokens', '249912'] as const
const SESSIONS = Array.from(
  { length: 400 },
  (_, index) => ['azureml-model-session', `d${String(index + 1).padStart(3, '0')}`] as const,
)
