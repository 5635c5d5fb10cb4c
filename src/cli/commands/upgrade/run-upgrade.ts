import { ScenarioLibrary } from '../../../disk/library/scenario-library.ts'
import { loadGatewayConfig } from '../../../start/gateway-config.ts'
import { DEFAULT_LINE, gatewayLine } from '../../../gateway/releases.ts'
import { lineNotices } from '../../../start/line-notices.ts'
import { knownDeployments } from '../../../start/known-deployments.ts'
import { emulatorSettings, firstBook } from '../../../start/start.ts'
import { loadTokenizer } from '../../../start/tokenizers.ts'
import { oneLine } from '../../options/single-release.ts'
import { scenarioSources } from '../../options/scenario-sources.ts'
import { playScenarios } from './play-scenarios.ts'
import { upgradeResult } from './upgrade-text.ts'
import type { UpgradeResult } from './upgrade-text.ts'

export interface UpgradeOptions {
  /** The default line unless given. */
  readonly from?: string | undefined
  readonly to: string
  readonly paths: readonly string[]
  readonly bifrostConfig?: string | undefined
}

/** Plays the scenarios on both lines. Throws `UsageError` for a line that is none, and what reading the files throws. */
export async function runUpgrade(
  { from = DEFAULT_LINE, to, paths, bifrostConfig }: UpgradeOptions,
  onNotice: (notice: string) => void,
): Promise<UpgradeResult> {
  const lines = { from: oneLine('from', from, onNotice), to: oneLine('to', to, onNotice) }
  const { config, file } = await loadGatewayConfig({ bifrostConfig, onNotice })
  const deployments = knownDeployments(config)
  const { book } = await firstBook(new ScenarioLibrary(scenarioSources(paths), { deployments }))
  const { profile } = gatewayLine(DEFAULT_LINE)!
  const { lines: _none, ...settings } = emulatorSettings(
    {
      profile,
      seed: 0,
      fixedTime: true,
      strict: false,
      locale: 'en',
      emulatorHeaders: false,
    },
    config,
    await loadTokenizer('estimate'),
  )
  const key = config.providers.get('azure')?.keys[0]?.value ?? ''
  const compared = playScenarios({ ...lines, settings, book, key: key === '' ? 'any' : key })

  const configuration = file === undefined ? [] : lineNotices(config, { profile, lines: [lines.to] })
  return upgradeResult(lines.from.name, lines.to.name, compared, configuration)
}
