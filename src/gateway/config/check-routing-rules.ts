import { nearest } from '../../values/did-you-mean.ts'
import { list, optionalText, text } from './json.ts'
import type { JsonObject } from '../../json/json-object.ts'
import { ROUTING_VARIABLES, RoutingCondition } from './routing-rules.ts'
import { pathText, warning as warningAt } from './config-problem.ts'
import type { ConfigPath, ConfigProblem } from './config-problem.ts'
import { withoutInlineParts } from './written-in-place.ts'

/** The lists of those whose requests a rule may be for. */
const SCOPES = { virtual_key: 'virtual_keys', team: 'teams', customer: 'customers' } as const

/** What is wrong with `routing_rules`, and what is probably not meant. The gateway starts with each of these, and passes over the rule. */
export function checkRoutingRules(
  governance: JsonObject,
  providers: ReadonlySet<string>,
): readonly ConfigProblem[] {
  const rules = list(governance['routing_rules'])
  if (rules.length === 0) return []
  return [
    ...rules.flatMap((rule, index) => {
      const path = ['governance', 'routing_rules', index]
      return [
        ...conditionProblems(rule, path),
        ...scopeProblems(rule, governance, path),
        ...targetProblems(rule, providers, path),
        ...fallbackProblems(rule, providers, path),
      ]
    }),
    ...equalIds(rules),
  ]
}

function conditionProblems(rule: JsonObject, rulePath: ConfigPath): readonly ConfigProblem[] {
  const { compiled } = new RoutingCondition(text(rule['cel_expression']))
  if (compiled.ok) return []
  const { message, unknown } = compiled
  const near = unknown === undefined ? undefined : nearest(unknown, Object.keys(ROUTING_VARIABLES), 2)
  const hint =
    near !== undefined
      ? `did you mean "${near}"?`
      : unknown === undefined
        ? undefined
        : `there are ${Object.keys(ROUTING_VARIABLES).join(', ')}`
  const path = [...rulePath, 'cel_expression']
  return [warning(path, `${message}; the gateway passes over this rule`, hint)]
}

function scopeProblems(
  rule: JsonObject,
  governance: JsonObject,
  rulePath: ConfigPath,
): readonly ConfigProblem[] {
  const scope = optionalText(rule['scope'])
  // What an absent one means depends on the release.
  if (scope === undefined || scope === 'global') return []
  const path = [...rulePath, 'scope']
  if (!Object.hasOwn(SCOPES, scope)) {
    const known = ['global', ...Object.keys(SCOPES)]
    const near = nearest(scope, known, 3)
    const hint = near === undefined ? `there are ${known.join(', ')}` : `did you mean "${near}"?`
    return [warning(path, `${JSON.stringify(scope)} is no scope, so the rule applies to nothing`, hint)]
  }
  const name = SCOPES[scope as keyof typeof SCOPES]
  const id = optionalText(rule['scope_id'])
  const ids = list(withoutInlineParts(governance)[name]).map((it) => text(it['id']))
  if (id !== undefined && ids.includes(id)) return []
  const what = scope.replace('_', ' ')
  const message =
    id === undefined
      ? `scope_id is missing, so the rule applies to no ${what}`
      : `there is no ${what} with the id ${JSON.stringify(id)}, so the rule applies to nothing`
  const known = ids.filter((it) => it !== '')
  const hint = known.length === 0 ? undefined : `${name} have the ids ${known.slice(0, 10).join(', ')}`
  return [warning(id === undefined ? rulePath : [...rulePath, 'scope_id'], message, hint)]
}

function targetProblems(
  rule: JsonObject,
  providers: ReadonlySet<string>,
  rulePath: ConfigPath,
): readonly ConfigProblem[] {
  const targets = list(rule['targets'])
  const paths = targets.map((_target, index): ConfigPath => [...rulePath, 'targets', index])
  const weights = targets.map(({ weight }) => (typeof weight === 'number' ? weight : 1))
  const sum = weights.reduce((all, weight) => all + weight, 0)
  return [
    ...[rule, ...targets].flatMap((target, index) =>
      unknownProvider(optionalText(target['provider']), providers, [
        ...(paths[index - 1] ?? rulePath),
        'provider',
      ]),
    ),
    ...targets.flatMap((target, index) =>
      (target['key_id'] ?? target['provider_key_name']) !== undefined && text(target['provider']) === ''
        ? [warning(paths[index]!, 'a key is pinned without the provider that it is one of')]
        : [],
    ),
    ...(targets.length > 0 && Math.abs(sum - 1) > 0.001
      ? [
          warning(
            [...rulePath, 'targets'],
            `the weights add up to ${Number(sum.toFixed(4))}, and the gateway's documentation wants 1; they are drawn by their shares`,
          ),
        ]
      : []),
  ]
}

function fallbackProblems(
  rule: JsonObject,
  providers: ReadonlySet<string>,
  rulePath: ConfigPath,
): readonly ConfigProblem[] {
  const fallbacks: unknown = rule['fallbacks']
  if (!Array.isArray(fallbacks)) return []
  return fallbacks.flatMap((fallback: unknown, index) => {
    if (typeof fallback !== 'string') return []
    const path = [...rulePath, 'fallbacks', index]
    const slash = fallback.indexOf('/')
    if (slash > 0) return unknownProvider(fallback.slice(0, slash).trim(), providers, path)
    return [warning(path, 'names no provider and is passed over', 'write provider/model, or provider/')]
  })
}

function unknownProvider(
  name: string | undefined,
  providers: ReadonlySet<string>,
  path: ConfigPath,
): readonly ConfigProblem[] {
  if (name === undefined || name === '' || providers.has(name)) return []
  const near = nearest(name, [...providers], 3)
  const hint = near === undefined ? `the file has ${[...providers].join(', ')}` : `did you mean "${near}"?`
  return [warning(path, `the file has no provider ${JSON.stringify(name)}`, hint)]
}

function equalIds(rules: readonly JsonObject[]): readonly ConfigProblem[] {
  const seen = new Map<string, number>()
  return rules.flatMap((rule, index) => {
    const id = optionalText(rule['id']) ?? ''
    const before = seen.get(id)
    seen.set(id, before ?? index)
    if (id === '' || before === undefined) return []
    const path = ['governance', 'routing_rules', index, 'id']
    return [warning(path, `is that of routing_rules[${before}] too; the gateway keeps one rule of an id`)]
  })
}

function warning(path: ConfigPath, message: string, hint?: string): ConfigProblem {
  return warningAt(path, `${pathText(path)}: ${message}`, hint)
}
