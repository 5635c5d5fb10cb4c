import type { JsonObject } from '../../json/json-object.ts'
import { problem } from './broken-rule.ts'
import type { BrokenRule } from './broken-rule.ts'
import { contextLength, isReasoningModel, mostTokens } from './models.ts'

/** What no reasoning model takes; `stop`: not the newer ones. */
const UNSUPPORTED = [
  'temperature',
  'top_p',
  'presence_penalty',
  'frequency_penalty',
  'logprobs',
  'top_logprobs',
  'logit_bias',
] as const

/** Parameters that a deployment's model does not take. */
export function unsupportedProblem(value: JsonObject, model: string): BrokenRule | undefined {
  if (!isReasoningModel(model)) return undefined
  if (has(value, 'max_tokens'))
    return problem(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
      'unsupported_parameter',
    )
  const takesDefault = model.startsWith('gpt-5')
  for (const name of UNSUPPORTED) {
    if (!has(value, name)) continue
    if (name === 'temperature' && takesDefault) {
      if (value[name] !== 1) return otherThanDefault(name, value[name])
    } else return unsupported(name)
  }
  return has(value, 'stop') && !/^(?:o1|o3-mini)/.test(model) ? unsupported('stop') : undefined
}

/** More tokens than the model writes, or than it reads. `promptTokens` is asked only if it matters. */
export function lengthProblem(
  value: JsonObject,
  model: string,
  promptTokens: () => number,
): BrokenRule | undefined {
  const most = mostTokens(model)
  for (const name of ['max_tokens', 'max_completion_tokens']) {
    const given = value[name]
    const isCount = typeof given === 'number' || typeof given === 'bigint'
    if (isCount && most !== undefined && given > most)
      return problem(
        `${name} is too large: ${given}. This model supports at most ${most} completion tokens, whereas you provided ${given}.`,
        name,
        'invalid_value',
      )
  }
  const limit = contextLength(model)
  const tokens = promptTokens()
  if (tokens <= limit) return undefined
  const words = model.startsWith('gpt-5')
    ? `Input tokens exceed the configured limit of ${limit} tokens. Your messages resulted in ${tokens} tokens.`
    : `This model's maximum context length is ${limit} tokens. However, your messages resulted in ${tokens} tokens.`
  return problem(`${words} Please reduce the length of the messages.`, 'messages', 'context_length_exceeded')
}

function unsupported(name: string): BrokenRule {
  const message = `Unsupported parameter: '${name}' is not supported with this model.`
  return problem(message, name, 'unsupported_parameter')
}

function otherThanDefault(name: string, given: unknown): BrokenRule {
  const message = `Unsupported value: '${name}' does not support ${String(given)} with this model. Only the default (1) value is supported.`
  return problem(message, name, 'unsupported_value')
}

function has(value: JsonObject, name: string): boolean {
  return value[name] !== undefined && value[name] !== null
}
