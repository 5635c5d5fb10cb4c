import type { JsonObject } from '../json/json-object.ts'
import { isObject } from '../json/json-object.ts'

/** What the gateway calls otherwise than its page does. A path of keys to the object, and the two names in it. */
const RENAMED: readonly (readonly [path: readonly string[], gateway: string, page: string])[] = [
  [['choices'], 'logprobs', 'log_probs'],
  [['usage', 'prompt_tokens_details'], 'cached_tokens', 'cached_read_tokens'],
]

/** The same answer or chunk in the page's words. Where a value has both names, the page's stays. */
export function inPageWords(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return RENAMED.reduce<Readonly<Record<string, unknown>>>(
    (changed, [path, from, to]) => at(changed, path, (object) => renamed(object, from, to)),
    value,
  )
}

function at(
  value: JsonObject,
  [key, ...rest]: readonly string[],
  change: (object: JsonObject) => JsonObject,
): JsonObject {
  if (key === undefined) return change(value)
  const inner = value[key]
  const through = (entry: unknown) => (isObject(entry) ? at(entry, rest, change) : entry)
  if (Array.isArray(inner)) return { ...value, [key]: inner.map(through) }
  return isObject(inner) ? { ...value, [key]: through(inner) } : value
}

function renamed(object: JsonObject, from: string, to: string): JsonObject {
  if (!Object.hasOwn(object, from)) return object
  const { [from]: moved, ...rest } = object
  return Object.hasOwn(rest, to) ? rest : { ...rest, [to]: moved }
}
