import type { ErrorEntry, GatewayErrorSpec } from '../error-spec.ts'
import { entry } from './entry.ts'

/** What an error of the gateway has beside its status and message. */
type GatewayExtras = Partial<Omit<GatewayErrorSpec, 'layer' | 'status' | 'error'>> & {
  capture?: string
  error?: Partial<GatewayErrorSpec['error']>
}

/** An error that the gateway makes itself. */
export function gateway(
  name: string,
  status: number,
  when: string,
  message: string,
  extras: GatewayExtras = {},
): ErrorEntry {
  const { capture, error, ...rest } = extras
  return entry(
    name,
    when,
    status,
    {
      layer: 'gateway',
      status,
      statusInBody: false,
      isBifrostError: false,
      ...rest,
      error: { message, ...error },
    },
    capture,
  )
}
