import type { ErrorEntry, NetworkErrorSpec } from '../error-spec.ts'
import { entry } from './entry.ts'

/** What becomes of the connection to Azure. */
export const NETWORK_ERRORS: readonly ErrorEntry[] = [
  network('network.refused', 500, 'Nobody listens at the Azure endpoint.', 'refused', 'net-refused'),
  network('network.dns', 500, 'The name of the Azure endpoint does not resolve.', 'dns'),
  network(
    'network.closed',
    500,
    'Azure closes the connection before the first byte; the call is made twice.',
    'fin',
    'stream-cut-before-head',
  ),
  network(
    'network.reset',
    500,
    'Azure resets the connection before the first byte; the call is made twice.',
    'reset',
    'net-reset',
  ),
  network(
    'network.timeout',
    504,
    'Azure says nothing within default_request_timeout_in_seconds.',
    'hang',
    'net-timeout',
  ),
]

function network(
  name: string,
  status: number,
  when: string,
  why: NetworkErrorSpec['why'],
  capture?: string,
): ErrorEntry {
  return entry(name, when, status, { layer: 'network', why }, capture)
}
