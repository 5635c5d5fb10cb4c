import type { GatewayProfile } from './profile.ts'

/** What a test author may change in the streams of a release: what clients stumble on most, and what is least certain. */
export interface StreamChanges {
  /** A comment line comes so often, ms; 0: never. As the release does it unless given. */
  readonly heartbeatMs?: number | undefined
  /** The opening delta with a role and empty content is sent. As the release does it unless given. */
  readonly forwardEmptyRole?: boolean | undefined
}

export function withStreamChanges(profile: GatewayProfile, changes: StreamChanges): GatewayProfile {
  const { heartbeatMs, forwardEmptyRole } = changes
  if (heartbeatMs === undefined && forwardEmptyRole === undefined) return profile
  const { streams } = profile
  const isForwarded = streams.forwardsEmptyContent !== 'never'
  return {
    ...profile,
    streams: {
      ...streams,
      heartbeatMs: heartbeatMs ?? streams.heartbeatMs,
      forwardsEmptyContent:
        forwardEmptyRole === undefined || forwardEmptyRole === isForwarded
          ? streams.forwardsEmptyContent
          : forwardEmptyRole
            ? 'with a role'
            : 'never',
    },
  }
}
