import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder of the example scenarios that come with the package. */
export const SHIPPED_SCENARIOS = fileURLToPath(new URL('../../scenarios', import.meta.url))

/** The version of this package. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
