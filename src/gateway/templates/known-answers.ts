import type { UpstreamWhole } from '../../contracts/upstream.ts'
import type { PlanPart } from '../../plan/plan.ts'
import { AnswerTemplate, isSameAnswer, textOf } from './answer-template.ts'
import { WholeKind } from './whole-kind.ts'

/** Answers of so many kinds are known of one reply. */
const MOST_KINDS = 8
/** Every so many answers one is written the long way as well, and compared. */
const CHECKED = 256

/** Writes an answer of the deployment the long way, with this `Date`; undefined where it looks at more than that answer. */
export type Write = (turn: UpstreamWhole, date: string) => readonly PlanPart[] | undefined

interface Known {
  readonly kind: WholeKind
  /** Absent where such an answer cannot be cut. */
  readonly template: AnswerTemplate | undefined
  uses: number
}

interface Reply {
  readonly first: UpstreamWhole
  readonly known: Known[]
}

/** How the gateway writes the answers of each reply, to one kind of requests. */
export class KnownAnswers {
  readonly #replies = new WeakMap<object, Reply>()

  /** Undefined for an answer that has to be written the long way. */
  write(turn: UpstreamWhole, date: string, write: Write): readonly PlanPart[] | undefined {
    const reply = this.#replies.get(turn.body)
    if (reply === undefined) {
      // What comes once is not worth a template.
      this.#replies.set(turn.body, { first: turn, known: [] })
      return undefined
    }
    const known = reply.known.find(({ kind }) => kind.fits(turn))
    if (known === undefined) return learn(turn, reply, date, write)
    const { kind, template } = known
    if (template === undefined) return undefined
    const parts = template.fill(kind.valuesOf(turn), date, turn.endAt)
    if (++known.uses % CHECKED === 0) compare(parts, write(turn, date) ?? [])
    return parts
  }
}

function learn(
  turn: UpstreamWhole,
  { first, known }: Reply,
  date: string,
  write: Write,
): readonly PlanPart[] | undefined {
  if (known.length >= MOST_KINDS) return undefined
  const kind = new WholeKind(turn, first)
  const parts = write(turn, date)
  known.push({ kind, template: parts && templateOf(turn, kind, date, write, parts), uses: 0 })
  return parts
}

const SAMPLE_DATE = 'sample of a date'

function templateOf(
  turn: UpstreamWhole,
  kind: WholeKind,
  date: string,
  write: Write,
  parts: readonly PlanPart[],
): AnswerTemplate | undefined {
  const sample = kind.sampleOf(turn)
  const written = kind.fits(turn) ? write(sample, SAMPLE_DATE) : undefined
  const template = written && AnswerTemplate.of(written, kind.valuesOf(sample), SAMPLE_DATE)
  if (template === undefined) return undefined
  const filled = template.fill(kind.valuesOf(turn), date, turn.endAt)
  return isSameAnswer(filled, parts) ? template : undefined
}

/** Something that an answer depends on is not known: that is a bug, and its answers are wrong. */
function compare(filled: readonly PlanPart[], written: readonly PlanPart[]): void {
  if (!isSameAnswer(filled, written))
    throw new Error(`an answer is not what its template says:\n${textOf(filled)}\n${textOf(written)}`)
}
