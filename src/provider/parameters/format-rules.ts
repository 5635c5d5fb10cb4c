import type { JsonObject } from '../../json/json-object.ts'
import { isObject } from '../../json/json-object.ts'
import { nameProblem, problem } from './broken-rule.ts'
import type { BrokenRule } from './broken-rule.ts'
import { strictProblem } from './strict-schema.ts'

/** What Azure has against the `response_format` of a request. */
export function formatProblem({ response_format: format, messages }: JsonObject): BrokenRule | undefined {
  if (!isObject(format)) return undefined
  if (format['type'] === 'json_object' && !saysJson(messages))
    return problem(
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
      'messages',
      null,
    )
  const wanted = format['json_schema']
  if (format['type'] !== 'json_schema' || !isObject(wanted)) return undefined
  const broken = nameProblem(wanted['name'], 'response_format.json_schema.name')
  if (broken !== undefined) return broken
  if (wanted['strict'] !== true || wanted['schema'] === undefined) return undefined
  const words = strictProblem(wanted['schema'])
  if (words === undefined) return undefined
  return problem(
    `Invalid schema for response_format '${String(wanted['name'])}': ${words}`,
    'response_format',
    null,
  )
}

function saysJson(messages: unknown): boolean {
  if (!Array.isArray(messages)) return false
  return messages.some((message) => isObject(message) && /json/i.test(textOf(message['content'])))
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part) => (isObject(part) ? String(part['text'] ?? '') : '')).join('\n')
}
