import type { HeaderList } from '../message/headers.ts'
import type { Head } from './head.ts'

/** What a head says of the connection. */
export type ConnectionWish = 'close' | 'keep-alive' | undefined

/** The head of an answer as text, ASCII throughout: a list of its headers is made for those who look at them. */
export class ReadyHead implements Head {
  readonly kind = 'head'
  readonly at: number
  readonly status: number
  readonly framing: Head['framing']
  readonly connection: ConnectionWish
  /** Lines of headers, each with its end; the emulator's own stand before the tail. */
  readonly #lines: { toString(): string }
  readonly #own: string
  readonly #tail: string

  constructor(
    { at, status, framing }: Pick<Head, 'at' | 'status' | 'framing'>,
    connection: ConnectionWish,
    lines: { toString(): string },
    tail: string,
    own = '',
  ) {
    this.at = at
    this.status = status
    this.framing = framing
    this.connection = connection
    this.#lines = lines
    this.#own = own
    this.#tail = tail
  }

  /** The same with headers of the emulator's own: lines, each with its end. */
  withOwn(own: string): ReadyHead {
    return new ReadyHead(this, this.connection, this.#lines, this.#tail, own)
  }

  /** All lines of headers, each with its end. */
  text(): string {
    return this.#lines.toString() + this.#own + this.#tail
  }

  get headers(): HeaderList {
    return headersIn(this.text())
  }

  /** As data. */
  written(): Head {
    const { at, kind, status, headers, framing } = this
    return { at, kind, status, headers, framing }
  }
}

/** The headers of lines, each with its end. */
export function headersIn(lines: string): HeaderList {
  return lines
    .split('\r\n')
    .slice(0, -1)
    .map((line) => {
      const colon = line.indexOf(': ')
      return [line.slice(0, colon), line.slice(colon + 2)]
    })
}
