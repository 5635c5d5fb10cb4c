import { PROFILE_1_4_24 } from './line-1-4-24.ts'
import { GOVERNANCE_1_5_1 } from './governance-rules.ts'
import { ORDERED_1_5_1 } from './ordered-errors.ts'
import type { GatewayProfile } from './profile.ts'

const { headers, requests, routes, keys, upstream, answers, streams, errors } = PROFILE_1_4_24

/** Profile 1.5.1, recorded: spec/captures/1.5.1. Only what differs from 1.4.24 stands here. */
export const PROFILE_1_5_1: GatewayProfile = {
  ...PROFILE_1_4_24,
  line: '1.5.1',
  headers: {
    ...headers,
    cors: [...headers.cors, 'X-OpenAI-Agents-SDK', 'X-Operation-ID'],
    identity: 'whole answers',
  },
  routes: { ...routes, openaiByDefault: 'always' },
  requests: { ...requests, rawHeaders: 'request and answer, if allowed', directKey: 'ignored' },
  keys: {
    ...keys,
    withoutModels: 'none',
    star: 'all',
    map: 'aliases',
    noneServesText: 'no keys found that support model: {model}',
    rotate: 'after rate limits',
  },
  governance: GOVERNANCE_1_5_1,
  upstream: { ...upstream, modelInBody: 'deployment' },
  answers: {
    ...answers,
    modelFields: 'original_model_requested, resolved_model_used',
    resolvedModel: 'in events',
    fillsIn: 'model as deployed',
  },
  streams: { ...streams, lastChunkHasModel: true },
  errors: { ...errors, ordered: ORDERED_1_5_1 },
}
