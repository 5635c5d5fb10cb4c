import { existsSync } from 'node:fs'
import { SHIPPED_SCENARIOS } from '../../start/package-files.ts'

const USUAL = './scenarios'

/** Where the scenarios are when nobody says: the folder that projects usually have, else the shipped examples. */
export function scenarioSources(given: readonly string[] | undefined): readonly string[] {
  if (given !== undefined && given.length > 0) return given
  return [existsSync(USUAL) ? USUAL : SHIPPED_SCENARIOS]
}

/** Sources as a person would name them. */
export function nameSources(sources: readonly string[]): string {
  return sources.map((source) => (source === SHIPPED_SCENARIOS ? 'the shipped examples' : source)).join(', ')
}
