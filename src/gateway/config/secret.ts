import { object, text } from './json.ts'

/** Environment variables, for `env.NAME` in the file. */
export type Environment = Readonly<Record<string, string | undefined>>

const REFERENCE = /^env\.(.+)$/

/**
 * A value that the file may hold as it is, as `env.NAME`, or as `{"value": …, "env_var": "env.NAME"}`. A reference that
 * nothing stands behind stays as it is written: no provider is ever asked, so a missing secret need not stop anybody.
 */
export function secret(value: unknown, environment: Environment): string {
  const { value: inner, env_var: variable } = object(value)
  const written = text(variable) !== '' ? text(variable) : text(inner ?? value)
  const name = REFERENCE.exec(written)?.[1] ?? (text(variable) === '' ? undefined : text(variable))
  if (name === undefined) return written
  return environment[name] ?? written
}

/** The variable that a value refers to and that is not set. */
export function missingVariable(value: unknown, environment: Environment): string | undefined {
  const { value: inner, env_var: variable } = object(value)
  const written = text(variable) !== '' ? text(variable) : text(inner ?? value)
  const name = REFERENCE.exec(written)?.[1]
  return name !== undefined && environment[name] === undefined ? name : undefined
}
