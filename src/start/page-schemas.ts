import type { PageSchemas } from '../documented-api/page-schemas.ts'
import { readPackageFile } from './package-files.ts'

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
  return JSON.parse(readPackageFile(`spec/schemas/${name}.json`)) as object
}
