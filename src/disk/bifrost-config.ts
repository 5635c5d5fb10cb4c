import { readFile } from 'node:fs/promises'
import { readGatewayConfig } from '../gateway/config.ts'
import type { GatewayConfig } from '../gateway/config.ts'
import { isObject } from '../request/chat-request.ts'
import type { Diagnostic } from '../scenario/diagnostic.ts'
import { placesOf, toDiagnostic } from '../scenario/source/problem.ts'
import type { Problem } from '../scenario/source/problem.ts'
import { sourceText } from '../scenario/source/source-text.ts'
import { jsonMistake } from '../scenario/source/json-mistake.ts'

/** Reads the real gateway's `config.json`, or says where it is no JSON. Throws what the system says when it cannot be read. */
export async function readBifrostConfig(path: string): Promise<GatewayConfig | readonly Diagnostic[]> {
  const text = sourceText(await readFile(path))
  if (typeof text !== 'string') return [toDiagnostic(text, path, '', () => ({ line: 1, column: 1 }))]
  const value = parse(text)
  if ('value' in value) return readGatewayConfig(value.value)
  return [toDiagnostic(value.problem, path, text, placesOf(text))]
}

function parse(
  text: string,
): { readonly value: { readonly [key: string]: unknown } } | { readonly problem: Problem } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    const { at: start, message } = jsonMistake(text)
    return { problem: { code: 'syntax', at: { start, end: start + 1 }, message } }
  }
  if (isObject(value)) return { value }
  return {
    problem: {
      code: 'wrong-type',
      at: { start: 0, end: text.length },
      message: 'a gateway configuration is a JSON object',
    },
  }
}
