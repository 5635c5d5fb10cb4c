import type { ErrorEntry } from '../error-spec.ts'
import { gateway } from './gateway-entry.ts'

/** What the gateway says before a request reaches its core: of the route, the body, the login. */
export const GATEWAY_ACCESS_ERRORS: readonly ErrorEntry[] = [
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
]
