import type { JsonObject } from '../../json/json-object.ts'
import { isObject } from '../../json/json-object.ts'
import { emptyArray, longArray, missing, nameProblem, problem, wrongType } from './broken-rule.ts'
import type { BrokenRule } from './broken-rule.ts'
import { arrayProblem, rootProblem, strictProblem } from './strict-schema.ts'

const MOST_TOOLS = 128

/** What Azure has against the tools of a request, and against what only makes sense with them. */
export function toolsProblem(value: JsonObject): BrokenRule | undefined {
  const { tools } = value
  if (tools === undefined || tools === null) return withoutTools(value)
  if (!Array.isArray(tools)) return wrongType('tools', 'an array of objects', tools)
  if (tools.length === 0) return emptyArray('tools')
  if (tools.length > MOST_TOOLS) return longArray('tools', MOST_TOOLS, tools.length)
  for (const [index, tool] of tools.entries()) {
    const broken = toolProblem(tool, `tools[${index}]`)
    if (broken !== undefined) return broken
  }
  return choiceProblem(value['tool_choice'], offeredTools(tools))
}

/** Names of the function tools that reach the deployment. */
export function offeredTools(tools: unknown): readonly string[] {
  if (!Array.isArray(tools)) return []
  return tools.flatMap((tool) => {
    const name = isObject(tool) && isObject(tool['function']) ? tool['function']['name'] : undefined
    return typeof name === 'string' ? [name] : []
  })
}

function withoutTools(value: JsonObject): BrokenRule | undefined {
  const { tool_choice: choice, parallel_tool_calls: parallel } = value
  if (choice !== undefined && choice !== null && choice !== 'none') return onlyWithTools('tool_choice')
  return parallel === undefined || parallel === null ? undefined : onlyWithTools('parallel_tool_calls')
}

function onlyWithTools(name: string): BrokenRule {
  return problem(
    `Invalid value for '${name}': '${name}' is only allowed when 'tools' are specified.`,
    name,
    null,
  )
}

function toolProblem(tool: unknown, at: string): BrokenRule | undefined {
  if (!isObject(tool)) return wrongType(at, 'an object', tool)
  if (tool['type'] !== undefined && tool['type'] !== 'function') return undefined
  const { function: offered } = tool
  if (offered === undefined || offered === null) return missing(`${at}.function`)
  if (!isObject(offered)) return wrongType(`${at}.function`, 'an object', offered)
  const broken = nameProblem(offered['name'], `${at}.function.name`)
  if (broken !== undefined) return broken
  const words = schemaProblem(offered)
  if (words === undefined) return undefined
  const message = `Invalid schema for function '${String(offered['name'])}': ${words}`
  return problem(message, `${at}.function.parameters`, 'invalid_function_parameters')
}

/** No parameters at all, and `{}`, are a function without any. */
function schemaProblem({ parameters, strict }: JsonObject): string | undefined {
  if (parameters === undefined || parameters === null) return undefined
  if (isObject(parameters) && Object.keys(parameters).length === 0) return undefined
  if (strict === true) return strictProblem(parameters)
  const root = rootProblem(parameters) ?? arrayProblem(parameters)
  if (root !== undefined) return root
  const hasProperties = isObject(parameters) && parameters['properties'] !== undefined
  return hasProperties ? undefined : 'In context=(), object schema missing properties.'
}

function choiceProblem(choice: unknown, offered: readonly string[]): BrokenRule | undefined {
  const called = isObject(choice) ? choice['function'] : undefined
  const name = isObject(called) ? called['name'] : undefined
  if (typeof name !== 'string' || offered.includes(name)) return undefined
  return problem(
    `Invalid value: 'tool_choice': function '${name}' was not found in 'tools'.`,
    'tool_choice',
    null,
  )
}
