import { GOVERNANCE_2_2 } from './governance-rules.ts'
import { ORDERED_2_2 } from './ordered-errors.ts'
import { PROFILE_1_4_19 } from './line-1-4-19.ts'
import type { GatewayProfile } from './profile.ts'

const { headers, requests, upstream, answers, streams, errors } = PROFILE_1_4_19

/** Profile 2.2, read from source and release notes, not recorded. Only what differs from 1.4.19 stands here. */
export const PROFILE_2_2: GatewayProfile = {
  ...PROFILE_1_4_19,
  line: '2.2',
  evidence: 'read',
  headers: {
    ...headers,
    cors: [...headers.cors, 'X-OpenAI-Agents-SDK', 'X-Operation-ID'],
    forwardsOwn: false,
    identity: true,
  },
  requests: {
    ...requests,
    parseErrorHas: 'status',
    rawHeaders: 'request and answer',
    directKey: 'on request',
  },
  keys: {
    withoutModels: 'none',
    map: 'aliases',
    noneServesText: 'no keys found that support model: {model}',
    noneServesOtherText: 'no keys found that support model: {model}',
    noneServesKind: true,
    rotate: true,
  },
  governance: GOVERNANCE_2_2,
  upstream: {
    ...upstream,
    deploymentIn: 'body',
    sendsMaxTokensAndN: true,
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
    fillsModel: true,
    reasoningContent: true,
  },
  streams: {
    ...streams,
    idleSeconds: 120,
    namesOtherType: true,
    forwardsEmptyContent: false,
    forwardsRefusals: true,
    forwardsMessages: false,
    lastChunkHasModel: true,
    truncated: 'is an error',
    heartbeatMs: 1000,
  },
  errors: {
    ...errors,
    withoutStatus: '400 or 500',
    connectionStatus: true,
    timeoutSeconds: 300,
    sanitizes: true,
    dropStatus: true,
    tellsRetry: true,
    ordered: ORDERED_2_2,
  },
}
