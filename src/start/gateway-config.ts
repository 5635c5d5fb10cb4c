import { ConfigFile } from '../disk/config/config-file.ts'
import type { LoadReport } from '../disk/library/load-report.ts'
import { defaultGatewayConfig } from '../gateway/config/config.ts'
import type { GatewayConfig } from '../gateway/config/config.ts'
import { firstDiagnostics, formatDiagnostic, MOST_TOLD } from '../shape/diagnostic.ts'
import type { GatewayProfile } from '../gateway/profiles/profile.ts'
import { CannotStart, WrongFiles } from './failures.ts'
import { readingLines } from './line-notices.ts'
import type { NamedLine } from './line-notices.ts'

export interface GatewayConfigOptions {
  /** The real gateway's own config file. */
  readonly bifrostConfig?: string | undefined
  /** A price list in the form of the gateway's datasheet. */
  readonly prices?: string | undefined
  /** What a browser may send, in place of what the configuration says. */
  readonly allowHeaders?: GatewayConfig['allowedHeaders'] | undefined
  /** Whom the gateway is, and who else answers. */
  readonly profile?: GatewayProfile | undefined
  readonly lines?: readonly NamedLine[] | undefined
  readonly onNotice?: ((notice: string) => void) | undefined
}

export interface LoadedConfig {
  readonly config: GatewayConfig
  /** Undefined where no file was given. */
  readonly file: ConfigFile | undefined
}

/** The configuration of the gateway: that of the file, or the defaults. Throws `WrongFiles` or `CannotStart`. */
export async function loadGatewayConfig(
  options: GatewayConfigOptions,
  onConfig?: (config: GatewayConfig) => void,
  onLoad?: (report: LoadReport) => void,
): Promise<LoadedConfig> {
  const { bifrostConfig, prices, onNotice } = options
  if (bifrostConfig === undefined) {
    if (prices !== undefined)
      throw new CannotStart(
        'prices count against budgets, and those stand in a --bifrost-config: give one too',
      )
    return { config: allowing(defaultGatewayConfig(), options), file: undefined }
  }
  let isStarting = true
  const file = new ConfigFile(bifrostConfig, {
    environment: process.env,
    prices,
    lines: readingLines(options),
    onConfig: (config) => !isStarting && onConfig?.(allowing(config, options)),
    onLoad: (report) => !isStarting && onLoad?.(report),
  })
  const config = firstConfig(file, await file.reload(), onNotice)
  isStarting = false
  return { config: allowing(config, options), file }
}

function allowing(config: GatewayConfig, { allowHeaders }: GatewayConfigOptions): GatewayConfig {
  return allowHeaders === undefined ? config : { ...config, allowedHeaders: allowHeaders }
}

function firstConfig(
  file: ConfigFile,
  { diagnostics, problems }: LoadReport,
  onNotice: GatewayConfigOptions['onNotice'],
): GatewayConfig {
  const [unread] = problems
  if (unread !== undefined)
    throw new CannotStart(`the gateway configuration ${unread.file} cannot be read: ${unread.message}`)
  if (file.config === undefined) throw new WrongFiles(diagnostics)
  for (const diagnostic of firstDiagnostics(diagnostics, MOST_TOLD)) onNotice?.(formatDiagnostic(diagnostic))
  const { ignored } = file.config
  if (ignored.length > 0) onNotice?.(`${file.file}: not acted on here: ${ignored.join(', ')}`)
  return file.config
}
