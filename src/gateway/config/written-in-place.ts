import { list, object, optionalText, text } from './json.ts'
import type { JsonObject } from '../../json/json-object.ts'

/**
 * The `governance` part with everything by its id: a limit, a budget, a team or a customer that stands in its owner as an
 * object moves to the list of its kind, and the owner names it. The gateway's own documentation writes them in place.
 */
export function withoutInlineParts(governance: JsonObject): JsonObject {
  const moved = new MovedParts(governance)
  const lists = OWNERS.map(([name]) => [
    name,
    list(governance[name]).map((it, index) => moved.owner(it, `${name}[${index}]`)),
  ])
  return { ...governance, ...moved.lists(Object.fromEntries(lists) as Record<string, readonly JsonObject[]>) }
}

/** Who may have limits, and the key by which a budget names such an owner. */
const OWNERS = [
  ['virtual_keys', 'virtual_key_id'],
  ['teams', 'team_id'],
  ['customers', 'customer_id'],
  ['model_configs', 'model_config_id'],
  ['providers', undefined],
] as const

class MovedParts {
  readonly #governance: JsonObject
  readonly #found: Record<string, JsonObject[]> = { rate_limits: [], budgets: [], teams: [], customers: [] }

  constructor(governance: JsonObject) {
    this.#governance = governance
  }

  /** An owner of limits whose parts are named in place of being written there; `path` stands for the id of what has none. */
  owner(it: JsonObject, path: string, ownKey: string | undefined = ownKeyAt(path)): JsonObject {
    const named: Record<string, unknown> = {
      ...this.#reference(it, path, 'rate_limit', 'rate_limits'),
      ...this.#reference(it, path, 'budget', 'budgets'),
      ...this.#reference(it, path, 'team', 'teams'),
      ...this.#reference(it, path, 'customer', 'customers'),
    }
    if (Array.isArray(it['provider_configs']))
      named['provider_configs'] = list(it['provider_configs']).map((grant, index) =>
        this.owner(grant, `${path}.provider_configs[${index}]`, 'provider_config_id'),
      )
    const id = optionalText(it['id']) ?? path
    if (ownKey !== undefined && Array.isArray(it['budgets'])) {
      named['id'] = id
      for (const [index, budget] of list(it['budgets']).entries())
        this.#found['budgets']!.push({ ...withId(budget, `${path}.budgets[${index}]`), [ownKey]: id })
    }
    return { ...it, ...named }
  }

  /** All lists of the governance part, with what was moved to them. */
  lists(owners: Readonly<Record<string, readonly JsonObject[]>>): JsonObject {
    const all: Record<string, unknown> = { ...owners }
    for (const [name, found] of Object.entries(this.#found))
      all[name] = [...(owners[name] ?? list(this.#governance[name])), ...found]
    return all
  }

  #reference(it: JsonObject, path: string, key: string, name: string): JsonObject {
    const value = it[key]
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
    const part = withId(object(value), `${path}.${key}`)
    this.#found[name]!.push(this.owner(part, `${path}.${key}`, undefined))
    return { [`${key}_id`]: part['id'] }
  }
}

function withId(part: JsonObject, path: string): JsonObject {
  return text(part['id']) === '' ? { ...part, id: path } : part
}

function ownKeyAt(path: string): string | undefined {
  return OWNERS.find(([name]) => path.startsWith(`${name}[`))?.[1]
}
