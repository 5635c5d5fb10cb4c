import type { PlanPart } from '../../plan/plan.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import type { Correlation } from '../response/identity-headers.ts'
import { AnswerTemplate, isSameAnswer, textOf } from './answer-template.ts'
import type { Filling } from './answer-template.ts'
import { replyFacts } from './reply-facts.ts'
import type { ReplyFacts } from './reply-facts.ts'
import { paceOf, sharedOf, TurnKind } from './turn-kind.ts'
import type { MadeTurn } from './turn-kind.ts'

/** Answers of so many kinds are known. */
const MOST_KINDS = 32
/** So many replies of a kind are each looked at when they come first, and then one of so many. */
const FIRST_REPLIES = 8
const CHECKED_REPLIES = 64
/** Every so many answers one is written the long way as well, and compared. */
const CHECKED = 256

/** What answers tell of their request by itself. */
export interface Told {
  readonly date: string
  /** The ids of the request. */
  readonly correlation: () => Correlation
}

/** An answer that is written; one that was filled in with its template, and what with. */
export type WrittenAnswer = { readonly parts: readonly PlanPart[] } & (
  | { readonly template: AnswerTemplate; readonly filling: Filling }
  | { readonly template: undefined; readonly filling: undefined }
)

/** Writes an answer of the deployment the long way, telling this; undefined where it looks at more than that. */
export type Write = (turn: MadeTurn, told: Told) => readonly PlanPart[] | undefined

interface Known {
  readonly key: string
  readonly kind: TurnKind
  /** Absent where such an answer cannot be cut. */
  readonly template: AnswerTemplate | undefined
  uses: number
  /** How many replies were found to be of this kind. */
  replies: number
  /**
   * The longest answer and the longest silence that were written the long way, ms. What takes longer may meet a timeout, or get a
   * heartbeat.
   */
  endAt: number
  silence: number
}

interface Reply {
  readonly facts: ReplyFacts
  /** How its answers are written; undefined until one was. */
  known: Known | undefined
  /** It turned out to be written otherwise than those of its kind. */
  isOdd: boolean
}

/** How the gateway writes the answers of the deployment, to one kind of requests. */
export class KnownAnswers {
  readonly #profile: GatewayProfile
  readonly #known: Known[] = []
  /** The first answer of each key: in what the second one differs from it, the others will. */
  readonly #first = new Map<string, MadeTurn>()
  readonly #replies = new WeakMap<object, Reply | 'unreadable'>()

  constructor(profile: GatewayProfile) {
    this.#profile = profile
  }

  /** Undefined for an answer that has to be written the long way. */
  write(turn: MadeTurn, told: Told, write: Write): WrittenAnswer | undefined {
    const shared = sharedOf(turn)
    if (shared === undefined) return undefined
    const reply = this.#replies.get(shared) ?? this.#meet(shared, turn)
    if (reply === 'unreadable' || reply.isOdd) return undefined
    const { facts } = reply
    const known =
      reply.known?.kind.fits(turn) === true
        ? reply.known
        : this.#known.find((it) => it.key === facts.key && it.kind.fits(turn))
    if (known === undefined) return asWritten(this.#learn(turn, reply, told, write))
    const { kind, template } = known
    if (template === undefined) return undefined
    const values = this.#valuesOf(turn, facts, kind, told)
    const filling = { turn, facts, values }
    const filled = template.fill(filling)
    if (filled === undefined) return undefined
    if (!isWrittenToo(known, reply, turn)) return { parts: filled, template, filling }
    const written = write(turn, told)
    if (written === undefined) return undefined
    if (isSameAnswer(filled, written)) verified(known, turn)
    else if (reply.known === undefined) reply.isOdd = true
    else if (isWithin(known, turn))
      throw new Error(`an answer is not what its template says:\n${textOf(filled)}\n${textOf(written)}`)
    if (!reply.isOdd) reply.known = known
    return asWritten(written)
  }

  #meet(shared: object, turn: MadeTurn): Reply | 'unreadable' {
    const facts = replyFacts(turn, this.#profile)
    const reply = facts === undefined ? 'unreadable' : { facts, known: undefined, isOdd: false }
    this.#replies.set(shared, reply)
    return reply
  }

  #learn(turn: MadeTurn, reply: Reply, told: Told, write: Write): readonly PlanPart[] | undefined {
    const { facts } = reply
    const first = this.#first.get(facts.key)
    if (this.#known.length >= MOST_KINDS) return undefined
    if (first === undefined) {
      if (this.#first.size < MOST_KINDS) this.#first.set(facts.key, turn)
      return undefined
    }
    const kind = new TurnKind(turn, first)
    const parts = write(turn, told)
    const template = parts && this.#templateOf(turn, facts, kind, { told, write, parts })
    const known = { key: facts.key, kind, template, uses: 0, replies: 1, ...paceOf(turn) }
    this.#known.push(known)
    reply.known = known
    return parts
  }

  #templateOf(
    turn: MadeTurn,
    facts: ReplyFacts,
    kind: TurnKind,
    { told, write, parts }: Learning,
  ): AnswerTemplate | undefined {
    if (!kind.fits(turn)) return undefined
    const sample = kind.sampleOf(turn)
    const sampleFacts = replyFacts(sample, this.#profile)
    const written = write(sample, SAMPLE)
    if (written === undefined || sampleFacts === undefined) return undefined
    const values = this.#valuesOf(sample, sampleFacts, kind, SAMPLE)
    const template = AnswerTemplate.of(written, {
      turn: sample,
      facts: sampleFacts,
      values,
    })
    const filled = template?.fill({
      turn,
      facts,
      values: this.#valuesOf(turn, facts, kind, told),
    })
    return filled !== undefined && isSameAnswer(filled, parts) ? template : undefined
  }

  /** The ids of a request take a while: they are made for the lines that tell them alone. */
  #valuesOf(turn: MadeTurn, { choices }: ReplyFacts, kind: TurnKind, { date, correlation }: Told): string[] {
    const tellsIds = this.#profile.headers.identity === 'every answer'
    return kind.valuesOf(turn, choices, date, tellsIds ? correlation() : undefined)
  }
}

function asWritten(parts: readonly PlanPart[] | undefined): WrittenAnswer | undefined {
  return parts && { parts, template: undefined, filling: undefined }
}

/** Whether an answer is written the long way as well: the first one of a reply, one that lasts longer than those before, and now and then any. */
function isWrittenToo(known: Known, reply: Reply, turn: MadeTurn): boolean {
  const isDue = ++known.uses % CHECKED === 0
  if (!isWithin(known, turn)) return true
  if (reply.known !== undefined) return isDue
  const isNew = ++known.replies <= FIRST_REPLIES || known.replies % CHECKED_REPLIES === 0
  if (!isNew) reply.known = known
  return isNew || isDue
}

/** Whether it lasts no longer than one that was written the long way. */
function isWithin(known: Known, turn: MadeTurn): boolean {
  if (turn.endAt > known.endAt) return false
  return paceOf(turn).silence <= known.silence
}

function verified(known: Known, turn: MadeTurn): void {
  const { endAt, silence } = paceOf(turn)
  known.endAt = Math.max(known.endAt, endAt)
  known.silence = Math.max(known.silence, silence)
}

const SAMPLE: Told = {
  date: 'sample of a date',
  correlation: () => ({ requestId: 'sample of an id of a request', traceId: 'sample of an id of a trace' }),
}

interface Learning {
  readonly told: Told
  readonly write: Write
  /** The turn as it was written the long way. */
  readonly parts: readonly PlanPart[]
}
