import { readFile } from 'node:fs/promises'
import { CannotStart, WrongFiles } from '../../start/failures.ts'
import { placesOf, toDiagnostic } from '../../shape/source/problem.ts'
import type { Problem } from '../../shape/source/problem.ts'
import { readTree } from '../../shape/source/read-tree.ts'
import { sourceText } from '../../shape/source/source-text.ts'
import { plainValue } from '../../shape/source/tree.ts'
import type { Entry } from '../../shape/source/tree.ts'
import { didYouMean } from '../../values/did-you-mean.ts'
import { serveOptionNames, serveOptions } from './serve-options.ts'
import type { GivenOptions, ServeOptionName } from './serve-options.ts'

/** Reads the options of a YAML or JSON file, `port: 8080` for `--port 8080`. Throws `WrongFiles` with every mistake in it. */
export async function readConfigFile(path: string): Promise<GivenOptions> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new CannotStart(
      `the config file ${path} cannot be read: ${error.code === 'ENOENT' ? 'no such file' : error.message}`,
    )
  })
  const text = sourceText(bytes)
  if (typeof text !== 'string')
    throw new WrongFiles([toDiagnostic(text, path, '', () => ({ line: 1, column: 1 }))])
  const { tree, problems: syntax } = readTree(text)
  const problems = [...syntax]
  const given: Record<string, unknown> = {}
  if (tree?.kind === 'map') for (const entry of tree.entries) readEntry(entry, given, problems)
  else if (tree !== undefined)
    problems.push({ code: 'wrong-type', at: tree, message: 'the file must be a map of options' })
  if (problems.length === 0) return given as GivenOptions
  const placeOf = placesOf(text)
  throw new WrongFiles(problems.map((problem) => toDiagnostic(problem, path, text, placeOf)))
}

function readEntry(
  { key, keyRange, value }: Entry,
  given: Record<string, unknown>,
  problems: Problem[],
): void {
  const name = serveOptionNames.find((it) => it === key)
  if (name === undefined) {
    const hint = `${didYouMean(key, serveOptionNames).replace(/^; /, '') || 'see --help'} known: ${serveOptionNames.join(', ')}`
    problems.push({ code: 'unknown-key', at: keyRange, message: `there is no option "${key}"`, hint })
    return
  }
  const read = readValue(name, plainValue(value))
  if (read === undefined)
    problems.push({
      code: 'wrong-value',
      at: value,
      message: `${key} must be ${serveOptions[name].kind.want}`,
    })
  else given[name] = read
}

function readValue(name: ServeOptionName, value: unknown): unknown {
  // A version is often written as a number: 1.4.
  const asText = name === 'gateway' && typeof value === 'number' ? String(value) : value
  return serveOptions[name].kind.read(asText)
}
