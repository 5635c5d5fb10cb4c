import { parsedObject } from '../../json/parsed.ts'
import { isObject } from '../../json/json-object.ts'
import type { JsonObject } from '../../json/json-object.ts'
import { canonicalJson } from '../../json/canonical.ts'
import type { HeaderList } from '../../message/headers.ts'
import type { Importer } from '../imported.ts'
import type { RecordedAs } from '../scenario.ts'
import { chatPath, mockOutcome } from './mock-answer.ts'
import { listIn, numberIn, textIn } from './read-json.ts'
import { requestConditions } from './wiremock-request.ts'

/** Stub mappings of WireMock: one of its files, `{"mappings": […]}` of its admin API, or a recording. */
export const wiremock: Importer = (text, _name, as) => {
  const value = parsedObject(text)
  const isOne = value !== undefined && isMapping(value)
  const list = isOne ? [value] : value === undefined ? [] : listIn(value, 'mappings')
  if (list.length === 0 || !list.every(isMapping)) return undefined
  const left: string[] = []
  const found = list.flatMap((mapping) => {
    const name = textIn(mapping, 'name') || textIn(mapping, 'id') || 'a mapping'
    const leave = (why: string) => void left.push(`${name}: ${why}`)
    const scenario = scenarioOf(mapping, name, as, leave)
    return scenario === undefined ? [] : [{ mapping, scenario, leave }]
  })
  return { format: 'WireMock mappings', exchanges: [], scenarios: inTurn(found), left }
}

function isMapping(value: JsonObject): boolean {
  const { request, response } = value
  return (
    isObject(request) &&
    isObject(response) &&
    REQUEST_KEYS.some((key) => key in request) &&
    !('url' in response)
  )
}

const REQUEST_KEYS = ['urlPath', 'urlPattern', 'urlPathPattern', 'urlPathTemplate', 'bodyPatterns', 'url']

type Leave = (why: string) => void

interface Found {
  readonly mapping: JsonObject
  readonly scenario: JsonObject
  readonly leave: Leave
}

/** A higher number goes later there; 5 is the usual one. */
const USUAL_PRIORITY = 5

function scenarioOf(mapping: JsonObject, name: string, as: RecordedAs, leave: Leave): JsonObject | undefined {
  const request = mapping['request'] as JsonObject
  const path = ['url', 'urlPath', 'urlPattern', 'urlPathPattern', 'urlPathTemplate']
    .map((key) => textIn(request, key))
    .join('')
  const chat = chatPath(path)
  const method = textIn(request, 'method')
  if (chat === undefined || !['POST', 'ANY', ''].includes(method))
    return leave(`it answers ${method} ${path}, no chat`) as undefined
  const conditions = requestConditions(request, leave)
  const outcome =
    conditions === undefined ? undefined : outcomeOf(mapping['response'] as JsonObject, as, leave)
  if (conditions === undefined || outcome === undefined) return undefined
  const priority = USUAL_PRIORITY - (numberIn(mapping, 'priority') || USUAL_PRIORITY)
  const { deployment } = chat
  return {
    name: `imported ${name}`,
    when: { ...(deployment === undefined ? {} : { deployment }), ...conditions },
    ...(priority === 0 ? {} : { priority }),
    ...outcome,
  }
}

/** What was asked several times in a recording is a row of states there; here it is one scenario with `replies`. */
function inTurn(found: readonly Found[]): readonly JsonObject[] {
  const done = new Set<Found>()
  return found.flatMap((first) => {
    if (done.has(first)) return []
    const row = rowOf(first, found)
    for (const each of row) done.add(each)
    if (row.length === 1 && first.mapping['requiredScenarioState'] !== undefined && row[0] === first)
      first.leave(`it answers in every state, not only in ${textIn(first.mapping, 'requiredScenarioState')}`)
    if (row.length === 1) return [first.scenario]
    const { name, when, priority } = row[0]!.scenario
    const replies = row.map(
      ({ scenario: { name: _name, when: _when, priority: _priority, ...outcome } }) => outcome,
    )
    return [{ name, when, ...(priority === undefined ? {} : { priority }), replies }]
  })
}

/** The mappings for the same request in one row of states, from `Started` on. */
function rowOf(first: Found, found: readonly Found[]): readonly Found[] {
  const scenario = first.mapping['scenarioName']
  if (scenario === undefined) return [first]
  const key = canonicalJson(first.scenario['when'])
  const same = found.filter(
    ({ mapping, scenario: { when } }) => mapping['scenarioName'] === scenario && canonicalJson(when) === key,
  )
  const row: Found[] = []
  let state: unknown = 'Started'
  while (row.length < same.length) {
    const next = same.find(({ mapping }) => mapping['requiredScenarioState'] === state)
    if (next === undefined || row.includes(next)) return [first]
    row.push(next)
    state = next.mapping['newScenarioState']
  }
  return row.length === 0 ? [first] : row
}

function outcomeOf(response: JsonObject, as: RecordedAs, leave: Leave): JsonObject | undefined {
  if ('proxyBaseUrl' in response) return leave('it asks another server') as undefined
  if ('bodyFileName' in response) return leave('its body is in a file of its own') as undefined
  const body = bodyOf(response)
  const transformers = (response['transformers'] ?? []) as readonly unknown[]
  if (transformers.includes('response-template') && body.includes('{{'))
    return leave('its body is a template of WireMock') as undefined
  const { delayDistribution: drawn, chunkedDribbleDelay: dribble } = response
  if (isObject(drawn)) leave('its delay is not drawn: it is the middle one')
  const status = numberIn(response, 'status') || 200
  const delay = numberIn(response, 'fixedDelayMilliseconds') + middleOf(drawn)
  const fault = textIn(response, 'fault')
  if (fault !== '') return broken(fault, leave)
  const spread = isObject(dribble) ? numberIn(dribble, 'totalDuration') : 0
  return mockOutcome({ status, headers: headersIn(response), body, delay, spread }, as)
}

function broken(fault: string, leave: Leave): JsonObject {
  if (!/RESET|EMPTY/.test(fault)) leave(`${fault}: no bytes that are no HTTP are sent, the connection ends`)
  return {
    reply: 'never sent',
    faults: [fault === 'CONNECTION_RESET_BY_PEER' ? 'reset:after=0' : 'cut:after=0'],
  }
}

function bodyOf(response: JsonObject): Buffer {
  const { jsonBody } = response
  if (jsonBody !== undefined) return Buffer.from(JSON.stringify(jsonBody))
  const coded = textIn(response, 'base64Body')
  return coded === '' ? Buffer.from(textIn(response, 'body')) : Buffer.from(coded, 'base64')
}

function middleOf(drawn: unknown): number {
  if (!isObject(drawn)) return 0
  return numberIn(drawn, 'median') || (numberIn(drawn, 'lower') + numberIn(drawn, 'upper')) / 2
}

function headersIn({ headers }: JsonObject): HeaderList {
  return Object.entries(isObject(headers) ? headers : {}).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (typeof one === 'string' ? [[name, one] as const] : [])),
  )
}
