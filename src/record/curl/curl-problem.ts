/** A curl command that cannot be read; the message says why. */
export class CurlProblem extends Error {
  override readonly name = 'CurlProblem'
}
