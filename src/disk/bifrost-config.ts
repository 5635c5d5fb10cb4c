import { readFile } from 'node:fs/promises'
import { readGatewayConfig } from '../gateway/config.ts'
import type { GatewayConfig } from '../gateway/config.ts'
import { isObject } from '../request/chat-request.ts'
import type { Diagnostic } from '../scenario/diagnostic.ts'
import { placesOf, toDiagnostic } from '../scenario/source/problem.ts'
import type { Problem } from '../scenario/source/problem.ts'
import { readTree } from '../scenario/source/read-tree.ts'
import { sourceText } from '../scenario/source/source-text.ts'

/** Reads the real gateway's `config.json`, or says where it is no JSON. Throws what the system says when it cannot be read. */
export async function readBifrostConfig(path: string): Promise<GatewayConfig | readonly Diagnostic[]> {
  const text = sourceText(await readFile(path))
  if (typeof text !== 'string') return [toDiagnostic(text, path, '', () => ({ line: 1, column: 1 }))]
  const value = parse(text)
  if ('value' in value) return readGatewayConfig(value.value)
  const placeOf = placesOf(text)
  return value.problems.map((problem) => toDiagnostic(problem, path, text, placeOf))
}

function parse(text: string): { readonly value: { readonly [key: string]: unknown } } | { readonly problems: readonly Problem[] } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { problems: syntaxProblems(text, String((error as Error).message)) }
  }
  if (isObject(value)) return { value }
  return { problems: [{ code: 'wrong-type', at: { start: 0, end: text.length }, message: 'a gateway configuration is a JSON object' }] }
}

/** The YAML reader names the place and the trouble best; it takes some texts that are no JSON, then the JSON parser's word counts. */
function syntaxProblems(text: string, message: string): readonly Problem[] {
  const { problems } = readTree(text)
  if (problems.length > 0) return problems.slice(0, 1)
  const start = positionIn(message, text)
  return [{ code: 'syntax', at: { start, end: start + 1 }, message: `this is no JSON: ${message.split(' in JSON')[0]}` }]
}

function positionIn(message: string, text: string): number {
  const position = /at position (\d+)/.exec(message)?.[1]
  return position === undefined ? text.length : Math.min(Number(position), text.length)
}
