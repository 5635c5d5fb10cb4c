import { RE2JS } from 're2js'
import { hideKeys, withoutSecrets } from '../journal/secrets.ts'
import type { HeaderList } from '../message/headers.ts'

/** Takes secrets out of what is kept: keys by their shape, headers by their name, and what the user names besides. */
export class Redaction {
  readonly #patterns: readonly RE2JS[]

  /** Patterns in RE2's syntax, whose work is linear in the text. Throws what is wrong with one. */
  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.map((pattern) => RE2JS.compile(pattern))
  }

  text(text: string): string {
    return this.#patterns.reduce(
      (shown, pattern) => pattern.matcher(shown).replaceAll('[redacted]'),
      hideKeys(text),
    )
  }

  headers(headers: HeaderList): HeaderList {
    return withoutSecrets(headers).map(([name, value]) => [name, this.text(value)] as const)
  }
}
