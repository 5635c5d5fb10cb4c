import { parsedObject } from '../../json/parsed.ts'
import type { JsonObject } from '../../json/json-object.ts'
import type { Importer } from '../imported.ts'
import type { RecordedAs } from '../scenario.ts'
import { bodyPath, chatPath, mockOutcome, scalar } from './mock-answer.ts'
import { listIn, numberIn, textIn } from './read-json.ts'

/** An environment of Mockoon: its routes with their responses, the first whose rules hold, else the default one. */
export const mockoon: Importer = (text, _name, as) => {
  const environment = parsedObject(text)
  if (environment === undefined || !('lastMigration' in environment) || !Array.isArray(environment['routes']))
    return undefined
  const left: string[] = []
  const prefix = textIn(environment, 'endpointPrefix')
  const scenarios = listIn(environment, 'routes').flatMap((route) => {
    const path = `/${[prefix, textIn(route, 'endpoint')].filter((it) => it !== '').join('/')}`
    const name = `${textIn(route, 'method').toUpperCase()} ${path}`
    const leave = (why: string) => void left.push(`${name}: ${why}`)
    const chat = chatPath(path)
    if (chat === undefined || !['post', 'all', ''].includes(textIn(route, 'method')))
      return leave('it is no chat route') ?? []
    return routeScenarios(route, chat.deployment, { as, leave, latency: numberIn(environment, 'latency') })
  })
  return { format: 'Mockoon environment', exchanges: [], scenarios, left }
}

interface Given {
  readonly as: RecordedAs
  readonly leave: (why: string) => void
  readonly latency: number
}

function routeScenarios(
  route: JsonObject,
  deployment: string | undefined,
  given: Given,
): readonly JsonObject[] {
  const responses = listIn(route, 'responses')
  const base = deployment === undefined ? {} : { deployment }
  const mode = textIn(route, 'responseMode')
  const title = textIn(route, 'endpoint')
  if (mode === 'SEQUENTIAL' || mode === 'RANDOM') {
    if (mode === 'RANDOM') given.leave('responses are given in turn, not at random')
    const replies = responses.flatMap((response) => outcomeOf(response, given) ?? [])
    return replies.length === 0 ? [] : [{ name: `imported ${title}`, when: base, replies, then: 'loop' }]
  }
  // The default one answers where no other does: it comes last.
  const usual = responses.find((response) => response['default'] === true) ?? responses[0]
  const others =
    mode === 'DISABLE_RULES' ? [] : responses.filter((response) => listIn(response, 'rules').length > 0)
  return [...others, ...(usual === undefined ? [] : [usual])].flatMap((response, index) => {
    const hasRules = index < others.length
    const named = { ...given, leave: (why: string) => given.leave(`response ${nameOf(response)}: ${why}`) }
    const rules = hasRules ? rulesOf(response, named) : {}
    const outcome = rules === undefined ? undefined : outcomeOf(response, named)
    if (outcome === undefined) return []
    const label = `imported ${title} ${nameOf(response)}${hasRules ? '' : ' (default)'}`
    return [{ name: label, when: { ...base, ...rules }, ...outcome }]
  })
}

function nameOf(response: JsonObject): string {
  return textIn(response, 'label') || textIn(response, 'uuid').slice(0, 8)
}

/** Undefined where a rule cannot be said, and the response would be given too often. */
function rulesOf(response: JsonObject, { leave }: Given): JsonObject | undefined {
  const rules = listIn(response, 'rules').map((rule) => ruleOf(rule) ?? ruleText(rule))
  const unknown = rules.filter((rule) => typeof rule === 'string')
  if (unknown.length > 0) return leave(`no condition says that ${unknown.join(', nor that ')}`) as undefined
  const conditions = rules as readonly JsonObject[]
  if (conditions.length === 1) return conditions[0]!
  return { [textIn(response, 'rulesOperator') === 'AND' ? 'all' : 'any']: conditions }
}

function ruleOf(rule: JsonObject): JsonObject | undefined {
  const modifier = textIn(rule, 'modifier')
  const test = testOf(rule)
  if (test === undefined) return undefined
  const matcher = rule['invert'] === true ? { not: test } : test
  switch (rule['target']) {
    case 'body': {
      const path = bodyPath(modifier)
      return path === undefined ? undefined : { body: { [path]: matcher } }
    }
    case 'header':
      return { header: { [modifier]: matcher } }
    case 'query':
      return { query: { [modifier]: matcher } }
    case 'params':
      return /deployment/i.test(modifier) ? { deployment: matcher } : undefined
    case 'request_number':
      return rule['operator'] === 'equals' ? { call: Number(rule['value']) } : undefined
    default:
      return undefined
  }
}

function testOf(rule: JsonObject): JsonObject | undefined {
  const value = textIn(rule, 'value')
  switch (rule['operator']) {
    case 'equals': {
      const typed = scalar(value)
      return typed === value ? { equals: value } : { one_of: [typed, value] }
    }
    case 'regex':
      return { matches: value }
    case 'regex_i':
      return { matches: `/${value}/i` }
    case 'null':
      return { exists: false }
    default:
      return undefined
  }
}

function ruleText(rule: JsonObject): string {
  return [rule['target'], rule['modifier'], rule['operator']].filter((it) => it !== '').join(' ')
}

function outcomeOf(response: JsonObject, { as, leave, latency }: Given): JsonObject | undefined {
  const body = textIn(response, 'body')
  if (textIn(response, 'bodyType') !== 'INLINE')
    return leave('its body is in a file or a data bucket') as undefined
  if (body.includes('{{') && response['disableTemplating'] !== true)
    return leave('its body is a template of Mockoon') as undefined
  const headers = listIn(response, 'headers').map((it) => [textIn(it, 'key'), textIn(it, 'value')] as const)
  const delay = latency + numberIn(response, 'latency')
  return mockOutcome(
    { status: numberIn(response, 'statusCode') || 200, headers, body: Buffer.from(body), delay },
    as,
  )
}
