import { harmlessKeys } from '../../gateway/config/harmless-keys.ts'
import type { Diagnostic } from '../../shape/diagnostic.ts'

/** What stands behind these keys of a gateway's configuration is never shown: a text, closed or not, a list, anything. */
const SECRET_VALUE =
  /("?(?:value|encryption_key|[\w-]{0,100}(?:username|password|secret|token|api_key|connection_string|dsn))(?:"?\s*:|"\s)\s*)("(?:[^"\\]|\\.)*|[[{][^\]}]*|[^\s,}\]]+)/gi
/** A key with its text, closed or not, or its list. */
const KEY_AND_VALUE = /("((?:[^"\\]|\\.)*)"\s*:\s*)("(?:[^"\\]|\\.)*"?|\[[^\]]*)/g
const HARMLESS = harmlessKeys()
const VIRTUAL_KEY = /sk-bf-[^\s"',}\]]+/gi

/** The diagnostic without the value that it is about. */
export function redacted({ value: _value, ...diagnostic }: Diagnostic): Diagnostic {
  return diagnostic
}

/**
 * The text of a configuration without what nobody may see. Lines keep their length, so that places still fit; whole lines
 * are looked at, as a part of one may begin inside a secret.
 */
export function hideSecrets(text: string): string {
  return text.split('\n').map(masked).join('\n')
}

function masked(line: string): string {
  return line
    .replace(SECRET_VALUE, (_all, before: string, secret: string) => before + stars(secret))
    .replace(KEY_AND_VALUE, (all: string, before: string, key: string, value: string) =>
      HARMLESS.has(key) ? all : before + stars(value),
    )
    .replace(VIRTUAL_KEY, stars)
}

function stars(text: string): string {
  return '*'.repeat(text.length)
}
