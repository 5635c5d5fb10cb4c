import { readGatewayConfig } from '../../gateway/config/config.ts'
import type { ConfigSurroundings, GatewayConfig } from '../../gateway/config/config.ts'
import { checkConfig } from '../../gateway/config/check-config.ts'
import type { ConfigProblem } from '../../gateway/config/shape.ts'
import { isObject } from '../../json/json-object.ts'
import { MOST_TOLD } from '../../shape/diagnostic.ts'
import type { Diagnostic } from '../../shape/diagnostic.ts'
import { placesOf, toDiagnostic } from '../../shape/source/problem.ts'
import type { Problem } from '../../shape/source/problem.ts'
import { sourceText } from '../../shape/source/source-text.ts'
import { jsonMistake } from '../../shape/source/json-mistake.ts'
import { jsonPlace } from './json-place.ts'
import { hideSecrets, redacted } from './redact.ts'

export interface ReadConfig {
  /** Undefined when the file has an error. */
  readonly config: GatewayConfig | undefined
  /** Errors and warnings; no secret of the file is in them. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the text of the real gateway's `config.json`, or says what is wrong with it and where. */
export function readBifrostConfig(
  content: string | Uint8Array,
  path: string,
  surroundings: ConfigSurroundings = {},
): ReadConfig {
  const parsed = readJsonObject(content, path, 'a gateway configuration')
  if ('problem' in parsed) return { config: undefined, diagnostics: [redacted(parsed.problem)] }
  const { value, text } = parsed
  const { problems, ignored } = checkConfig(value, surroundings.environment ?? {}, surroundings.lines)
  const diagnostics = configDiagnostics(problems, path, text, hideSecrets).map(redacted)
  const isWrong = problems.some(({ severity }) => severity === 'error')
  return { config: isWrong ? undefined : { ...readGatewayConfig(value, surroundings), ignored }, diagnostics }
}

/** Problems with their places in the file, and the lines of it, as `show` makes the text. */
export function configDiagnostics(
  problems: readonly ConfigProblem[],
  path: string,
  text: string,
  show = (all: string) => all,
): readonly Diagnostic[] {
  if (problems.length === 0) return []
  const placeOf = placesOf(text)
  const shown = show(text)
  const told = problems.slice(0, MOST_TOLD).map(({ severity, path: at, message, hint }) => {
    const code = severity === 'error' ? 'wrong-type' : 'wrong-value'
    const problem = { code, severity, at: jsonPlace(text, at), message, hint } as const
    return toDiagnostic(problem, path, shown, placeOf)
  })
  return [...told, ...untold(problems.slice(MOST_TOLD), path)]
}

/** To find the place of each of very many would take long. */
function untold(problems: readonly ConfigProblem[], file: string): Diagnostic[] {
  const more = problems.length
  if (more === 0) return []
  const severity = problems.some((it) => it.severity === 'error') ? 'error' : 'warning'
  return [
    {
      code: 'wrong-value',
      severity,
      file,
      line: 1,
      column: 1,
      message: `and ${more} more in this file`,
      more,
    },
  ]
}

type ParsedObject =
  | { readonly value: { readonly [key: string]: unknown }; readonly text: string }
  | { readonly problem: Diagnostic }

/** The object that a JSON file holds. `what`: `a price list`. */
export function readJsonObject(content: string | Uint8Array, path: string, what: string): ParsedObject {
  const text = sourceText(content)
  if (typeof text !== 'string')
    return { problem: toDiagnostic(text, path, '', () => ({ line: 1, column: 1 })) }
  const fail = (problem: Problem) => ({
    problem: toDiagnostic(problem, path, hideSecrets(text), placesOf(text)),
  })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    const { at: start, message } = jsonMistake(text)
    return fail({ code: 'syntax', at: { start, end: start + 1 }, message })
  }
  if (isObject(value)) return { value, text }
  return fail({ code: 'wrong-type', at: { start: 0, end: text.length }, message: `${what} is a JSON object` })
}
