import { PROFILE_1_4_19 } from './line-1-4-19.ts'
import type { GatewayProfile } from './profile.ts'

const { upstream, answers, streams } = PROFILE_1_4_19

/** Profile 1.4.24, recorded: spec/captures/1.4.24. Only what differs from 1.4.19 stands here. */
export const PROFILE_1_4_24: GatewayProfile = {
  ...PROFILE_1_4_19,
  line: '1.4.24',
  upstream: { ...upstream, sendsN: true },
  answers: { ...answers, fillsIn: 'model as requested' },
  streams: { ...streams, idleSeconds: 'never', forwardsEmptyContent: 'never' },
}
