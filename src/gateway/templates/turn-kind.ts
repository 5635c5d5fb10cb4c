import type { UpstreamStream, UpstreamWhole } from '../../contracts/upstream.ts'
import type { HeaderList } from '../../message/headers.ts'
import type { Correlation } from '../response/identity-headers.ts'

/** An answer that shares all but a few values with others of its reply. */
export type MadeTurn = UpstreamWhole | UpstreamStream

/** The place of the choices of a whole answer among its values. */
export const CHOICES = 0
/** That of the length of its body, bytes: '' until it is known. */
export const LENGTH = 1
/** So many values are no headers. */
const OF_ITSELF = 12

/** What is the same in all answers of a reply, as one object; undefined for an answer that shares nothing. */
export function sharedOf(turn: MadeTurn): object | undefined {
  return turn.kind === 'whole' ? turn.body : turn.shared
}

/** Answers of replies with one key that differ in their values alone. */
export class TurnKind {
  readonly #headers: HeaderList
  readonly #differs: readonly boolean[]
  /** Of the headers that differ. */
  readonly #places: readonly number[]

  /** `other`: of a reply with the same key; the headers in which the two differ may differ in others. */
  constructor({ headers }: MadeTurn, other: MadeTurn) {
    this.#headers = headers
    this.#differs = headers.map(([name, value], index) => {
      const [otherName, otherValue] = other.headers[index] ?? ['', '']
      return name === otherName && value !== otherValue
    })
    this.#places = headers.map((_, index) => index).filter((index) => this.#differs[index])
  }

  /** Whether a turn whose reply has the same key is one of these. */
  fits(turn: MadeTurn): boolean {
    const { headers } = turn
    const { id, created, prompt } = identityOf(turn)
    // What is empty or 0 may be left out where it is written.
    if (created === 0 || prompt === 0 || !PLAIN.test(id) || headers.length !== this.#headers.length)
      return false
    for (let index = 0; index < headers.length; index++) {
      const [name, value] = headers[index]!
      const known = this.#headers[index]!
      if (name !== known[0]) return false
      if (this.#differs[index]! ? !PLAIN.test(value) : value !== known[1]) return false
    }
    return true
  }

  /**
   * What differs, in the places of `CHOICES`, `LENGTH` and so on, headers last. `choices`: as they are written, of a
   * whole answer. `correlation`: the ids of the request, where answers tell them.
   */
  valuesOf(turn: MadeTurn, choices: string, date: string, correlation: Correlation | undefined): string[] {
    const { headers, endAt } = turn
    const { id, created, prompt, completion, total } = identityOf(turn)
    const headAt = turn.kind === 'whole' ? endAt : turn.headAt
    const latency = turn.kind === 'whole' ? endAt : endAt - headAt
    const { requestId = '', traceId = '' } = correlation ?? NO_CORRELATION
    const places = this.#places
    // Of the right length from the beginning: the journal keeps it.
    // oxlint-disable-next-line unicorn/no-new-array -- `Array.from` takes ten times as long
    const values = new Array<string>(OF_ITSELF + places.length)
    values[CHOICES] = choices
    values[LENGTH] = ''
    values[2] = date
    values[3] = id
    values[4] = String(created)
    values[5] = String(prompt)
    values[6] = String(completion)
    values[7] = String(total)
    values[8] = String(Math.round(latency))
    values[9] = correlation === undefined ? '' : headAt.toFixed(3)
    values[10] = requestId
    values[11] = traceId
    for (let index = 0; index < places.length; index++)
      values[OF_ITSELF + index] = headers[places[index]!]![1]
    return values
  }

  /** One of this kind whose values stand nowhere else. */
  sampleOf(turn: MadeTurn): MadeTurn {
    const headers = turn.headers.map(([name, value], index): readonly [string, string] => [
      name,
      this.#differs[index]! ? `sample of header ${index}` : value,
    ])
    const [id, created, promptTokens] = ['sample of an id', 98_765_000_303, 98_765_000_101]
    const completion = 98_765_000_404
    if (turn.kind === 'whole') {
      const body = { ...turn.body, choices: SAMPLE_CHOICES, usage: sampleUsage(turn.body.usage, completion) }
      return { ...turn, headers, id, created, promptTokens, body, endAt: SAMPLE_END_MS }
    }
    const usage = turn.usage && sampleOfStream(sampleUsage(turn.usage, completion), promptTokens)
    return {
      ...turn,
      headers,
      envelope: { ...turn.envelope, id, created },
      times: turn.times.map((_at, index) => SAMPLE_HEAD_MS + SAMPLE_GAP_MS * (index + 1)),
      ...(usage && { usage }),
      headAt: SAMPLE_HEAD_MS,
      endAt: SAMPLE_END_MS,
    }
  }
}

/** What is 0 stays so: it may be left out where it is written. */
function sampleUsage<T extends object>(usage: T, completion: number): T & { completion_tokens: number } {
  const { completion_tokens: own } = usage as { completion_tokens?: number }
  return { ...usage, completion_tokens: own === 0 ? 0 : completion }
}

/** Their sum is right: some lines take it as it comes, and some add it up themselves. */
function sampleOfStream<T extends { completion_tokens: number }>(usage: T, promptTokens: number): T {
  return { ...usage, prompt_tokens: promptTokens, total_tokens: promptTokens + usage.completion_tokens }
}

const SAMPLE_CHOICES = [
  { finish_reason: 'stop', index: 0, message: { content: 'sample of an answer', role: 'assistant' } },
]

/** Within every line's patience. */
const SAMPLE_END_MS = 17_931
const SAMPLE_HEAD_MS = 1007
const SAMPLE_GAP_MS = 0.5

/** Stands as it is in every text and header. */
const PLAIN = /^[\w .,:;=+/()@-]+$/

interface OwnIdentity {
  readonly id: string
  readonly created: number
  readonly prompt: number
  readonly completion: number
  readonly total: number
}

function identityOf(turn: MadeTurn): OwnIdentity {
  if (turn.kind === 'whole') {
    const { id, created, promptTokens: prompt, body } = turn
    const { completion_tokens: completion } = body.usage
    return { id, created, prompt, completion, total: prompt + completion }
  }
  const { envelope, usage } = turn
  const {
    prompt_tokens: prompt = 1,
    completion_tokens: completion = 1,
    total_tokens: total = 1,
  } = (usage ?? NO_USAGE) as { prompt_tokens?: number; completion_tokens?: number; total_tokens?: number }
  return { id: envelope.id, created: envelope.created, prompt, completion, total }
}

const NO_USAGE = {}
const NO_CORRELATION: Partial<Correlation> = {}

/** How long an answer takes, and the longest silence in it, ms. */
export interface Pace {
  readonly endAt: number
  readonly silence: number
}

export function paceOf(turn: MadeTurn): Pace {
  if (turn.kind === 'whole') return { endAt: turn.endAt, silence: turn.endAt }
  let silence = turn.headAt
  let last = turn.headAt
  const { times, endAt } = turn
  for (let index = 0; index < times.length; index++) {
    const at = times[index]!
    if (at - last > silence) silence = at - last
    last = at
  }
  return { endAt, silence: endAt - last > silence ? endAt - last : silence }
}
