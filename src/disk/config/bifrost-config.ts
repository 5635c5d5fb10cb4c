import { readGatewayConfig } from '../../gateway/config/config.ts'
import type { ConfigSurroundings, GatewayConfig } from '../../gateway/config/config.ts'
import { checkConfig } from '../../gateway/config/check-config.ts'
import { isObject } from '../../json/json-object.ts'
import type { JsonObject } from '../../json/json-object.ts'
import type { Diagnostic } from '../../shape/diagnostic.ts'
import { placesOf, toDiagnostic, toDiagnostics } from '../../shape/source/problem.ts'
import type { Problem } from '../../shape/source/problem.ts'
import { sourceText } from '../../shape/source/source-text.ts'
import { jsonMistake } from '../../shape/source/json-mistake.ts'
import { jsonTree } from '../../shape/source/json-tree.ts'
import type { Node } from '../../shape/source/tree.ts'
import { TooDeep } from '../../shape/source/value-tree.ts'
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
  const { value, tree, text } = parsed
  const { problems, ignored } = checkConfig(value, tree, surroundings.environment ?? {}, surroundings.lines)
  const diagnostics = toDiagnostics(problems, path, hideSecrets(text), placesOf(text)).map(redacted)
  const isWrong = diagnostics.some(({ severity }) => severity === 'error')
  return { config: isWrong ? undefined : { ...readGatewayConfig(value, surroundings), ignored }, diagnostics }
}

type ParsedObject =
  | { readonly value: JsonObject; readonly tree: Node; readonly text: string }
  | { readonly problem: Diagnostic }

/** The object that a JSON file holds. `what`: `a price list`. */
export function readJsonObject(content: string | Uint8Array, path: string, what: string): ParsedObject {
  const text = sourceText(content)
  if (typeof text !== 'string')
    return { problem: toDiagnostic(text, path, '', () => ({ line: 1, column: 1 })) }
  const fail = (problem: Problem) => ({
    problem: toDiagnostic(problem, path, hideSecrets(text), placesOf(text)),
  })
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return { value, tree: jsonTree(text), text }
    return fail({
      code: 'wrong-type',
      at: { start: 0, end: text.length },
      message: `${what} is a JSON object`,
    })
  } catch (error) {
    if (error instanceof TooDeep)
      return fail({ code: 'too-deep', at: { start: 0, end: 1 }, message: error.message })
    const { at: start, message } = jsonMistake(text)
    return fail({ code: 'syntax', at: { start, end: start + 1 }, message })
  }
}
