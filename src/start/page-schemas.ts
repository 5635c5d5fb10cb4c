import { readFileSync } from 'node:fs'
import type { PageSchemas } from '../documented-api/page-schemas.ts'

/** The schemas of the documentation page, from the package's `spec/`. */
export function pageSchemas(): PageSchemas {
  return (known ??= {
    request: read('request'),
    response: read('response'),
    chunk: read('chunk'),
    error: read('error'),
  })
}

let known: PageSchemas | undefined

function read(name: string): object {
  return JSON.parse(
    readFileSync(new URL(`../../spec/schemas/${name}.json`, import.meta.url), 'utf8'),
  ) as object
}
