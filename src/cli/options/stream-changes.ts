import type { StreamChanges } from '../../gateway/profiles/stream-changes.ts'
import type { GivenOptions } from './serve-options.ts'

/** What the options change in the streams of a release. */
export function streamChanges(given: GivenOptions): StreamChanges {
  const emptyRole = given['forward-empty-role']
  return {
    heartbeatMs: given['heartbeat-ms'],
    forwardEmptyRole: emptyRole === undefined ? undefined : emptyRole === 'yes',
  }
}
