/**
 * Every error that can be ordered by name: one table. `azure.*` is what the deployment answers, `network.*` what
 * becomes of the connection to it, `bifrost.*` and `governance.*` what the gateway says itself. Texts and statuses
 * are those of release 1.4.19; where they were recorded, `capture` names the recording. What other releases say
 * instead stands in their profiles.
 */

import { MODEL } from './error-spec.ts'
import type { ErrorEntry, ErrorSpec, GatewayErrorSpec, HeaderList, NetworkErrorSpec } from './error-spec.ts'
import { retryHeaders } from './retry-headers.ts'

const RATE_LIMIT_SECONDS = 6

const azureJson = (
  name: string,
  status: number,
  when: string,
  error: Record<string, unknown>,
  extra: { capture?: string; headers?: HeaderList } = {},
): ErrorEntry =>
  entry(
    name,
    when,
    status,
    { layer: 'provider', status, headers: extra.headers ?? [], body: { json: { error } } },
    extra.capture,
  )

const azureText = (
  name: string,
  status: number,
  seen: number,
  when: string,
  text: string,
  contentType: string,
  capture?: string,
): ErrorEntry =>
  entry(
    name,
    when,
    seen,
    { layer: 'provider', status, headers: [['content-type', contentType]], body: { text } },
    capture,
  )

const network = (
  name: string,
  status: number,
  when: string,
  why: NetworkErrorSpec['why'],
  capture?: string,
): ErrorEntry => entry(name, when, status, { layer: 'network', why }, capture)

type GatewayExtras = Partial<Omit<GatewayErrorSpec, 'layer' | 'status' | 'error'>> & {
  capture?: string
  error?: Partial<GatewayErrorSpec['error']>
}

const gateway = (
  name: string,
  status: number,
  when: string,
  message: string,
  extras: GatewayExtras = {},
): ErrorEntry => {
  const { capture, error, ...rest } = extras
  return entry(
    name,
    when,
    status,
    {
      layer: 'gateway',
      status,
      statusInBody: false,
      isBifrostError: false,
      ...rest,
      error: { message, ...error },
    },
    capture,
  )
}

const governance = (
  name: string,
  status: number,
  when: string,
  type: string,
  message: string,
  capture?: string,
): ErrorEntry =>
  gateway(`governance.${name}`, status, when, message, {
    type,
    statusInBody: true,
    beforeKey: true,
    ...(capture === undefined ? {} : { capture }),
  })

function entry(name: string, when: string, status: number, spec: ErrorSpec, capture?: string): ErrorEntry {
  return capture === undefined ? { name, when, status, spec } : { name, when, status, capture, spec }
}

/** An error about the choice of a key that repeats its message as cause. */
const repeated = (message: string) => ({ beforeKey: true, error: { error: message } })

const NOT_FOUND = 'failed to get config for provider: not found'

