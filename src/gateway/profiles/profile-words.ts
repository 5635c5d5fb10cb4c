import type { GatewayProfile } from './profile.ts'

export type RuleGroup = Exclude<keyof GatewayProfile, 'line' | 'evidence'>

/** What a switch is about, in words, and the recordings that show it. */
export interface RuleWords {
  readonly about: string
  readonly seen: readonly string[]
}

/** Every switch of a profile, in words. */
export const profileWords: {
  readonly [G in RuleGroup]: { readonly [F in keyof GatewayProfile[G]]: RuleWords }
} = {
  headers: {
    security: rule('security headers on every answer', 'plain'),
    secure: rule('security headers behind https'),
    cors: rule('what Access-Control-Allow-Headers lists', 'plain'),
    corsConfigured: rule('allowed_headers of the configuration', 'cors-list-preflight'),
    credentials: rule('which origins may send credentials', 'plain', 'cors-origin'),
    vary: rule('Vary: Origin beside the CORS headers', 'plain'),
    forwardsOwn: rule('x-bifrost-* headers of Azure reach the client'),
    identity: rule('X-Bifrost-* tell where a request went', 'plain', 'fallbacks', 'models'),
    forwarded: rule("Azure's headers reach the client", 'plain', 'err-429', 'stream-text'),
  },
  requests: {
    maxHeadBytes: rule('largest head of a request, bytes', 'header-20k'),
    decompresses: rule('compressed bodies are unpacked', 'encode-gzip', 'encode-identity', 'encoding-bad'),
    rewritesBody: rule('the body is written anew with sorted keys before it is parsed', 'bad-name-number'),
    parseErrorMessage: rule("the message over the parser's text", 'bad-json'),
    parseErrorHas: rule('a body that cannot be read has', 'bad-json'),
    asyncRefused: rule('x-bf-async is refused', 'async-header'),
    wantsLogin: rule('a login in the configuration counts', 'auth-missing'),
    rawHeaders: rule('headers ask for the raw', 'raw-response-header', 'raw-override', 'raw-override-off'),
    directKey: rule('a key given with the request', 'direct-endpoint'),
  },
  routes: {
    openaiByDefault: rule("a model without a provider is OpenAI's", 'path-missing-deployment'),
    deploymentPath: rule(
      'what may follow /deployments/ in the path',
      'path-provider-prefix',
      'path-unknown-suffix',
      'path-trailing-slash',
    ),
    models: rule('GET /openai/v1/models', 'models'),
    health: rule('the body of GET /health', 'health'),
  },
  keys: {
    withoutModels: rule('a key without models serves', 'not-mapped'),
    star: rule('"*" among the models of a key is', 'old-words'),
    map: rule('models are mapped in the part of a key', 'alias-deployment', 'key-no-deployments'),
    noneServesText: rule('the message where no key serves the model', 'not-mapped'),
    noneServesOtherText: rule('the same of a provider whose keys know no deployments'),
    noneServesKind: rule('that error says what kind it is'),
    rotate: rule('a retry goes by another key', 'retry-429-other-key'),
  },
  governance: {
    needsEnabling: rule('nothing is checked unless enable_governance is set'),
    mandatoryBy: rule('what makes virtual keys mandatory'),
    missingKeyText: rule('the message where a mandatory key is missing', 'vkm-missing', 'vkm-api-key'),
    unknownMandatoryKey: rule('an unknown key where keys are mandatory counts as'),
    unknownKey: rule('an unknown key where keys are not mandatory is', 'vk-unknown'),
    modelAndProviderLimits: rule('limits on models and providers', 'model-rate', 'provider-rate'),
    requiredHeaders: rule('required_headers of the configuration count', 'headers-missing'),
    teamRateLimits: rule('teams and customers have rate limits'),
    grantBudgets: rule('what a key may do with a provider has a budget'),
    rateLimitText: rule('the message of a limit that is used up', 'vk-rate', 'vk-tokens'),
    emptyLists: rule(
      'an empty list of providers, models or keys allows',
      'vk-provider-blocked',
      'vk-model-blocked',
    ),
    grantedKeys: rule("what a key may do with a provider lists that provider's keys in"),
    star: rule('"*" in a list of models or keys of a virtual key is'),
    allModels: rule('a virtual key for all models of a provider is for those in', 'vk-not-mapped'),
    setByApi: rule('limits of models and providers, and inactive keys, come by the management API alone'),
    severalLimits: rule('an owner may have several rate limits, and budgets that name their owner'),
    expiry: rule('virtual keys expire'),
    blockedFor: rule('what is not allowed is not allowed for', 'vk-provider-blocked', 'vk-model-blocked'),
    limits: rule('limits are looked at', 'model-rate', 'provider-rate'),
    violations: rule('two violations of a limit are joined by'),
    keyRateScope: rule("a key's limit is told as that of", 'vk-rate'),
    grantRateScope: rule('the limit of a key at one provider is told as that of'),
    budgetText: rule('the message of a budget that is used up', 'vk-budget', 'vk-team-budget'),
    budgetSpent: rule('a budget ends when it is', 'vk-budget'),
    reportedCost: rule('a cost that Azure reports counts against budgets', 'vk-budget-spent'),
    readsVersion: rule('version 1 of the file brings back that empty lists allow all', 'version-1'),
    refusals: rule('an unknown or inactive key is spoken of as', 'vk-unknown', 'vk-inactive'),
    readsApiKey: rule('the header api-key may carry a virtual key', 'vkm-api-key'),
  },
  upstream: {
    deploymentIn: rule('a call names the deployment in its', 'plain'),
    modelInBody: rule('a call names the model in its body as', 'alias-deployment'),
    sendsMaxTokens: rule('max_tokens is sent on', 'max-tokens'),
    sendsN: rule('n is read and sent on', 'plain-n2', 'bad-n-string'),
    droppedParameters: rule('parameters that are not sent on to Azure', 'req-every-field'),
    translatesReasoning: rule('reasoning efforts are translated for Azure'),
    toolSchemaOrder: rule("the order of keys in a tool's schema", 'tool-call'),
    repeatsBrokenCall: rule('a call that breaks before the first byte is made again', 'net-reset'),
    network: rule('how error texts name the network', 'stream-reset-after-two'),
    namesNetworkErrors: rule('network errors have a message of their own', 'net-refused'),
    gzipLooksTwice: rule('a gzip header that is refused is looked for once more', 'answer-gzip-corrupt'),
    refusesPrivate: rule('addresses of private networks are not called'),
    stripsSampling: rule('sampling parameters do not reach a reasoning model'),
    unpacksStreams: rule('a gzip stream is unpacked', 'stream-gzip'),
  },
  answers: {
    logprobs: rule('the key of logprobs', 'plain-logprobs', 'stream-logprobs'),
    modelFields: rule('extra_fields names the model as', 'alias-deployment'),
    writesNull: rule(
      'finish_reason, logprobs and content are null where there is none',
      'plain',
      'tool-call',
    ),
    nullName: rule('a piece of a tool call without a name says "name":null', 'stream-tool-call'),
    cost: rule('usage.cost tells tokens, or what went in and came out', 'answer-usage-cost'),
    resolvedModel: rule('resolved_model_used is the name at Azure', 'alias-deployment', 'alias-stream'),
    fillsIn: rule('an answer without model, object and time gets them', 'answer-nothing', 'alias-nothing'),
    upstreamLatency: rule('a whole answer has upstream_latency'),
    reasoningContent: rule('reasoning_content stands beside reasoning', 'plain-reasoning-content'),
    promptDetails: rule('cached tokens in prompt_tokens_details', 'plain', 'plain-usage-details'),
    contentEscape: rule('escapes in the content of a message', 'plain-escapes', 'answer-invalid-utf8'),
    providerHeaders: rule('extra_fields.provider_response_headers', 'plain'),
  },
  raw: {
    always: rule('raw answers come unasked', 'plain', 'stream-text'),
    inErrors: rule('raw answers and requests stand in errors, too', 'err-raw-response', 'raw-both-not-json'),
    request: rule('raw_request is', 'raw-both'),
    answer: rule('raw_response is', 'plain'),
  },
  streams: {
    idleSeconds: rule(
      'a stream ends after so many seconds of silence',
      'stream-long',
      'stream-stall-middle',
      'stream-stall-first-byte',
    ),
    beginsWith: rule('a stream begins with', 'stream-429', 'stream-error-first', 'stream-stall-first-byte'),
    finishStaysWithContent: rule(
      'a finish_reason that comes with content stays there',
      'stream-finish-with-content',
    ),
    namesOtherType: rule('that an answer is no stream is told with its type', 'stream-non-sse-body'),
    forwardsEmptyContent: rule('a delta with empty content is a chunk', 'stream-text'),
    forwardsRefusals: rule(
      'a refusal or annotations alone are a chunk',
      'stream-refusal',
      'stream-annotations',
    ),
    forwardsMessages: rule('a message beside a delta is passed on'),
    lastChunkHasModel: rule('the last chunk has model and time', 'stream-text'),
    lastChunkHasTier: rule('the last chunk has the service tier'),
    truncated: rule('a stream that breaks off', 'stream-cut-after-two', 'stream-cut-mid-frame'),
    heartbeatMs: rule('a comment line in a stream every so many ms (0: never)'),
    readsBareData: rule('"data:" is read without a space behind it', 'stream-no-space'),
    refusesOtherTypes: rule('an answer that is no event stream is an error', 'stream-non-sse-body'),
  },
  errors: {
    sanitizes: rule('texts from inside a program become "internal server error"'),
    dropStatus: rule('a full queue is 429', 'drop-queue'),
    ordered: rule('errors ordered by name that are told in other words than those of 1.4.19'),
    emptyFields: rule('extra_fields of an error before a provider was chosen', 'bad-json'),
    emptyBody: rule('the message for an error without a body', 'err-401-empty', 'err-418-empty'),
    fillsMessage: rule(
      'an error without a message gets one from its status',
      'err-401-apim',
      'err-message-missing',
    ),
    quotesOtherShapes: rule('an error of another shape is quoted', 'err-400-string', 'err-message-number'),
    otherCodes: rule('a code that is no text becomes', 'err-500-numeric-code', 'stream-error-mid'),
    withoutStatus: rule('the HTTP status of an error without one', 'bad-json'),
    connectionStatus: rule('a connection that fails is 502', 'net-refused'),
    timeoutSeconds: rule('the default timeout, seconds', 'net-timeout'),
    tellsRetry: rule('an error of a call has latency, one of Azure retry_after_ms', 'err-429'),
    lateHead: rule('a stream whose head does not come in time is told as', 'stream-stall-first-byte'),
    timeoutStatus: rule('a timeout is 504', 'net-timeout'),
    unknownKeyNamesModel: rule('the message for an unknown stored key names the model', 'key-unknown'),
    unencodableType: rule('the type of an error that cannot be encoded', 'raw-both-not-json'),
  },
}

function rule(about: string, ...seen: readonly string[]): RuleWords {
  return { about, seen }
}
