/** A request as a user gave it. */
export interface GivenRequest {
  readonly method: string
  /** With or without the host. */
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}
