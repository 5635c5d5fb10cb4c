/** Why no value was made: a place in the caller's schema (JSON pointer, '' is the whole) and a sentence. */
export interface Problem {
  readonly path: string
  readonly message: string
}

/** Carries a `Problem` out of the depths of the work; `fakeValue` turns it back into a value. */
export class SchemaProblem extends Error {
  readonly path: string

  constructor(path: string, message: string) {
    super(message)
    this.name = 'SchemaProblem'
    this.path = path
  }
}

/** A JSON pointer one step further down. */
export function pointer(path: string, ...steps: readonly (string | number)[]): string {
  return steps.reduce<string>(
    (text, step) => `${text}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    path,
  )
}
