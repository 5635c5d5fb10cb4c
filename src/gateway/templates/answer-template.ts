import type { HeaderList } from '../../message/headers.ts'
import { EventRun } from '../../plan/event-run.ts'
import type { EventFrame } from '../../plan/event-run.ts'
import { madeOf } from '../../plan/piece.ts'
import { eventsOf } from '../../plan/plan.ts'
import type { PlanPart, WireEvent } from '../../plan/plan.ts'
import { runTimes } from '../stream/run-times.ts'
import { cutText, FilledText } from './cut-text.ts'
import type { CutText } from './cut-text.ts'
import type { ReplyFacts } from './reply-facts.ts'
import type { MadeTurn } from './turn-kind.ts'

type Head = Extract<WireEvent, { kind: 'head' }>

/** The values of one answer, what its reply holds, and the `Date` of its response. */
export interface Filling {
  readonly turn: MadeTurn
  readonly facts: ReplyFacts
  /** The first are the choices of a whole answer. */
  readonly values: readonly string[]
  readonly date: string
}

/** An answer to the client, cut at what differs from one to the next. */
export class AnswerTemplate {
  readonly #head: HeadTemplate
  readonly #parts: readonly PartTemplate[]
  readonly #ends: When

  private constructor(head: HeadTemplate, parts: readonly PartTemplate[], ends: When) {
    this.#head = head
    this.#parts = parts
    this.#ends = ends
  }

  /** Cuts an answer; undefined where a value stands in it otherwise than as a whole header or once in each text. */
  static of(sample: readonly PlanPart[], filling: Filling): AnswerTemplate | undefined {
    const [head, ...rest] = sample
    const end = rest.pop()
    if (head?.kind !== 'head' || end?.kind !== 'end') return undefined
    const parts: PartTemplate[] = []
    for (const part of rest) {
      const template = partTemplate(part, filling)
      if (template === undefined) return undefined
      parts.push(template)
    }
    const first = headTemplate(head, filling)
    const ends = whenOf(end.at, filling.turn)
    return first && ends && new AnswerTemplate(first, parts, ends)
  }

