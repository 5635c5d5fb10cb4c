import type { PlanPart } from '../../plan/plan.ts'
import { AnswerTemplate, isSameAnswer, textOf } from './answer-template.ts'
import { paceOf, sharedOf, TurnKind } from './turn-kind.ts'
import type { MadeTurn } from './turn-kind.ts'

/** Answers of so many kinds are known of one reply. */
const MOST_KINDS = 8
/** Every so many answers one is written the long way as well, and compared. */
const CHECKED = 256

/** Writes an answer of the deployment the long way, with this `Date`; undefined where it looks at more than that answer. */
export type Write = (turn: MadeTurn, date: string) => readonly PlanPart[] | undefined

interface Known {
  readonly kind: TurnKind
  /** Absent where such an answer cannot be cut. */
  readonly template: AnswerTemplate | undefined
  uses: number
  /**
   * The longest answer and the longest silence that were written the long way, ms. What takes longer may meet a timeout, or get a
   * heartbeat.
   */
  endAt: number
  silence: number
}

interface Reply {
  readonly first: MadeTurn
  readonly known: Known[]
}

/** How the gateway writes the answers of each reply, to one kind of requests. */
export class KnownAnswers {
  readonly #replies = new WeakMap<object, Reply>()

  /** Undefined for an answer that has to be written the long way. */
  write(turn: MadeTurn, date: string, write: Write): readonly PlanPart[] | undefined {
    const shared = sharedOf(turn)
    if (shared === undefined) return undefined
    const reply = this.#replies.get(shared)
    if (reply === undefined) {
      // What comes once is not worth a template.
      this.#replies.set(shared, { first: turn, known: [] })
      return undefined
    }
    const known = reply.known.find(({ kind }) => kind.fits(turn))
    if (known === undefined) return learn(turn, reply, date, write)
    const { kind, template } = known
    if (template === undefined) return undefined
    const pace = paceOf(turn)
    const isLonger = pace.endAt > known.endAt || pace.silence > known.silence
    const parts = template.fill({ turn, values: kind.valuesOf(turn), date })
    if (!isLonger && ++known.uses % CHECKED !== 0) return parts
    const written = write(turn, date)
    const isSame = written !== undefined && isSameAnswer(parts, written)
    if (!isSame && !isLonger)
      throw new Error(`an answer is not what its template says:\n${textOf(parts)}\n${textOf(written ?? [])}`)
    if (isSame) {
      known.endAt = Math.max(known.endAt, pace.endAt)
      known.silence = Math.max(known.silence, pace.silence)
    }
    return written
  }
}

function learn(
  turn: MadeTurn,
  { first, known }: Reply,
  date: string,
  write: Write,
): readonly PlanPart[] | undefined {
  if (known.length >= MOST_KINDS) return undefined
  const kind = new TurnKind(turn, first)
  const parts = write(turn, date)
  const template = parts && templateOf(turn, kind, date, write, parts)
  known.push({ kind, template, uses: 0, ...paceOf(turn) })
  return parts
}

const SAMPLE_DATE = 'sample of a date'

function templateOf(
  turn: MadeTurn,
  kind: TurnKind,
  date: string,
  write: Write,
  parts: readonly PlanPart[],
): AnswerTemplate | undefined {
  if (!kind.fits(turn)) return undefined
  const sample = kind.sampleOf(turn)
  const written = write(sample, SAMPLE_DATE)
  const template =
    written && AnswerTemplate.of(written, { turn: sample, values: kind.valuesOf(sample), date: SAMPLE_DATE })
  if (template === undefined) return undefined
  const filled = template.fill({ turn, values: kind.valuesOf(turn), date })
  return isSameAnswer(filled, parts) ? template : undefined
}
