import type { HeaderList } from '../message/headers.ts'

/** The head of an answer; `at`: ms after the request was accepted. */
export interface Head {
  readonly at: number
  readonly kind: 'head'
  readonly status: number
  readonly headers: HeaderList
  /**
   * How the body is delimited; `none` when there is no body to delimit (the headers say all); `raw` when the body events
   * hold all bytes of the answer, its head too, and status and headers only tell what stands there.
   */
  readonly framing: 'length' | 'chunked' | 'none' | 'raw'
}
