import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the example scenarios that come with the package. */
export const SHIPPED_SCENARIOS = fileURLToPath(new URL('../../scenarios', import.meta.url))

/** Whether a source of scenarios is that folder, however it is written. */
export function isShipped(source: string): boolean {
  return path.resolve(source) === path.resolve(SHIPPED_SCENARIOS)
}

/** The version of this package. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
