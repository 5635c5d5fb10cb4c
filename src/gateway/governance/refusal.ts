/** A refusal by governance: `type` stands at the top of the error body. */
export interface Refusal {
  readonly status: number
  readonly type: string
  readonly message: string
}
