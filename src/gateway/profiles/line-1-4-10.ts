import { PROFILE_1_4_19 } from './line-1-4-19.ts'
import { GOVERNANCE_1_4_10 } from './governance-rules.ts'
import { ORDERED_1_4_10 } from './ordered-errors.ts'
import type { GatewayProfile } from './profile.ts'

const { headers, requests, upstream, answers, raw, streams, errors } = PROFILE_1_4_19

/** Profile 1.4.10, recorded: spec/captures/1.4.10. Only what differs from 1.4.19 stands here. */
export const PROFILE_1_4_10: GatewayProfile = {
  ...PROFILE_1_4_19,
  line: '1.4.10',
  headers: {
    ...headers,
    security: [],
    secure: [],
    cors: ['Content-Type', 'Authorization', 'X-Requested-With', 'X-Stainless-Timeout'],
    corsConfigured: 'appended',
    credentials: 'always',
    vary: false,
  },
  requests: { ...requests, decompresses: false, parseErrorMessage: 'Invalid JSON', rewritesBody: 'never' },
  upstream: { ...upstream, toolSchemaOrder: 'client' },
  governance: GOVERNANCE_1_4_10,
  answers: { ...answers, promptDetails: 'read', contentEscape: 'plain' },
  raw: { ...raw, request: 'indented' },
  streams: {
    ...streams,
    beginsWith: 'request',
    finishStaysWithContent: false,
    readsBareData: false,
    refusesOtherTypes: false,
  },
  errors: {
    ...errors,
    ordered: ORDERED_1_4_10,
    emptyBody: 'one text',
    fillsMessage: false,
    quotesOtherShapes: false,
    timeoutStatus: false,
    unknownKeyNamesModel: false,
    unencodableType: 'application/json',
  },
}
