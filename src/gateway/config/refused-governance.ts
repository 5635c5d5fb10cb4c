import { list, optionalText } from './json.ts'
import type { JsonObject } from '../../json/json-object.ts'
import { secret } from './secret.ts'
import type { Environment } from './secret.ts'
import { pathText } from './config-problem.ts'
import type { ConfigPath, ConfigProblem } from './config-problem.ts'
import { withoutInlineParts } from './written-in-place.ts'

/** Parts of `governance` that the gateway's database does not take, so that it does not start: with the words in which it says so. */
export function refusedGovernance(
  governance: JsonObject,
  environment: Environment,
): readonly ConfigProblem[] {
  return [
    ...limitsWithoutDuration(governance),
    ...danglingReferences(governance),
    ...equalKeys(governance, environment),
  ]
}

/** A part of the file with limits in it: where it stands, and as what the gateway speaks of it. */
interface Owner {
  readonly it: JsonObject
  readonly path: ConfigPath
  readonly spokenOf: string
  /** False: the gateway does not load it from the file, so nothing in it stops the start. */
  readonly isLoaded: boolean
}

const KINDS = [
  ['virtual_keys', 'virtual key', true],
  ['teams', 'team', true],
  ['customers', 'customer', true],
  ['model_configs', 'model config', false],
  ['providers', 'provider', false],
] as const

function owners(governance: JsonObject): readonly Owner[] {
  return KINDS.flatMap(([name, noun, isLoaded]) =>
    list(governance[name]).flatMap((it, index): Owner[] => {
      const path = ['governance', name, index]
      const spokenOf = `${noun} ${idOf(it)}`
      const grants = list(it['provider_configs']).map((grant, at) => ({
        it: grant,
        path: [...path, 'provider_configs', at],
        spokenOf: `provider config for ${spokenOf}`,
        isLoaded,
      }))
      return [{ it, path, spokenOf, isLoaded }, ...grants]
    }),
  )
}

const REFERENCES = {
  rate_limit_id: ['rate_limits', 'rate limit'],
  budget_id: ['budgets', 'budget'],
  team_id: ['teams', 'team'],
  customer_id: ['customers', 'customer'],
} as const

function danglingReferences(governance: JsonObject): readonly ConfigProblem[] {
  const named = withoutInlineParts(governance)
  const ids = Object.fromEntries(
    Object.values(REFERENCES).map(([name]) => [name, new Set(list(named[name]).map((it) => it['id']))]),
  )
  return owners(governance).flatMap(({ it, path, spokenOf, isLoaded }) =>
    Object.entries(REFERENCES).flatMap(([key, [name, noun]]) => {
      const id = optionalText(it[key])
      if (id === undefined || ids[name]!.has(id)) return []
      const message = `${pathText([...path, key])}: there is no ${noun} with the id ${JSON.stringify(id)}`
      if (isLoaded)
        return [
          refusal([...path, key], message, `failed to create ${spokenOf}: FOREIGN KEY constraint failed`),
        ]
      return [
        { severity: 'warning', path: [...path, key], message, hint: 'what leads nowhere limits nothing' },
      ] as const
    }),
  )
}

function limitsWithoutDuration(governance: JsonObject): readonly ConfigProblem[] {
  const inPlace = owners(governance).flatMap(({ it, path }) => [
    ...rateLimitProblems(it['rate_limit'], [...path, 'rate_limit']),
    ...budgetProblems(it['budget'], [...path, 'budget']),
  ])
  return [
    ...list(governance['rate_limits']).flatMap((it, index) =>
      rateLimitProblems(it, ['governance', 'rate_limits', index]),
    ),
    ...list(governance['budgets']).flatMap((it, index) =>
      budgetProblems(it, ['governance', 'budgets', index]),
    ),
    ...inPlace,
  ]
}

function rateLimitProblems(value: unknown, path: ConfigPath): readonly ConfigProblem[] {
  const [it] = list([value])
  return ['request', 'token'].flatMap((kind) => {
    const [max, duration] = [`${kind}_max_limit`, `${kind}_reset_duration`]
    if (typeof it![max] !== 'number' || it![duration] !== undefined) return []
    const words = `${duration} is required when ${max} is set`
    const message = `${pathText([...path, max])} has no ${duration} beside it`
    return [refusal([...path, max], message, `failed to create rate limit ${idOf(it!)}: ${words}`)]
  })
}

function budgetProblems(value: unknown, path: ConfigPath): readonly ConfigProblem[] {
  const [it] = list([value])
  if (typeof it!['max_limit'] !== 'number' || optionalText(it!['reset_duration']) !== undefined) return []
  const message = `${pathText([...path, 'max_limit'])} has no reset_duration beside it`
  const words = `failed to create budget ${idOf(it!)}: invalid reset duration format: `
  return [refusal([...path, 'max_limit'], message, words)]
}

/** Of two virtual keys with one name, or one value, the gateway takes the first alone. */
function equalKeys(governance: JsonObject, environment: Environment): readonly ConfigProblem[] {
  const keys = list(governance['virtual_keys'])
  return (['name', 'value'] as const).flatMap((part) => {
    const seen = new Map<string, number>()
    return keys.flatMap((key, index) => {
      const written = part === 'name' ? optionalText(key[part]) : secret(key[part], environment)
      if (written === undefined || written === '') return []
      const before = seen.get(written)
      seen.set(written, before ?? index)
      if (before === undefined) return []
      const path = ['governance', 'virtual_keys', index, part]
      return [
        refusal(
          path,
          `${pathText(path)} is that of virtual_keys[${before}] too`,
          `failed to create virtual key ${idOf(key)}: a record with this ${part} already exists. Please use a different value`,
        ),
      ]
    })
  })
}

function idOf(it: JsonObject): string {
  return optionalText(it['id']) ?? ''
}

function refusal(path: ConfigPath, message: string, words: string): ConfigProblem {
  const hint = `the real gateway does not start with such a file: "failed to sync governance config: ${words}"`
  return { severity: 'error', path, message, hint }
}
