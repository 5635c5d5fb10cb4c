import { ScenarioLibrary } from '../../disk/library/scenario-library.ts'
import { Emulator } from '../../exchange/emulator.ts'
import type { Exchange } from '../../exchange/emulator.ts'
import { chosenLines, nameProblem } from '../../start/front-ends.ts'
import { DEFAULT_LINE, gatewayLine } from '../../gateway/releases.ts'
import { knownDeployments } from '../../start/known-deployments.ts'
import { loadGatewayConfig } from '../../start/gateway-config.ts'
import { emulatorSettings, firstBook } from '../../start/start.ts'
import { loadTokenizer } from '../../start/tokenizers.ts'
import { UsageError } from '../failure.ts'
import { givenRequest } from './given-request.ts'
import type { RequestOptions } from './given-request.ts'
import { scenarioSources } from '../options/scenario-sources.ts'
import type { GivenOptions } from '../options/serve-options.ts'
import { streamChanges } from '../options/stream-changes.ts'

export interface Tried {
  readonly emulator: Emulator
  readonly exchange: Exchange
}

/** Asks an emulator with these options, in memory: nothing listens and no time passes. Throws as a start does. */
export async function tryRequest(given: GivenOptions, asked: RequestOptions): Promise<Tried> {
  const chosen = chosenLines(given.gateway ?? DEFAULT_LINE, streamChanges(given))
  if ('unknown' in chosen) throw new UsageError(`--gateway: ${nameProblem(chosen.unknown)}`)
  const request = await givenRequest(asked, chosen.lines[0]?.base)
  const { config } = await loadGatewayConfig({ bifrostConfig: given['bifrost-config'], prices: given.prices })
  const deployments = knownDeployments(config)
  const { book } = await firstBook(new ScenarioLibrary(scenarioSources(given.scenarios), { deployments }))
  const settings = emulatorSettings(
    {
      profile: gatewayLine(DEFAULT_LINE)!.profile,
      lines: chosen.lines,
      seed: given.seed ?? 0,
      fixedTime: true,
      strict: given.strict ?? false,
      locale: given.locale ?? 'en',
      emulatorHeaders: given['no-emulator-headers'] !== true,
      timing: given.timing,
      session: given.session,
      sessionIdleMs: given['session-idle'],
    },
    config,
    await loadTokenizer(given.tokenizer ?? 'estimate'),
  )
  const emulator = new Emulator(settings, book)
  const now = new Date()
  return { emulator, exchange: emulator.exchange(request, { at: now.getTime(), date: now.toUTCString() }) }
}
