import type { Random } from '../../random/random.ts'
import type { AzureKey, ProviderConfig } from '../config/provider-config.ts'
import type { Connection } from '../upstream/transport-failure.ts'

/** Of other providers than these two the file must tell where they are. */
export function endpointOf(provider: string, key: AzureKey, { baseUrl }: ProviderConfig): string {
  if (provider === 'azure') return key.azure?.endpoint ?? ''
  if (baseUrl !== '') return baseUrl
  return provider === 'openai' ? 'https://api.openai.com' : `https://${provider}.example`
}

/** Both ends of the connection to an endpoint, as error texts name them; a host name stands for an address of the documentation range. */
export function connectionOf(endpoint: string, random: Random): Connection {
  const match = /^(https?):\/\/([^/:]+)(?::(\d+))?/.exec(endpoint)
  const host = match?.[2] ?? endpoint
  const port = match?.[3] ?? (match?.[1] === 'http' ? '80' : '443')
  const isAddress = /^[\d.]+$/.test(host)
  return {
    host,
    remote: `${isAddress ? host : '203.0.113.10'}:${port}`,
    // Drawn for those who tell of it: a walk that draws nothing need not be gone again.
    get local() {
      const localPort = random.fork('port').int(32768, 60999)
      return `${host.startsWith('127.') ? '127.0.0.1' : '172.17.0.2'}:${localPort}`
    },
  }
}