const ENTRIES: readonly ErrorEntry[] = [
  // --- what the Azure deployment answers
  azureJson('azure.bad_request', 400, 'A parameter is invalid.', {
    message: 'Invalid value for a parameter of this request.',
    type: 'invalid_request_error',
    param: null,
    code: null,
  }),
  azureJson(
    'azure.content_filter',
    400,
    "The prompt trips Azure's content filter; the gateway loses innererror.",
    {
      message:
        "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry. To learn more about our content filtering policies please read our documentation: https://go.microsoft.com/fwlink/?linkid=2198766",
      type: null,
      param: 'prompt',
      code: 'content_filter',
      status: 400,
      innererror: {
        code: 'ResponsibleAIPolicyViolation',
        content_filter_result: {
          hate: { filtered: true, severity: 'high' },
          self_harm: { filtered: false, severity: 'safe' },
          sexual: { filtered: false, severity: 'safe' },
          violence: { filtered: false, severity: 'safe' },
        },
      },
    },
    { capture: 'err-400-content-filter' },
  ),
  azureJson(
    'azure.context_length',
    400,
    'The conversation is longer than the model takes.',
    {
      message:
        "This model's maximum context length is 128000 tokens. However, your messages resulted in 130012 tokens. Please reduce the length of the messages.",
      type: 'invalid_request_error',
      param: 'messages',
      code: 'context_length_exceeded',
    },
    { capture: 'err-400-context-length' },
  ),
  azureJson('azure.unauthorized', 401, "The gateway's Azure key is wrong.", {
    code: '401',
    message:
      'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
  }),
  entry(
    'azure.apim_unauthorized',
    'API management refuses: its text stands outside `error`, so the gateway loses it.',
    401,
    {
      layer: 'provider',
      status: 401,
      headers: [],
      body: {
        json: {
          statusCode: 401,
          message:
            'Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.',
        },
      },
    },
    'err-401-apim',
  ),
  azureJson('azure.forbidden', 403, 'The network rules of the Azure resource refuse the gateway.', {
    code: '403',
    message: 'Access denied due to Virtual Network/Firewall rules.',
  }),
  azureJson(
    'azure.deployment_not_found',
    404,
    'The deployment does not exist in Azure.',
    {
      code: 'DeploymentNotFound',
      message:
        'The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.',
    },
    { capture: 'err-404' },
  ),
  azureJson('azure.timeout', 408, 'Azure gives up on the request itself.', {
    code: 'Timeout',
    message: 'The operation was timeout.',
  }),
  azureJson(
    'azure.unprocessable',
    422,
    'The request is understood but cannot be processed.',
    { code: 'unprocessable', message: 'Unprocessable', type: 'invalid_request_error', param: null },
    { capture: 'err-422' },
  ),
  azureJson(
    'azure.rate_limit',
    429,
    'The token rate limit of the deployment is used up; Retry-After says for how long.',
    {
      code: '429',
      message: `Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after ${RATE_LIMIT_SECONDS} seconds.`,
    },
    { capture: 'stream-429', headers: retryHeaders(RATE_LIMIT_SECONDS) },
  ),
  azureJson(
    'azure.call_rate_limit',
    429,
    'The request rate limit of the deployment is used up.',
    {
      code: '429',
      message: `Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded call rate limit of your current OpenAI S0 pricing tier. Please retry after ${RATE_LIMIT_SECONDS} seconds.`,
    },
    { capture: 'err-429', headers: retryHeaders(RATE_LIMIT_SECONDS) },
  ),
  azureJson(
    'azure.server_error',
    500,
    'Azure fails.',
    {
      message: 'The server had an error while processing your request. Sorry about that!',
      type: 'server_error',
      param: null,
      code: null,
    },
    { capture: 'err-500' },
  ),
  azureJson('azure.unavailable', 503, 'Azure is overloaded.', {
    code: 'ServiceUnavailable',
    message: 'The service is temporarily unable to process your request. Please try again later.',
  }),
  azureJson('azure.gateway_timeout', 504, 'A proxy of Azure waited too long.', {
    code: 'GatewayTimeout',
    message: 'The gateway did not receive a response from the backend within the specified time period.',
  }),
  azureText(
    'azure.bad_gateway_html',
    502,
    502,
    'A proxy of Azure answers with a web page.',
    '<html><body><h1>502 Bad Gateway</h1></body></html>',
    'text/html',
    'err-502-html',
  ),
  azureText(
    'azure.error_text',
    500,
    500,
    'Azure answers with plain text.',
    'upstream exploded',
    'text/plain',
    'err-500-text',
  ),
  azureText(
    'azure.error_empty',
    500,
    500,
    'Azure answers 500 without a body.',
    '',
    'application/json',
    'err-500-empty',
  ),
  azureText(
    'azure.answer_empty',
    200,
    500,
    'Azure answers 200 without a body.',
    '',
    'application/json',
    'ok-empty-body',
  ),
  azureText(
    'azure.answer_not_json',
    200,
    500,
    'Azure answers 200 with a text that is no JSON.',
    'not json',
    'application/json',
    'ok-not-json',
  ),
  azureText(
    'azure.answer_html',
    200,
    500,
    'Azure answers 200 with a web page.',
    '<html><body><h1>Sign in</h1></body></html>',
    'text/html',
  ),
  entry(
    'azure.answer_cut',
    'Azure closes in the middle of a whole answer.',
    500,
    {
      layer: 'provider',
      status: 200,
      headers: [['content-type', 'application/json']],
      body: { text: '{"id":"chatcmpl-1","choices":[' },
      ending: 'fin',
    },
    'answer-cut-body',
  ),
  entry(
    'azure.stream_error_first',
    'The first event of a stream is an error.',
    500,
    {
      layer: 'provider',
      status: 200,
      headers: [['content-type', 'text/event-stream; charset=utf-8']],
      body: {
        json: {
          error: {
            message: 'The server had an error while processing your request. Sorry about that!',
            type: 'server_error',
            param: null,
            code: null,
          },
        },
      },
      events: [
        {
          error: {
            message: 'The server had an error while processing your request. Sorry about that!',
            type: 'server_error',
            param: null,
            code: null,
          },
        },
      ],
    },
    'stream-error-first',
  ),

  // --- what becomes of the connection to Azure
  network('network.refused', 500, 'Nobody listens at the Azure endpoint.', 'refused', 'net-refused'),
  network('network.dns', 500, 'The name of the Azure endpoint does not resolve.', 'dns'),
  network(
    'network.closed',
    500,
    'Azure closes the connection before the first byte; the call is made twice.',
    'fin',
    'stream-cut-before-head',
  ),
  network(
    'network.reset',
    500,
    'Azure resets the connection before the first byte; the call is made twice.',
    'reset',
    'net-reset',
  ),
  network(
    'network.timeout',
    504,
    'Azure says nothing within default_request_timeout_in_seconds.',
    'hang',
    'net-timeout',
  ),

  // --- what the gateway says itself, before the core
  gateway('bifrost.invalid_json', 500, 'The request body is no JSON.', 'failed to parse request', {
    beforeCore: true,
    error: { error: '"Syntax error at index 2: invalid char\\n\\n\\t{bad\\n\\t..^.\\n"' },
    capture: 'bad-json',
  }),
  gateway(
    'bifrost.missing_deployment',
    500,
    'The path names no deployment.',
    'failed to execute pre-request callback: missing deployment id',
    {
      beforeCore: true,
      error: { error: 'missing deployment id' },
      capture: 'path-missing-deployment',
    },
  ),
  gateway(
    'bifrost.invalid_path',
    500,
    'The path names no operation.',
    'failed to execute pre-request callback: invalid azure deployment path',
    {
      beforeCore: true,
      error: { error: 'invalid azure deployment path' },
      capture: 'path-unknown-suffix',
    },
  ),
  gateway(
    'bifrost.async_unavailable',
    500,
    'x-bf-async without a log store.',
    'async operations not available: logs store not configured',
    {
      beforeCore: true,
      capture: 'async-header',
    },
  ),
  gateway(
    'bifrost.bad_encoding',
    400,
    'The request has a content coding that the gateway does not know.',
    'invalid compressed request body: unsupported Content-Encoding: "identity"',
    {
      beforeCore: true,
      statusInBody: true,
      newline: true,
      capture: 'encode-identity',
    },
  ),
  gateway(
    'bifrost.body_too_large',
    413,
    'The unpacked request body is too large.',
    'decompressed request body exceeds max allowed size of 104857600 bytes',
    {
      beforeCore: true,
      statusInBody: true,
      newline: true,
    },
  ),
  gateway('bifrost.login_required', 401, 'The gateway asks for a login on inference.', 'Unauthorized', {
    beforeCore: true,
    statusInBody: true,
    newline: true,
    capture: 'auth-missing',
  }),
  gateway(
    'bifrost.request_refused',
    400,
    'The HTTP server cannot parse the request, or its body is too large.',
    'Error when parsing request',
    {
      plain: { text: 'Error when parsing request', bare: true },
      capture: 'body-too-large',
    },
  ),
  gateway(
    'bifrost.headers_too_large',
    431,
    'The head of the request is larger than 64 KiB.',
    'Too big request header',
    {
      plain: { text: 'Too big request header', bare: true },
      capture: 'header-too-large',
    },
  ),
  gateway('bifrost.method_not_allowed', 405, 'The route does not take the method.', 'Method Not Allowed', {
    plain: { text: 'Method Not Allowed', bare: false, headers: [['Allow', 'GET, OPTIONS, POST']] },
    capture: 'method-put',
  }),
  gateway(
    'bifrost.route_not_found',
    404,
    'No such route, on a gateway without its web interface.',
    'Route not found',
    {
      beforeCore: true,
      statusInBody: true,
      newline: true,
    },
  ),

  // --- what the gateway's core says
  gateway('bifrost.provider_not_configured', 500, 'The provider is not in the configuration.', NOT_FOUND, {
    ...repeated(NOT_FOUND),
    capture: 'no-azure',
  }),
  gateway(
    'bifrost.provider_required',
    500,
    'The model names no provider and there is no default.',
    'provider is required',
    { beforeKey: true },
  ),
  gateway(
    'bifrost.no_keys',
    500,
    'The provider has no keys.',
    `no keys found for provider: azure and model: ${MODEL}`,
    repeated(`no keys found for provider: azure and model: ${MODEL}`),
  ),
  gateway(
    'bifrost.deployment_unknown',
    500,
    'No key knows the deployment.',
    `no keys found that support model/deployment: ${MODEL}`,
    {
      ...repeated(`no keys found that support model/deployment: ${MODEL}`),
      capture: 'not-mapped',
    },
  ),
  gateway(
    'bifrost.key_unknown',
    500,
    'x-bf-api-key names no key.',
    `no supported key found with name "nobody" for provider: azure and model: ${MODEL}`,
    {
      ...repeated(`no supported key found with name "nobody" for provider: azure and model: ${MODEL}`),
      capture: 'key-unknown',
    },
  ),
  gateway(
    'bifrost.azure_config_missing',
    500,
    'The key has no Azure configuration.',
    'azure key config not set',
    { capture: 'direct-endpoint', beforeKey: true },
  ),
  gateway('bifrost.endpoint_missing', 500, 'The key has no endpoint.', 'endpoint not set', {
    beforeKey: true,
  }),
  gateway('bifrost.deployments_missing', 500, 'The key has no deployments map.', 'deployments not set', {
    beforeKey: true,
    capture: 'key-no-deployments',
  }),
  gateway(
    'bifrost.deployment_not_mapped',
    500,
    'The key maps the model to no deployment.',
    `deployment not found for model ${MODEL}`,
    { beforeKey: true },
  ),
  gateway(
    'bifrost.queue_full',
    500,
    "The provider's queue is full and drop_excess_requests is on.",
    'request dropped: queue is full',
    { capture: 'drop-queue', beforeKey: true },
  ),
  gateway('bifrost.shutting_down', 500, 'The gateway is shutting down.', 'provider is shutting down'),
  gateway(
    'bifrost.unsupported_operation',
    500,
    'The provider does not offer the operation.',
    'chat_completion is not supported by azure provider',
    {
      error: { code: 'unsupported_operation' },
    },
  ),
  gateway(
    'bifrost.credentials',
    500,
    'The gateway gets no Entra token.',
    'failed to get Azure access token',
    { isBifrostError: true },
  ),
  gateway(
    'bifrost.deadline',
    504,
    'The context of the request ran out.',
    'request timed out waiting for provider response: context deadline exceeded',
    {
      statusInBody: true,
      isBifrostError: true,
      error: { type: 'request_timed_out' },
    },
  ),
  gateway(
    'bifrost.cancelled',
    499,
    'The request was cancelled, as at a shutdown.',
    'request cancelled waiting for provider response: context canceled',
    {
      statusInBody: true,
      isBifrostError: true,
      error: { type: 'request_cancelled' },
    },
  ),

  // --- governance
  governance(
    'virtual_key_required',
    401,
    'Virtual keys are mandatory and none, or an unknown one, is sent.',
    'virtual_key_required',
    'virtual key is required. Provide a virtual key via the x-bf-vk header.',
    'vkm-missing',
  ),
  governance(
    'virtual_key_not_found',
    403,
    'The virtual key is unknown.',
    'virtual_key_not_found',
    'Virtual key not found',
    'vk-unknown',
  ),
  governance(
    'virtual_key_blocked',
    403,
    'The virtual key is switched off.',
    'virtual_key_blocked',
    'Virtual key is inactive',
    'vk-inactive',
  ),
  governance(
    'provider_blocked',
    403,
    'The virtual key does not allow the provider.',
    'provider_blocked',
    "Provider 'azure' is not allowed for this virtual key",
    'vk-provider-blocked',
  ),
  governance(
    'model_blocked',
    403,
    'The virtual key does not allow the model.',
    'model_blocked',
    `Model '${MODEL}' is not allowed for this virtual key`,
    'vk-model-blocked',
  ),
  governance(
    'request_limited',
    429,
    'The request limit of the virtual key is used up; no Retry-After.',
    'request_limited',
    'Rate limit check failed: rate limit violated for VK: request limit exceeded (2/2, resets every 1h)',
    'vk-rate',
  ),
  governance(
    'token_limited',
    429,
    'The token limit of the virtual key is used up; no Retry-After.',
    'token_limited',
    'Rate limit check failed: rate limit violated for VK: token limit exceeded (150/100, resets every 1d)',
    'vk-tokens',
  ),
  governance(
    'rate_limited',
    429,
    'Both limits of the virtual key are used up.',
    'rate_limited',
    'Rate limit check failed: rate limit violated for VK: token limit exceeded (150/100, resets every 1d); request limit exceeded (2/2, resets every 1h)',
  ),
  governance(
    'budget_exceeded',
    402,
    'The budget of the virtual key is used up.',
    'budget_exceeded',
    'Budget exceeded: VK budget exceeded: 10.5000 >= 10.0000 dollars',
    'vk-budget',
  ),
  governance(
    'team_budget_exceeded',
    402,
    "The budget of the key's team is used up.",
    'budget_exceeded',
    'Budget exceeded: Team budget exceeded: 10.5000 >= 10.0000 dollars',
    'vk-team-budget',
  ),
  governance(
    'model_request_limited',
    429,
    'The request limit of the model is used up.',
    'request_limited',
    `Model-level rate limit check failed: rate limit violated for Model:${MODEL}: [request limit exceeded (1/1, resets every 1h)]`,
    'model-rate',
  ),
  governance(
    'provider_request_limited',
    429,
    'The request limit of the provider is used up.',
    'request_limited',
    'Provider-level rate limit check failed: rate limit violated for azure: [request limit exceeded (1/1, resets every 1h)]',
    'provider-rate',
  ),
  governance(
    'missing_required_headers',
    400,
    'A header that the configuration requires is missing.',
    'missing_required_headers',
    'missing required headers: X-Env',
    'headers-missing',
  ),
]

const BY_NAME: ReadonlyMap<string, ErrorEntry> = new Map(ENTRIES.map((it) => [it.name, it]))

/** The whole catalogue, in the order of the table. */
export function errorCatalogue(): readonly ErrorEntry[] {
  return ENTRIES
}

export function errorNames(): readonly string[] {
  return [...BY_NAME.keys()]
}

export function findError(name: string): ErrorEntry | undefined {
  return BY_NAME.get(name)
}
