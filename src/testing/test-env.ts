import { isObject } from '../json/json-object.ts'
import type { EmulatorScope } from '../in-process/emulator-session.ts'

/** Environment variables by name. */
export type Variables = Record<string, string | undefined>

/** True: those of `emulator.env`. A map: one's own, with `{url}` and `{baseURL}` in their values. */
export type EnvOption = boolean | Readonly<Record<string, string>>

/** Throws a `TypeError` unless the option makes sense. */
export function checkEnv(env: EnvOption | undefined): void {
  if (env === undefined || typeof env === 'boolean') return
  const isMap = isObject(env)
  if (!isMap || !Object.values(env).every((value) => typeof value === 'string'))
    throw new TypeError(
      `env: must be true or a map such as { OPENAI_BASE_URL: '{baseURL}' }, got ${JSON.stringify(env)}`,
    )
  for (const [name, value] of Object.entries(env)) {
    const unknown = /\{(?!url\}|baseURL\})\w*\}/.exec(value)?.[0]
    if (unknown !== undefined)
      throw new TypeError(`env.${name}: ${unknown} is unknown; there are {url} and {baseURL}`)
  }
}

/** The variables that an option asks for. */
export function wantedEnv(
  { url, baseURL, env: usual }: Pick<EmulatorScope, 'url' | 'baseURL' | 'env'>,
  env: EnvOption | undefined,
): Variables {
  if (env === undefined || env === false) return {}
  if (env === true) return { ...usual }
  const filled = (text: string) => text.replaceAll('{url}', url).replaceAll('{baseURL}', baseURL)
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)]))
}

/** Sets variables; what is returned puts back what was there. */
export function setEnv(target: Variables, variables: Variables): () => void {
  const before = Object.keys(variables).map((name) => [name, target[name]] as const)
  Object.assign(target, variables)
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete target[name]
      else target[name] = value
    }
  }
}
