import { rejectionOf } from './custom-provider.ts'
import { CONFIG_SHAPE } from './file-shape.ts'
import { list, object, text } from './json.ts'
import type { JsonObject } from '../../json/json-object.ts'
import type { Problem } from '../../shape/source/problem.ts'
import type { Node } from '../../shape/source/tree.ts'
import type { GatewayProfile } from '../profiles/profile.ts'
import { checkRoutingRules } from './check-routing-rules.ts'
import { durationMs } from './reset-window.ts'
import { refusedGovernance } from './refused-governance.ts'
import { missingVariable } from './secret.ts'
import type { Environment } from './secret.ts'
import { locate, pathText, warning } from './config-problem.ts'
import { checkShape } from './shape.ts'
import type { ConfigProblem } from './config-problem.ts'

export interface ConfigCheck {
  readonly problems: readonly Problem[]
  /** Parts that the emulator does not act on, each once however often it stands there: `plugins`, `client.compat`. */
  readonly ignored: readonly string[]
}

/** A release that will read the file. */
export type ReadingLine = Pick<GatewayProfile, 'line' | 'upstream'>

/** What is wrong with a gateway's configuration, what is probably not meant, and what is not acted on. */
export function checkConfig(
  file: JsonObject,
  tree: Node,
  environment: Environment,
  lines: readonly ReadingLine[] = [],
): ConfigCheck {
  const { problems, ignored } = checkShape(tree, CONFIG_SHAPE)
  const governance = object(file['governance'])
  const others = [
    ...rejectedProviders(file),
    ...textBackoffs(file, lines),
    ...refusedGovernance(governance, environment),
    ...uselessKeys(governance, environment),
    ...forgottenUsage(governance),
    ...checkRoutingRules(governance, providerNames(file)),
  ]
  return {
    problems: [...problems, ...others.map((problem) => locate(problem, tree))],
    // Places in a list are all the same to who reads the notice.
    ignored: [...new Set(ignored.map((label) => label.replace(/\[\d+\]/g, '[]')))],
  }
}

function providerNames(file: JsonObject): ReadonlySet<string> {
  return new Set(Object.keys(object(file['providers'])).map((name) => name.toLowerCase()))
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
