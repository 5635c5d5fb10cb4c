import { GOVERNANCE_1_4_19 } from './governance-rules.ts'
import type { GatewayProfile } from './profile.ts'

/** Profile 1.4.19, recorded: spec/captures/1.4.19. */
export const PROFILE_1_4_19: GatewayProfile = {
  line: '1.4.19',
  evidence: 'recorded',
  headers: {
    security: [
      ['X-Frame-Options', 'DENY'],
      ['X-Content-Type-Options', 'nosniff'],
      ['Referrer-Policy', 'strict-origin-when-cross-origin'],
      ['Content-Security-Policy', "frame-ancestors 'none'"],
      ['Permissions-Policy', 'camera=(), microphone=(), geolocation=()'],
    ],
    secure: [['Strict-Transport-Security', 'max-age=31536000; includeSubDomains']],
    cors: ['Content-Type', 'Authorization', 'X-Requested-With', 'X-Stainless-Timeout', 'X-Api-Key'],
    corsConfigured: 'wildcard',
    credentials: 'trusted',
    vary: true,
    forwarded: true,
  },
  requests: {
    maxHeadBytes: 65536,
    decompresses: true,
    sortsKeys: false,
    parseErrorMessage: 'failed to parse request',
    asyncRefused: true,
    wantsLogin: true,
    directKey: 'broken',
  },
  routes: {
    deploymentPath: 'anything',
    models: 'listed',
    health: '{"components":{"db_pings":"ok"},"status":"ok"}',
  },
  governance: GOVERNANCE_1_4_19,
  upstream: {
    droppedParameters: [],
    translatesReasoning: false,
    toolSchemaOrder: 'client',
    repeatsBrokenCall: true,
    network: 'tcp',
    namesNetworkErrors: true,
    gzipLooksTwice: true,
    unpacksStreams: true,
  },
  answers: {
    logprobs: 'logprobs',
    promptDetails: 'read and sum',
    contentEscape: 'html',
    providerHeaders: true,
  },
  raw: { always: false, inErrors: true, request: 'compact', answer: 'compact' },
  streams: {
    beginsWith: 'first event',
    finishStaysWithContent: true,
    readsBareData: true,
    refusesOtherTypes: true,
  },
  errors: {
    emptyFields: 'left out',
    emptyBody: 'by status',
    fillsMessage: true,
    quotesOtherShapes: true,
    otherCodes: 'text',
    timeoutStatus: true,
    unknownKeyNamesModel: true,
    unencodableType: 'text/plain; charset=utf-8',
  },
}
