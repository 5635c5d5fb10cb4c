import { CACHE_PLUGIN } from './cache-config.ts'
import { rejectionOf } from './custom-provider.ts'
import { CACHE_SHAPE, CONFIG_SHAPE } from './file-shape.ts'
import { list, object, text } from './json.ts'
import type { JsonObject } from '../../json/json-object.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import { checkRoutingRules } from './check-routing-rules.ts'
import { durationMs } from './reset-window.ts'
import { refusedGovernance } from './refused-governance.ts'
import { missingVariable } from './secret.ts'
import type { Environment } from './secret.ts'
import { checkShape, pathText } from './shape.ts'
import type { ConfigPath, ConfigProblem } from './shape.ts'

export interface ConfigCheck {
  readonly problems: readonly ConfigProblem[]
  /** Parts that the emulator does not act on, each once however often it stands there: `plugins`, `client.compat`. */
  readonly ignored: readonly string[]
}

/** A release that will read the file. */
export type ReadingLine = Pick<GatewayProfile, 'line' | 'upstream'>

/** What is wrong with a gateway's configuration, what is probably not meant, and what is not acted on. */
export function checkConfig(
  file: JsonObject,
  environment: Environment,
  lines: readonly ReadingLine[] = [],
): ConfigCheck {
  const { problems, ignored } = checkShape(file, CONFIG_SHAPE)
  const plugins = checkPlugins(file)
  const governance = object(file['governance'])
  return {
    problems: [
      ...problems,
      ...plugins.problems,
      ...rejectedProviders(file),
      ...textBackoffs(file, lines),
      ...refusedGovernance(governance, environment),
      ...uselessKeys(governance, environment),
      ...forgottenUsage(governance),
      ...checkRoutingRules(governance, providerNames(file)),
    ],
    ignored: [...new Set([...ignored.map(withoutIndices), ...plugins.ignored])],
  }
}

function providerNames(file: JsonObject): ReadonlySet<string> {
  return new Set(Object.keys(object(file['providers'])).map((name) => name.toLowerCase()))
}

/** Only the cache is known; a plugin that is switched off is not missed. */
function checkPlugins(file: JsonObject): ConfigCheck {
  const checks = list(file['plugins']).map((plugin, index): ConfigCheck => {
    const name = text(plugin['name'])
    if (plugin['enabled'] === false) return { problems: [], ignored: [] }
    if (name !== CACHE_PLUGIN) return { problems: [], ignored: [`plugins ${name}`.trim()] }
    const { problems, ignored } = checkShape(plugin['config'], CACHE_SHAPE, ['plugins', index, 'config'])
    return { problems, ignored: ignored.map(withoutIndices) }
  })
  return {
    problems: checks.flatMap(({ problems }) => problems),
    ignored: checks.flatMap(({ ignored }) => ignored),
  }
}

/** Places in a list are all the same to who reads the notice. */
function withoutIndices(path: ConfigPath): string {
  return pathText(path).replace(/\[\d+\]/g, '[]')
}

/** Providers that the gateway leaves out at its start. */
function rejectedProviders(file: JsonObject): readonly ConfigProblem[] {
  return Object.entries(object(file['providers'])).flatMap(([name, it]) => {
    const why = rejectionOf(name.toLowerCase(), object(it))
    const path = ['providers', name, 'custom_provider_config']
    const message = `${pathText(path)}: ${why}; the gateway leaves this provider out`
    return why === undefined ? [] : [warning(path, message)]
  })
}

/** A backoff as a text, for releases that read numbers alone: an error where none of those asked for reads it. */
function textBackoffs(file: JsonObject, lines: readonly ReadingLine[]): readonly ConfigProblem[] {
  const refusing = lines.filter(({ upstream }) => !upstream.backoffText).map(({ line }) => line)
  if (refusing.length === 0) return []
  return Object.entries(object(file['providers'])).flatMap(([name, provider]) =>
    ['retry_backoff_initial', 'retry_backoff_max'].flatMap((key): readonly ConfigProblem[] => {
      const value = object(object(provider)['network_config'])[key]
      const ms = typeof value === 'string' ? durationMs(value) : undefined
      if (ms === undefined) return []
      const path = ['providers', name, 'network_config', key]
      return [
        {
          severity: refusing.length === lines.length ? 'error' : 'warning',
          path,
          message: `${pathText(path)} is a text, and the real gateway ${refusing.join(', ')} does not start with it: "cannot unmarshal string into Go struct field"`,
          hint: `write the milliseconds as a number: ${ms}; from 1.5 on a text is read too`,
        },
      ]
    }),
  )
}

/** Virtual keys without a value. */
function uselessKeys(governance: JsonObject, environment: Environment): readonly ConfigProblem[] {
  return list(governance['virtual_keys']).flatMap((key, index) => {
    const path = ['governance', 'virtual_keys', index, 'value']
    const variable = missingVariable(key['value'], environment)
    if (variable !== undefined)
      return [
        warning(path, `${pathText(path)}: the variable ${variable} is not set, so nobody can use this key`),
      ]
    const value = key['value']
    if (value !== undefined && value !== '') return []
    return [
      warning(
        ['governance', 'virtual_keys', index],
        `${pathText(path)} is missing, so nobody can use this key`,
      ),
    ]
  })
}

/** Without a last reset the gateway takes every window for over when it starts. */
function forgottenUsage(governance: JsonObject): readonly ConfigProblem[] {
  const check = (name: string, prefix: string) =>
    list(governance[name]).flatMap((limit, index) => {
      const used = limit[`${prefix}current_usage`]
      const isForgotten =
        typeof used === 'number' &&
        used > 0 &&
        text(limit[`${prefix}reset_duration`]) !== '' &&
        text(limit[`${prefix}last_reset`]) === ''
      if (!isForgotten) return []
      const path = ['governance', name, index, `${prefix}current_usage`]
      return [
        warning(
          path,
          `${pathText(path)} is forgotten at the start, as the gateway forgets it`,
          `say with ${prefix}last_reset since when so much was used`,
        ),
      ]
    })
  return [...check('budgets', ''), ...check('rate_limits', 'request_'), ...check('rate_limits', 'token_')]
}

function warning(path: ConfigPath, message: string, hint?: string): ConfigProblem {
  return { severity: 'warning', path, message, hint }
}
