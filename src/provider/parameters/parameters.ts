import { isObject } from '../../json/json-object.ts'
import type { ProviderTurn } from '../../contracts/upstream.ts'
import type { Call } from '../call.ts'
import { brokenRule } from './parameter-rules.ts'

/** Azure's 400 for a request that no answer can be made to; undefined when there is nothing to object to. */
export function checkParameters(call: Call): ProviderTurn | undefined {
  const { value } = call.upstream
  const broken = brokenRule(value, call.identity.model)
  if (broken !== undefined) return badRequest(call, broken.message, broken.param, broken.code)
  const tools = offeredTools(value['tools'])
  const choice = value['tool_choice']
  if (isObject(choice) && isObject(choice['function'])) {
    const name = choice['function']['name']
    if (typeof name === 'string' && !tools.includes(name)) {
      return badRequest(
        call,
        `Invalid value: 'tool_choice': function '${name}' was not found in 'tools'.`,
        'tool_choice',
      )
    }
  }
  if (choice !== undefined && choice !== 'none' && tools.length === 0) {
    return badRequest(call, "'tool_choice' is only allowed when 'tools' are specified.", 'tool_choice')
  }
  return undefined
}

/** Names of the function tools that reach the deployment. */
export function offeredTools(tools: unknown): readonly string[] {
  if (!Array.isArray(tools)) return []
  return tools.flatMap((tool) => {
    const name = isObject(tool) && isObject(tool['function']) ? tool['function']['name'] : undefined
    return typeof name === 'string' ? [name] : []
  })
}

function badRequest(
  call: Call,
  message: string,
  param: string | null,
  code: string | null = null,
): ProviderTurn {
  const json = { error: { message, type: 'invalid_request_error', param, code } }
  return {
    kind: 'answer',
    status: 400,
    headers: [...call.identity.headers, ['content-type', 'application/json']],
    headAt: 0,
    body: [{ at: 0, data: JSON.stringify(json) }],
    ending: 'end',
    endAt: 0,
  }
}
