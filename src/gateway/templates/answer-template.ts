import type { UpstreamStream, UpstreamWhole } from '../../contracts/upstream.ts'
import type { HeaderList } from '../../message/headers.ts'
import { EventRun } from '../../plan/event-run.ts'
import type { EventFrame } from '../../plan/event-run.ts'
import type { Head } from '../../plan/head.ts'
import { madeOf } from '../../plan/piece.ts'
import { eventsOf } from '../../plan/plan.ts'
import type { PlanPart } from '../../plan/plan.ts'
import { ReadyHead } from '../../plan/ready-head.ts'
import type { ConnectionWish } from '../../plan/ready-head.ts'
import { runTimes } from '../stream/run-times.ts'
import { cutText, FilledText } from './cut-text.ts'
import type { CutText } from './cut-text.ts'
import type { ReplyFacts } from './reply-facts.ts'
import { CHOICES, LENGTH } from './turn-kind.ts'

/** When an answer of the deployment came, ms after the request reached it. */
export type TurnTimes =
  | Pick<UpstreamWhole, 'kind' | 'endAt'>
  | Pick<UpstreamStream, 'kind' | 'headAt' | 'times' | 'endAt'>

/** The values of one answer, and what its reply holds. */
export interface Filling {
  readonly turn: TurnTimes
  readonly facts: ReplyFacts
  /** As `TurnKind` gives them; the length is put in its place. */
  readonly values: string[]
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
    const templates = this.#parts
    const last = templates.length + 1
    // Of the right length from the beginning: the journal keeps it.
    // oxlint-disable-next-line unicorn/no-new-array -- `Array.from` takes ten times as long
    const parts = new Array<PlanPart>(last + 1)
    let length = 0
    let firstAt = turn.endAt
    for (let index = 1; index < last; index++) {
      const part = templates[index - 1]!
      if (part.kind === 'run') {
        const run = filledRun(part, filling)
        if (run === undefined) return undefined
        firstAt = Math.min(firstAt, run.at(0))
        parts[index] = run
      } else {
        const text = new FilledText(part.text, values)
        length += text.bytes(CHOICES, facts.more)
        parts[index] = { at: atOf(part.when, turn, firstAt), kind: 'body', data: () => text.toString() }
      }
    }
    values[LENGTH] = String(length)
    parts[0] = filledHead(this.#head, filling, firstAt)
    parts[last] = { at: atOf(this.#ends, turn, firstAt), kind: 'end' }
    return parts
  }
}

/** When a part leaves: with the head of the deployment's answer, with the first event that goes on, or at the end. */
type When = 'head' | 'first' | 'end'

function whenOf(at: number, turn: TurnTimes): When | undefined {
  if (at === turn.endAt) return 'end'
  if (turn.kind === 'whole') return undefined
  if (at === turn.headAt) return 'head'
  return turn.times.includes(at) ? 'first' : undefined
}

function atOf(when: When, turn: TurnTimes, firstAt: number): number {
  if (when === 'end' || turn.kind === 'whole') return turn.endAt
  return when === 'head' ? turn.headAt : firstAt
}

interface HeadTemplate {
  readonly when: When
  readonly status: number
  readonly framing: Head['framing']
  readonly connection: ConnectionWish
  /** Lines of headers: a value stands in one as a whole. */
  readonly lines: CutText
  /** The line of the connection, where that is the last one. */
  readonly tail: string
}

function headTemplate(head: Head, { turn, values }: Filling): HeadTemplate | undefined {
  const { status, framing, headers } = head
  const when = whenOf(head.at, turn)
  const wishes = headers.filter(([name]) => name.toLowerCase() === 'connection')
  const hasLength = headers.some(([name]) => name === 'Content-Length')
  if (when === undefined || !headers.every(isPlain) || (framing === 'length') !== hasLength) return undefined
  if (!hasBody(status) || !wishes.every(([, wish]) => WISHES.has(wish))) return undefined
  const last = headers.at(-1)!
  const isLast = last[0] === 'Connection'
  const pieces = ['']
  const holes: number[] = []
  const add = (text: string) => void (pieces[pieces.length - 1] += text)
  for (const [name, text] of isLast ? headers.slice(0, -1) : headers) {
    const value = name === 'Content-Length' ? LENGTH : values.indexOf(text)
    add(`${name}: `)
    if (value === -1 || text === '') add(text)
    else {
      holes.push(value)
      pieces.push('')
    }
    add('\r\n')
  }
  const tail = isLast ? `Connection: ${last[1]}\r\n` : ''
  const lines = { pieces, holes, size: 0 }
  return { when, status, framing, connection: wishIn(wishes), lines, tail }
}

const WISHES = new Set(['close', 'keep-alive'])

function wishIn(headers: HeaderList): ConnectionWish {
  if (headers.some(([, wish]) => wish === 'close')) return 'close'
  return headers.length > 0 ? 'keep-alive' : undefined
}

/** What Node sends as it is. */
function isPlain([name, value]: readonly [string, string]): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value)
}

/** Whether Node sends a body with it. */
function hasBody(status: number): boolean {
  return status >= 200 && status !== 204 && status !== 304
}

function filledHead(
  { when, status, framing, connection, lines, tail }: HeadTemplate,
  { turn, values }: Filling,
  firstAt: number,
): Head {
  return new ReadyHead(
    { at: atOf(when, turn, firstAt), status, framing },
    connection,
    new FilledText(lines, values),
    tail,
  )
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
