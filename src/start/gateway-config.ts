import { readBifrostConfig } from '../disk/bifrost-config.ts'
import { defaultGatewayConfig } from '../gateway/config.ts'
import type { GatewayConfig } from '../gateway/config.ts'
import { CannotStart, WrongFiles } from './failures.ts'

/** The configuration of the gateway: that of the file, or the defaults. Throws `WrongFiles` or `CannotStart`. */
export async function gatewayConfig({
  bifrostConfig,
  onNotice,
}: {
  readonly bifrostConfig?: string | undefined
  readonly onNotice?: ((notice: string) => void) | undefined
}): Promise<GatewayConfig> {
  if (bifrostConfig === undefined) return defaultGatewayConfig()
  const config = await readBifrostConfig(bifrostConfig).catch((error: NodeJS.ErrnoException) => {
    throw new CannotStart(
      `the gateway configuration ${bifrostConfig} cannot be read: ${error.code === 'ENOENT' ? 'no such file' : error.message}`,
    )
  })
  if (!('providers' in config)) throw new WrongFiles(config)
  if (config.ignored.length > 0)
    onNotice?.(`${bifrostConfig}: not acted on here: ${config.ignored.join(', ')}`)
  return config
}
