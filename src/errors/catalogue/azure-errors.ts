import type { HeaderList } from '../../message/headers.ts'
import type { ErrorEntry } from '../error-spec.ts'
import { retryHeaders } from '../retry-headers.ts'
import { entry } from './entry.ts'

const RATE_LIMIT_SECONDS = 6

/** What the Azure deployment answers. */
export const AZURE_ERRORS: readonly ErrorEntry[] = [
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
]

function azureJson(
  name: string,
  status: number,
  when: string,
  error: Record<string, unknown>,
  extra: { capture?: string; headers?: HeaderList } = {},
): ErrorEntry {
  return entry(
    name,
    when,
    status,
    { layer: 'provider', status, headers: extra.headers ?? [], body: { json: { error } } },
    extra.capture,
  )
}

function azureText(
  name: string,
  status: number,
  seen: number,
  when: string,
  text: string,
  contentType: string,
  capture?: string,
): ErrorEntry {
  return entry(
    name,
    when,
    seen,
    { layer: 'provider', status, headers: [['content-type', contentType]], body: { text } },
    capture,
  )
}
