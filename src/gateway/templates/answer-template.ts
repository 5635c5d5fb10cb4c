import type { HeaderList } from '../../message/headers.ts'
import type { PlanPart, WireEvent } from '../../plan/plan.ts'
import { cutText, FilledText } from './cut-text.ts'
import type { CutText } from './cut-text.ts'

type Head = Extract<WireEvent, { kind: 'head' }>
type Pair = readonly [string, string]

/** A whole answer to the client, cut at what differs from one to the next. */
export class AnswerTemplate {
  readonly #status: number
  /** Those that never differ, in their places. */
  readonly #headers: HeaderList
  /** Places of headers, and which value each has. */
  readonly #holes: readonly (readonly [place: number, value: number])[]
  readonly #datePlace: number
  readonly #lengthPlace: number
  readonly #body: CutText

  private constructor(
    head: Head,
    holes: readonly (readonly [number, number])[],
    places: Places,
    body: CutText,
  ) {
    this.#status = head.status
    this.#headers = head.headers
    this.#holes = holes
    this.#datePlace = places.date
    this.#lengthPlace = places.length
    this.#body = body
  }

  /**
   * Cuts an answer that holds these values, and this date; undefined where one of them stands in it otherwise than as a whole
   * header or once in the body.
   */
  static of(
    sample: readonly PlanPart[],
    values: readonly string[],
    date: string,
  ): AnswerTemplate | undefined {
    const [head, body, end, ...more] = sample
    if (head?.kind !== 'head' || body?.kind !== 'body' || end?.kind !== 'end' || more.length > 0)
      return undefined
    if (head.at !== end.at || body.at !== end.at || head.framing !== 'length') return undefined
    const places = {
      date: head.headers.findIndex(([, value]) => value === date),
      length: head.headers.findIndex(([name]) => name === 'Content-Length'),
    }
    if (places.date === -1 || places.length === -1) return undefined
    const holes: [number, number][] = []
    for (const [place, [, text]] of head.headers.entries()) {
      const value = values.indexOf(text)
      if (value !== -1 && text !== '') holes.push([place, value])
    }
    const text = typeof body.data === 'function' ? body.data() : body.data
    if (typeof text !== 'string') return undefined
    // Some lines tell a value in a header alone, or not at all.
    const cut = cutText(
      text,
      values.map((value) => (text.includes(value) ? value : '')),
    )
    return cut && new AnswerTemplate(head, holes, places, cut)
  }

  /** The answer with other values; `at`: ms after the request was accepted. */
  fill(values: readonly string[], date: string, at: number): readonly PlanPart[] {
    const body = new FilledText(this.#body, values)
    const headers: Pair[] = this.#headers.slice()
    headers[this.#datePlace] = ['Date', date]
    headers[this.#lengthPlace] = ['Content-Length', String(body.length)]
    for (let index = 0; index < this.#holes.length; index++) {
      const [place, value] = this.#holes[index]!
      headers[place] = [headers[place]![0], values[value]!]
    }
    return [
      { at, kind: 'head', status: this.#status, headers, framing: 'length' },
      { at, kind: 'body', data: () => body.toString() },
      { at, kind: 'end' },
    ]
  }
}

interface Places {
  readonly date: number
  readonly length: number
}

/** Whether two whole answers are the same to the byte. */
export function isSameAnswer(a: readonly PlanPart[], b: readonly PlanPart[]): boolean {
  return textOf(a) === textOf(b)
}

/** For comparison, and for those who have to find out why two are not the same. */
export function textOf(parts: readonly PlanPart[]): string {
  return JSON.stringify(
    parts.map((part) => {
      if (part.kind !== 'body') return part
      const data = typeof part.data === 'function' ? part.data() : part.data
      return { at: part.at, data: typeof data === 'string' ? data : Buffer.from(data).toString('latin1') }
    }),
  )
}
