import type { HeaderList } from '../message/headers.ts'

/** One exchange that passed between a client and the target. */
export interface Recorded {
  readonly method: string
  /** As on the request line: path and query. */
  readonly target: string
  readonly request: { readonly headers: HeaderList; readonly body: Buffer }
  readonly status: number
  readonly headers: HeaderList
  /** The body as it came, `at` ms after the request. */
  readonly pieces: readonly { readonly at: number; readonly data: Buffer }[]
  /** When the head came, ms after the request. */
  readonly headAt: number
  /**
   * `end`: the target sent all of it. `cut`: it broke off. `no-answer`: it broke off before the head; status 0.
   * `client-left`: the client did not wait for it.
   */
  readonly ended: 'end' | 'cut' | 'no-answer' | 'client-left'
}
