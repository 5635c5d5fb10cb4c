import { parsedObject } from '../../json/parsed.ts'
import { isObject } from '../../json/json-object.ts'
import type { JsonObject } from '../../json/json-object.ts'
import { bodyPath, scalar } from './mock-answer.ts'
import { listIn, textIn } from './read-json.ts'

type Leave = (why: string) => void

/** What a mapping wants of a request, beside its path; undefined where it cannot be said, and it would be given too often. */
export function requestConditions(request: JsonObject, leave: Leave): JsonObject | undefined {
  const parts = [
    ...named(request, 'headers', 'header'),
    ...named(request, 'queryParameters', 'query'),
    ...listIn(request, 'bodyPatterns').map(bodyCondition),
  ]
  const unknown = parts.filter((part) => typeof part === 'string')
  if (unknown.length > 0) return leave(`no condition says ${unknown.join(', nor ')}`) as undefined
  const conditions = parts as readonly JsonObject[]
  return conditions.length > 1 ? { all: conditions } : (conditions[0] ?? {})
}

function named(request: JsonObject, key: string, condition: string): readonly (JsonObject | string)[] {
  const tests = request[key]
  return (
    Object.entries(isObject(tests) ? tests : {})
      // A client sends these in its own way.
      .filter(([name]) => !/^(?:content-type|accept|authorization|api-key|host)$/i.test(name))
      .map(([name, test]) => {
        const read = isObject(test) ? testOf(test) : undefined
        return read === undefined ? `${condition} ${name}` : { [condition]: { [name]: read } }
      })
  )
}

function bodyCondition(pattern: JsonObject): JsonObject | string {
  if ('equalToJson' in pattern) return equalTo(pattern)
  if ('matchesJsonPath' in pattern) {
    const { matchesJsonPath: wanted } = pattern
    const expression = isObject(wanted) ? textIn(wanted, 'expression') : String(wanted)
    return jsonPath(expression, isObject(wanted) ? wanted : {}) ?? `matchesJsonPath ${expression}`
  }
  const words = textIn(pattern, 'contains')
  // A text in a message is a text in the body; a piece of JSON is no text of a message.
  if (words !== '' && !/["{}[\]\\]/.test(words)) return { any_message: { contains: words } }
  const [key = ''] = Object.keys(pattern)
  return `${key} ${JSON.stringify(pattern[key])}`
}

/** Each key of the body by itself. */
function equalTo({ equalToJson: wanted, ignoreExtraElements: isOpen }: JsonObject): JsonObject | string {
  const value = typeof wanted === 'string' ? parsedObject(wanted) : wanted
  if (!isObject(value) || isOpen === true)
    return `equalToJson${isOpen === true ? ' with ignoreExtraElements' : ''}`
  const tests = Object.entries(value).map(([key, item]) => [key, { equals: item }] as const)
  return { body: Object.fromEntries(tests) }
}

/** `$.a.b[0]`, with a test or without, and `$[?(@.a == b)]`. */
function jsonPath(expression: string, wanted: JsonObject): JsonObject | undefined {
  const filter = /^\$(?:\.\.?)?\[\?\(\s*@\.([\w.[\]-]+)\s*(?:(==|!=|=~)\s*(.+?))?\s*\)\]$/.exec(expression)
  if (filter !== null) return filtered(filter)
  const inMessages = /^\$\.messages\[(?:\*|\?\(\s*@\.content\s*=~\s*(\/.*\/i?)\s*\))\](?:\.content)?$/.exec(
    expression,
  )
  if (inMessages !== null) {
    const test = inMessages[1] === undefined ? testOf(wanted) : { matches: anywhere(inMessages[1]) }
    return test === undefined ? undefined : { any_message: test }
  }
  const path = bodyPath(expression)
  const test = Object.keys(wanted).some((key) => key !== 'expression') ? testOf(wanted) : { exists: true }
  return path === undefined || test === undefined ? undefined : { body: { [path]: test } }
}

function filtered([, written = '', operator, value = '']: RegExpExecArray): JsonObject | undefined {
  const path = bodyPath(written)
  if (path === undefined) return undefined
  const plain = value.replace(
    /^'(.*)'$|^"(.*)"$/s,
    (_all, single?: string, double?: string) => single ?? double ?? '',
  )
  switch (operator) {
    case undefined:
      return { body: { [path]: { exists: true } } }
    case '=~':
      return { body: { [path]: { matches: anywhere(value) } } }
    default: {
      const test = { equals: plain === value ? scalar(value) : plain }
      return { body: { [path]: operator === '==' ? test : { not: test } } }
    }
  }
}

/** It must match all of the text there, and any part of it here. */
function anywhere(pattern: string): string {
  return pattern.replace(/^\/(.*)\/([a-z]*)$/s, '/^(?:$1)$/$2')
}

function testOf(test: JsonObject): JsonObject | undefined {
  const found = Object.entries(test).flatMap(([key, value]) => {
    if (key === 'expression' || key === 'caseInsensitive') return []
    const read = TESTS[key]?.(value, test['caseInsensitive'] === true)
    return [read]
  })
  const [only] = found
  if (found.includes(undefined) || only === undefined) return undefined
  return found.length === 1 ? only : Object.assign({}, ...found)
}

const TESTS: Readonly<Record<string, (value: unknown, anyCase: boolean) => JsonObject | undefined>> = {
  equalTo: (value, anyCase) =>
    anyCase
      ? { matches: `/^${escaped(String(value))}$/i` }
      : { one_of: [...new Set([value, scalar(String(value))])] },
  contains: (value) => ({ contains: value }),
  doesNotContain: (value) => ({ not: { contains: value } }),
  matches: (value) => ({ matches: `^(?:${String(value)})$` }),
  doesNotMatch: (value) => ({ not: { matches: `^(?:${String(value)})$` } }),
  absent: (value) => ({ exists: value !== true }),
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
