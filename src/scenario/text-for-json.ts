import { parsed } from '../json/parsed.ts'
import type { ChoiceSpec, Outcome, ReplySpec } from './outcome.ts'
import type { LooseRule } from './read-file.ts'
import type { Condition } from './match/condition.ts'
import type { Matcher } from './match/matcher.ts'
import type { Problem } from '../shape/source/problem.ts'
import type { Range } from '../shape/source/tree.ts'

/** Whether an outcome answers with a text that no JSON parser takes. What a template will hold is not known: it is not one. */
export function isPlainText(outcome: Outcome | undefined): boolean {
  if (outcome?.kind !== 'reply') return false
  const { reply } = outcome
  let known = plain.get(reply)
  if (known === undefined) plain.set(reply, (known = (reply.choices ?? [reply]).some(hasPlainText)))
  return known
}

const plain = new WeakMap<ReplySpec, boolean>()

function hasPlainText({ text, chunks }: ChoiceSpec): boolean {
  const whole = text ?? chunks?.map((chunk) => chunk.text).join('')
  return whole !== undefined && !/\{[{%]/.test(whole) && parsed(whole) === undefined
}

export const WANTS_JSON =
  'make it reply: { json: … }, or add not: { response_format: [json_schema, json_object] } to its when'

/** That a scenario waits for requests for JSON and answers them with a text; undefined where it does not, or nobody can know. */
export function textForJson(rule: LooseRule, at: Range): Problem | undefined {
  if (!rule.conditions.some(demandsJson) || !rule.outcomes.some(isPlainText)) return undefined
  return {
    code: 'text-for-json',
    severity: 'warning',
    at,
    message: 'it waits for requests for JSON (response_format) and answers with a text',
    hint: 'write reply: { json: … }; json: fake makes it from the schema of the request',
  }
}

function demandsJson(condition: Condition): boolean {
  return (
    condition.kind === 'is' && condition.subject.path === 'response_format' && isOfJson(condition.matcher)
  )
}

/** Words of response_format beside `text` mean JSON: the two kinds, and the name of a schema. */
function isOfJson(matcher: Matcher): boolean {
  if (matcher.op === 'equals') return matcher.value !== 'text'
  return matcher.op === 'any' && matcher.of.length > 0 && matcher.of.every(isOfJson)
}
