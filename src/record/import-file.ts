import { aimock } from './formats/aimock.ts'
import { curl } from './formats/curl.ts'
import { har } from './formats/har.ts'
import { journal } from './formats/journal.ts'
import { mockoon } from './formats/mockoon.ts'
import { sse } from './formats/sse.ts'
import { wiremock } from './formats/wiremock.ts'
import type { JsonObject } from '../json/json-object.ts'
import { buildBook } from '../scenario/build-book.ts'
import type { Imported, Importer } from './imported.ts'
import type { RecordedAs } from './scenario.ts'

const IMPORTERS: readonly Importer[] = [har, aimock, mockoon, wiremock, journal, curl, sse]

/** What can be read, in words. */
export const KNOWN_FORMATS =
  'HTTP Archive (.har), journal lines (.jsonl), an event stream (.sse), curl commands with their answers, fixtures of aimock, environments of Mockoon, mappings of WireMock (.json)'

/** Reads a file of another tool; undefined where nobody knows it. `name`: without its folder. */
export function importFile(text: string, name: string, as: RecordedAs): Imported | undefined {
  for (const read of IMPORTERS) {
    const found = read(text, name, as)
    if (found !== undefined) return checked(found)
  }
  return undefined
}

/** What no scenario file may say, such as a regular expression that RE2 does not know, is left. */
function checked({ scenarios: found, left, ...rest }: Imported): Imported {
  const scenarios = withOwnNames(found)
  const problems = scenarios.map(problemOf)
  return {
    ...rest,
    scenarios: scenarios.filter((_scenario, index) => problems[index] === undefined),
    left: [...left, ...problems.filter((problem) => problem !== undefined)],
  }
}

/** Names that stand twice get a number. */
function withOwnNames(scenarios: readonly JsonObject[]): readonly JsonObject[] {
  const counts = new Map<unknown, number>()
  return scenarios.map((scenario) => {
    const count = (counts.get(scenario['name']) ?? 0) + 1
    counts.set(scenario['name'], count)
    return count === 1 ? scenario : { ...scenario, name: `${String(scenario['name'])} ${count}` }
  })
}

function problemOf(scenario: JsonObject): string | undefined {
  const text = JSON.stringify({ scenarios: [scenario] })
  const { book, diagnostics } = buildBook([{ path: 'imported.yaml', text }])
  const { message = '' } = diagnostics.find(({ severity }) => severity === 'error') ?? {}
  return book === undefined ? `${String(scenario['name'])}: ${message}` : undefined
}
