import { GOVERNANCE_2_2 } from './governance-rules.ts'
import { ORDERED_2_2 } from './ordered-errors.ts'
import { PROFILE_1_5_1 } from './line-1-5-1.ts'
import type { GatewayProfile } from './profile.ts'

const { headers, requests, keys, upstream, answers, streams, errors } = PROFILE_1_5_1

/** Profile 2.2, read from source and release notes, not recorded. Only what differs from 1.5.1 stands here. */
export const PROFILE_2_2: GatewayProfile = {
  ...PROFILE_1_5_1,
  line: '2.2',
  evidence: 'read',
  headers: {
    ...headers,
    forwardsOwn: false,
    identity: 'every answer',
  },
  requests: {
    ...requests,
    parseErrorHas: 'status',
    directKey: 'on request',
  },
  keys: { ...keys, noneServesKind: true, rotate: 'after rate limits and refusals' },
  governance: GOVERNANCE_2_2,
  upstream: {
    ...upstream,
    deploymentIn: 'body',
    sendsMaxTokens: true,
    refusesPrivate: true,
    stripsSampling: true,
  },
  answers: {
    ...answers,
    promptDetails: 'read and written',
    modelFields: 'routing_info, original_model_requested, resolved_model_used',
    writesNull: true,
    nullName: false,
    cost: 'sides',
    resolvedModel: 'everywhere',
    upstreamLatency: true,
    reasoningContent: true,
  },
  streams: {
    ...streams,
    idleSeconds: 120,
    namesOtherType: true,
    forwardsRefusals: true,
    forwardsMessages: false,
    lastChunkHasTier: true,
    truncated: 'is an error',
    heartbeatMs: 1000,
  },
  errors: {
    ...errors,
    lateHead: 'deadline',
    withoutStatus: '400 or 500',
    connectionStatus: true,
    timeoutSeconds: 300,
    sanitizes: true,
    dropStatus: true,
    tellsRetry: true,
    ordered: ORDERED_2_2,
  },
}
