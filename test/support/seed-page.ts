import { readFileSync } from 'node:fs'
import type { Schema } from './spec-files.ts'

export interface SeedPage {
  readonly text: string
  /** Body of the `curl` example. */
  readonly request: unknown
  readonly response: unknown
  /** One per error status, in the page's order: 400, 500. */
  readonly errors: readonly unknown[]
}

/** The documentation page as text, and the JSON samples in it. */
export function readSeedPage(): SeedPage {
  const text = readFileSync(new URL('../spec/seed-page.txt', import.meta.url), 'utf8')
  const [request, response, ...errors] = jsonBlocks(text.slice(text.indexOf("-d '")))
  return { text, request, response, errors }
}

/** Sorted paths of all keys in a sample: `choices[].index`. Keys `property1`, `property2` stand for any: `*`. */
export function samplePaths(sample: unknown, at = ''): readonly string[] {
  if (Array.isArray(sample)) return unique(sample.flatMap((entry) => samplePaths(entry, `${at}[]`)))
  if (typeof sample !== 'object' || sample === null) return []
  return unique(
    Object.entries(sample).flatMap(([key, value]) => {
      const path = join(at, /^property\d+$/.test(key) ? '*' : key)
      return [path, ...samplePaths(value, path)]
    }),
  )
}

/** Sorted paths of all keys that a schema without references names; a map's keys are `*`. */
export function schemaPaths(schema: Schema, at = ''): readonly string[] {
  const { properties, items, additionalProperties } = schema
  const named = Object.entries((properties ?? {}) as Schema).flatMap(([key, value]) => {
    const path = join(at, key)
    return [path, ...schemaPaths(value as Schema, path)]
  })
  const entries = isSchema(items) ? schemaPaths(items, `${at}[]`) : []
  const map = isSchema(additionalProperties) ? [join(at, '*')] : []
  return unique([...named, ...entries, ...map])
}

/** Every top-level JSON object in the text, in order. */
function jsonBlocks(text: string): readonly unknown[] {
  const blocks: unknown[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{' && depth++ === 0) start = at
    if (text[at] === '}' && --depth === 0) blocks.push(JSON.parse(text.slice(start, at + 1)))
  }
  return blocks
}

function join(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`
}

function unique(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].sort()
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null
}
