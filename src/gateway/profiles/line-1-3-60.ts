import { PROFILE_1_4_10 } from './line-1-4-10.ts'
import { GOVERNANCE_1_3_60 } from './governance-rules.ts'
import { ORDERED_1_3_60 } from './ordered-errors.ts'
import type { GatewayProfile } from './profile.ts'

const { headers, requests, upstream, answers, errors } = PROFILE_1_4_10

/** Profile 1.3.60, recorded: spec/captures/1.3.60. Only what differs from 1.4.10 stands here. */
export const PROFILE_1_3_60: GatewayProfile = {
  ...PROFILE_1_4_10,
  line: '1.3.60',
  headers: { ...headers, corsConfigured: 'ignored', forwarded: false },
  requests: {
    ...requests,
    maxHeadBytes: 16384,
    rewritesBody: 'always',
    asyncRefused: false,
    wantsLogin: false,
    directKey: 'works',
  },
  routes: {
    openaiByDefault: 'always',
    deploymentPath: 'id/operation',
    models: 'refused',
    health: '{"status":"ok"}',
  },
  governance: GOVERNANCE_1_3_60,
  upstream: {
    ...upstream,
    droppedParameters: [
      'prediction',
      'prompt_cache_key',
      'prompt_cache_retention',
      'store',
      'verbosity',
      'web_search_options',
    ],
    translatesReasoning: true,
    toolSchemaOrder: 'fixed',
    repeatsBrokenCall: false,
    network: 'tcp4',
    namesNetworkErrors: false,
    gzipLooksTwice: false,
    unpacksStreams: false,
  },
  answers: { ...answers, logprobs: 'log_probs', promptDetails: 'cached', providerHeaders: false },
  raw: { always: true, inErrors: false, request: 'parsed', answer: 'parsed' },
  errors: { ...errors, ordered: ORDERED_1_3_60, emptyFields: 'blank', otherCodes: 'lost' },
}
