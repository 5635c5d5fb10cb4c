import { compileExpression } from '../cel/expression.ts'
import type { Compiled, Expression, VariableTypes } from '../cel/expression.ts'
import { list, number, object, optionalText, text } from './json.ts'
import type { JsonObject } from '../../json/json-object.ts'

/** Where a rule sends what it applies to; an empty part stays as the request has it. */
export interface RoutingTarget {
  readonly provider: string
  readonly model: string
  /** The key that is used there, where it names one. */
  readonly key: PinnedKey | undefined
  /** How often it is drawn, beside the others. */
  readonly weight: number
}

export interface PinnedKey {
  readonly by: 'id' | 'name'
  readonly value: string
}

/** A rule of the gateway that sends requests elsewhere before anything else of governance looks at them. */
export interface RoutingRule {
  readonly id: string
  readonly name: string
  readonly condition: RoutingCondition
  readonly targets: readonly RoutingTarget[]
  /** What the rule itself names, in the words of before 1.4.12; undefined: nothing. */
  readonly ownTarget: RoutingTarget | undefined
  /** `provider/model`, or `provider/` for the model that the request asked for. */
  readonly fallbacks: readonly string[]
  /** The rules are looked at again with what it has found. */
  readonly chains: boolean
}

/** What a condition may ask for. */
export const ROUTING_VARIABLES = {
  model: 'string',
  provider: 'string',
  request_type: 'string',
  headers: 'map<string, string>',
  params: 'map<string, string>',
  virtual_key_id: 'string',
  virtual_key_name: 'string',
  team_id: 'string',
  team_name: 'string',
  customer_id: 'string',
  customer_name: 'string',
  tokens_used: 'double',
  request: 'double',
  budget_used: 'double',
} as const satisfies VariableTypes

/** When a rule applies; compiled when it is first asked for. */
export class RoutingCondition {
  readonly text: string
  #compiled: Compiled | undefined

  constructor(written: string) {
    this.text = written
  }

  /** No text at all applies always. */
  get compiled(): Compiled {
    return (this.#compiled ??= compileExpression(this.text === '' ? 'true' : this.text, ROUTING_VARIABLES))
  }

  /** Undefined: it is wrong, and the gateway passes over its rule. */
  get expression(): Expression | undefined {
    return this.compiled.ok ? this.compiled.expression : undefined
  }
}

/** Rules by `scope:id`, each list in the order in which they are looked at; those that are switched off are left out. */
export type RoutingRules = ReadonlyMap<string, readonly RoutingRule[]>

export function scopeKey(scope: string, id: string): string {
  return `${scope}:${scope === 'global' ? '' : id}`
}

/** Reads `routing_rules` of the `governance` part. */
export function readRoutingRules(governance: JsonObject): RoutingRules {
  const rules = new Map<string, RoutingRule[]>()
  const sorted = list(governance['routing_rules']).toSorted(
    (a, b) => number(a['priority'], 0) - number(b['priority'], 0),
  )
  for (const it of sorted) {
    if (it['enabled'] === false) continue
    const key = scopeKey(text(it['scope']), text(it['scope_id']))
    const rule = readRule(it)
    const before = rules.get(key)
    if (before === undefined) rules.set(key, [rule])
    else before.push(rule)
  }
  return rules
}

function readRule(it: JsonObject): RoutingRule {
  const own = readTarget(it)
  return {
    id: text(it['id']),
    name: text(it['name']),
    condition: new RoutingCondition(text(it['cel_expression'])),
    targets: list(it['targets']).map(readTarget),
    ownTarget: own.provider === '' && own.model === '' ? undefined : own,
    fallbacks: Array.isArray(it['fallbacks']) ? it['fallbacks'].map(fallbackText) : [],
    chains: it['chain_rule'] === true,
  }
}

function readTarget(it: JsonObject): RoutingTarget {
  return {
    provider: text(it['provider']),
    model: text(it['model']),
    key: pinnedKey(optionalText(it['key_id']), optionalText(it['provider_key_name'])),
    weight: number(it['weight'], 1),
  }
}

function pinnedKey(id: string | undefined, name: string | undefined): PinnedKey | undefined {
  if (id !== undefined) return { by: 'id', value: id }
  return name === undefined ? undefined : { by: 'name', value: name }
}

/** Later releases also take it as an object. */
function fallbackText(value: unknown): string {
  if (typeof value === 'string') return value
  const { provider, model } = object(value)
  return `${text(provider)}/${text(model)}`
}
