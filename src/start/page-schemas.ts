import { readFileSync } from 'node:fs'
import type { PageSchemas } from '../docs/page-schemas.ts'

/** The schemas of the documentation page, from the package's `spec/`. */
export function pageSchemas(): PageSchemas {
  return {
    request: read('request'),
    response: read('response'),
    chunk: read('chunk'),
    error: read('error'),
  }
}

function read(name: string): object {
  return JSON.parse(
    readFileSync(new URL(`../../spec/schemas/${name}.json`, import.meta.url), 'utf8'),
  ) as object
}
