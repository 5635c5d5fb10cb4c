import { parse } from 'yaml'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import type { TestOptions } from '../support/start-service.ts'
import type { CaseFile } from './case-file.ts'

export interface CaseSettings {
  readonly options: TestOptions
  /** Why the answers are not held against the page's schemas; absent where they are. */
  readonly outsideThePage?: string
  /** Answers are written to the last byte: the case is about what follows the seed, or about headers. */
  readonly isWhole: boolean
}

/** Settings of a case: its scenarios, and what `--- settings` changes. Throws on a key that is not known. */
export function readSettings({ sections }: CaseFile): CaseSettings {
  const text = (title: string) => sections.find((it) => it.title === title)?.text
  const { seed, strict, emulator_headers, gateway_config, outside_the_page, whole, ...unknown } = (parse(
    text('settings') ?? '',
  ) ?? {}) as Record<string, unknown>
  if (Object.keys(unknown).length > 0) throw new Error(`no setting "${Object.keys(unknown)[0]}"`)
  const scenarios = text('scenarios')
  const options: TestOptions = {
    ...(scenarios === undefined ? {} : { scenarios }),
    ...(typeof seed === 'number' ? { seed } : {}),
    ...(gateway_config === undefined ? {} : { config: readGatewayConfig(gateway_config as object as never) }),
    strict: strict === true,
    emulatorHeaders: emulator_headers === true,
  }
  const settings = { options, isWhole: whole === true }
  return typeof outside_the_page === 'string' ? { ...settings, outsideThePage: outside_the_page } : settings
}
