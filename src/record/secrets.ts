import { RE2JS } from 're2js'
import { hideKeys, redactedHeaders } from '../journal/secrets.ts'
import { isObject } from '../json/json-object.ts'
import type { JsonObject } from '../json/json-object.ts'
import type { HeaderList } from '../message/headers.ts'

const HIDDEN = '[redacted]'

/** Takes secrets out of what is kept: keys by their shape, headers by their name, and what the user names besides. */
export class Redaction {
  readonly #patterns: readonly RE2JS[]

  /** Patterns in RE2's syntax, whose work is linear in the text. Throws what is wrong with one. */
  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.map((pattern) => RE2JS.compile(pattern))
  }

  text(text: string): string {
    return this.#patterns.reduce(
      (shown, pattern) => pattern.matcher(shown).replaceAll(HIDDEN),
      hideKeys(text),
    )
  }

  /** All texts in a value; keys stay. */
  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map((item) => this.value(item))
    return isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.value(item)]))
      : value
  }

  headers(headers: HeaderList): HeaderList {
    return redactedHeaders(headers).map(([name, value]) => [name, this.text(value)] as const)
  }

  /** A test that a text like this one passes: exactly this text, or anything where its secrets stand. */
  matcher(text: string): JsonObject {
    const shown = this.text(text)
    if (shown === text) return { equals: text }
    const around = shown.split(HIDDEN).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    return { matches: `/^${around.join('.*')}$/s` }
  }
}
