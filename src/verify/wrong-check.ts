/** What is wrong with a check, in one sentence. */
export class WrongCheck extends Error {
  readonly statusCode = 400
}