  /** The answer with other values; undefined where they do not fit into it. */
  fill(filling: Filling): readonly PlanPart[] | undefined {
    const { turn, values, facts } = filling
    const parts: PlanPart[] = [NO_PART]
    let length = 0
    let firstAt = turn.endAt
    for (const part of this.#parts) {
      if (part.kind === 'run') {
        const run = filledRun(part, filling)
        if (run === undefined) return undefined
        firstAt = Math.min(firstAt, run.at(0))
        parts.push(run)
      } else {
        const text = new FilledText(part.text, values, CHOICES, facts.more)
        length += text.length
        parts.push({ at: atOf(part.when, turn, firstAt), kind: 'body', data: () => text.toString() })
      }
    }
    parts[0] = filledHead(this.#head, filling, length, firstAt)
    parts.push({ at: atOf(this.#ends, turn, firstAt), kind: 'end' })
    return parts
  }
}

/** Their place among the values. */
const CHOICES = 0

const NO_PART: PlanPart = { at: 0, kind: 'end' }

/** When a part leaves: with the head of the deployment's answer, with the first event that goes on, or at the end. */
type When = 'head' | 'first' | 'end'

function whenOf(at: number, turn: MadeTurn): When | undefined {
  if (at === turn.endAt) return 'end'
  if (turn.kind === 'whole') return undefined
  if (at === turn.headAt) return 'head'
  return turn.times.includes(at) ? 'first' : undefined
}

function atOf(when: When, turn: MadeTurn, firstAt: number): number {
  if (when === 'end' || turn.kind === 'whole') return turn.endAt
  return when === 'head' ? turn.headAt : firstAt
}

interface HeadTemplate {
  readonly when: When
  readonly status: number
  readonly framing: Head['framing']
  /** Those that never differ, in their places. */
  readonly headers: HeaderList
  /** Places of headers, and which value each has. */
  readonly holes: readonly (readonly [place: number, value: number])[]
  readonly datePlace: number
  /** -1: there is none. */
  readonly lengthPlace: number
}

function headTemplate(head: Head, { turn, values, date }: Filling): HeadTemplate | undefined {
  const { status, framing, headers } = head
  const when = whenOf(head.at, turn)
  const datePlace = headers.findIndex(([, value]) => value === date)
  const lengthPlace = headers.findIndex(([name]) => name === 'Content-Length')
  if (when === undefined || datePlace === -1 || (framing === 'length') !== (lengthPlace !== -1))
    return undefined
  const holes: [number, number][] = []
  for (const [place, [, text]] of headers.entries()) {
    const value = values.indexOf(text)
    if (value !== -1 && text !== '') holes.push([place, value])
  }
  return { when, status, framing, headers, holes, datePlace, lengthPlace }
}

function filledHead(
  { when, status, framing, headers: known, holes, datePlace, lengthPlace }: HeadTemplate,
  { turn, values, date }: Filling,
  length: number,
  firstAt: number,
): Head {
  const headers = known.slice()
  headers[datePlace] = ['Date', date]
  if (lengthPlace !== -1) headers[lengthPlace] = ['Content-Length', String(length)]
  for (let index = 0; index < holes.length; index++) {
    const [place, value] = holes[index]!
    headers[place] = [known[place]![0], values[value]!]
  }
  return { at: atOf(when, turn, firstAt), kind: 'head', status, headers, framing }
}

interface TextTemplate {
  readonly kind: 'text'
  readonly when: When
  readonly text: CutText
}

interface RunTemplate {
  readonly kind: 'run'
  readonly before: CutText
  readonly middle: CutText
  readonly between: string
  readonly after: CutText
}

type PartTemplate = TextTemplate | RunTemplate

function partTemplate(part: PlanPart, filling: Filling): PartTemplate | undefined {
  if (part.kind === 'run') return runTemplate(part, filling)
  if (part.kind !== 'body' || part.apart === true) return undefined
  const text = madeOf(part.data)
  const when = whenOf(part.at, filling.turn)
  const cut = typeof text === 'string' ? cutAt(text, filling.values) : undefined
  return cut && when && { kind: 'text', when, text: cut }
}

function runTemplate(run: EventRun, { values }: Filling): RunTemplate | undefined {
  const { before, middle, between, after } = run.frame
  const [first, second, third] = [before, middle, after].map((text) => cutAt(text, values))
  if (first === undefined || second === undefined || third === undefined) return undefined
  return { kind: 'run', before: first, middle: second, between, after: third }
}

function filledRun({ before, middle, between, after }: RunTemplate, filling: Filling): EventRun | undefined {
  const { turn, facts, values } = filling
  if (turn.kind === 'whole' || facts.steps === undefined) return undefined
  const { kept, parts } = facts.steps
  const frame: EventFrame = {
    before: filledText(before, values),
    middle: filledText(middle, values),
    between,
    after: filledText(after, values),
  }
  if (!EventRun.fits(frame, parts)) return undefined
  const { gaps, leaves } = runTimes(kept, turn.times, turn.headAt, 0)
  return new EventRun(frame, parts, gaps, leaves)
}

function filledText(text: CutText, values: readonly string[]): string {
  return text.holes.length === 0 ? text.pieces[0]! : new FilledText(text, values).toString()
}

/** Some lines tell a value elsewhere, or not at all. */
function cutAt(text: string, values: readonly string[]): CutText | undefined {
  return cutText(
    text,
    values.map((value) => (value !== '' && text.includes(value) ? value : '')),
  )
}

/** Whether two answers are the same to the byte, and at the same times. */
export function isSameAnswer(a: readonly PlanPart[], b: readonly PlanPart[]): boolean {
  return textOf(a) === textOf(b)
}

/** For comparison, and for those who have to find out why two are not the same. */
export function textOf(parts: readonly PlanPart[]): string {
  return JSON.stringify(
    eventsOf(parts).map((event) => {
      if (event.kind !== 'body') return event
      const data = madeOf(event.data)
      return { at: event.at, data: typeof data === 'string' ? data : Buffer.from(data).toString('latin1') }
    }),
  )
}
