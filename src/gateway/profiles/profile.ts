import type { GatewayErrorChange } from '../../errors/error-spec.ts'
import type { HeaderList } from '../../message/headers.ts'
import type { GovernanceRules } from './governance-rules.ts'

/**
 * What one release of the gateway does differently from another, as data. A transform asks its profile; it never
 * asks which release it is. In each field's comment: a recording that shows it (`spec/captures/LINE/NAME.json`).
 */
export interface GatewayProfile {
  /** The release, as `--gateway` names it. */
  readonly line: string
  /** `recorded`: every switch was seen on the wire. `read`: taken from source, release notes and reports. */
  readonly evidence: 'recorded' | 'read'
  readonly headers: HeaderRules
  readonly requests: RequestRules
  readonly routes: RouteRules
  readonly keys: KeyRules
  readonly governance: GovernanceRules
  readonly upstream: UpstreamRules
  readonly answers: AnswerRules
  readonly raw: RawRules
  readonly streams: StreamRules
  readonly errors: ErrorRules
}

/** Headers of every answer. */
export interface HeaderRules {
  /** Before all others (plain). */
  readonly security: HeaderList
  /** The same, where a proxy before the gateway says that the client came by https. */
  readonly secure: HeaderList
  /** What `Access-Control-Allow-Headers` lists (plain). */
  readonly cors: readonly string[]
  /** What becomes of `allowed_headers` in the configuration: `wildcard` appends too, and knows `*` (cors-list-preflight). */
  readonly corsConfigured: 'ignored' | 'appended' | 'wildcard'
  /** `always`: every allowed origin may send credentials. `trusted`: local ones, and those that are listed (plain, cors-origin). */
  readonly credentials: 'always' | 'trusted'
  /** `Vary: Origin` beside the CORS headers (plain). */
  readonly vary: boolean
  /** Azure's headers reach the client (plain, err-429, stream-text). */
  readonly forwarded: boolean
  /** `x-bifrost-*` headers of Azure reach the client. */
  readonly forwardsOwn: boolean
  /**
   * `X-Bifrost-*` that tell where the request went: on whole answers with status 200, or on every answer, there with
   * `X-Request-Id` and `X-Bifrost-Trace-Id`. Never on the gateway's own route with the former (plain, fallbacks, models).
   */
  readonly identity: 'nowhere' | 'whole answers' | 'every answer'
}

/** What happens to a request before it is a chat request. */
export interface RequestRules {
  /** Largest head, bytes (header-20k). */
  readonly maxHeadBytes: number
  /** `Content-Encoding` is undone, and refused where unknown; otherwise it is not looked at (encode-gzip, encode-identity, encoding-bad). */
  readonly decompresses: boolean
  /**
   * A JSON object is written anew, its keys sorted and its numbers as floating point, before it is parsed: the parser's
   * errors quote that text (bad-name-number). `with key`: where a known virtual key is sent.
   */
  readonly rewritesBody: 'always' | 'with key' | 'never'
  /** The message over the parser's text (bad-json). */
  readonly parseErrorMessage: string
  /** `status`: a body that cannot be read is 400, and the connection closes; otherwise such an error has no status of its own. */
  readonly parseErrorHas: 'no status' | 'status'
  /** `x-bf-async` and `x-bf-async-id` are refused for want of a log store; otherwise they mean nothing (async-header). */
  readonly asyncRefused: boolean
  /** A login in the configuration counts on this route (auth-missing). */
  readonly wantsLogin: boolean
  /**
   * Headers that ask for raw answers: only `true` counts; or, where the configuration allows it, `x-bf-send-back-raw-request`
   * too, and both may say no (raw-response-header, raw-override, raw-override-off).
   */
  readonly rawHeaders: 'answer' | 'request and answer, if allowed'
  /**
   * A key given with the request: `works` takes its endpoint from `x-bf-azure-endpoint`; `on request` does so where
   * `x-bf-direct-key: true` stands beside it; `ignored`: it is no key, the stored one counts (direct-endpoint).
   */
  readonly directKey: 'works' | 'broken' | 'on request' | 'ignored'
}

export interface RouteRules {
  /** A model without a provider is one of OpenAI's: `always`, or where the configuration has that provider (v1-bare-model). */
  readonly openaiByDefault: 'always' | 'configured'
  /** What may follow `/deployments/`: `id/operation` and nothing else, or anything (path-provider-prefix, path-unknown-suffix, path-trailing-slash). */
  readonly deploymentPath: 'id/operation' | 'anything'
  /** `GET /openai/v1/models` (models). */
  readonly models: 'listed' | 'refused'
  /** The body of `GET /health`, without its newline (health). */
  readonly health: string
}

/** The keys of a provider, and which of them a call goes by. */
export interface KeyRules {
  /** What a key serves that lists no models; `none`: it must list them, or `*` for all (not-mapped). */
  readonly withoutModels: 'all' | 'none'
  /** `*` among the models of a key stands for all; otherwise it is a name as any other (old-words). */
  readonly star: 'all' | 'name'
  /** The part of a key that maps models; with `deployments` a model must stand in that map (alias-deployment, key-no-deployments). */
  readonly map: 'deployments' | 'aliases'
  /** The message where no key serves `{model}` (not-mapped). */
  readonly noneServesText: string
  /** The same of a provider other than Azure and Bedrock, whose keys know no deployments. */
  readonly noneServesOtherText: string
  /** That error says what kind it is: `no_key_supports_model`. */
  readonly noneServesKind: boolean
  /**
   * A retry goes by the next key: after a 429 or the words of one (retry-429-other-key); or after 401, 402 or 403 too,
   * at once, and a key that was refused is not used again.
   */
  readonly rotate: 'never' | 'after rate limits' | 'after rate limits and refusals'
}

/** What Azure sees, and how the gateway talks to it. */
export interface UpstreamRules {
  /** Where a call names the deployment: in its path, or (the path then being `/openai/v1/…`) as the body's `model` (plain). */
  readonly deploymentIn: 'path' | 'body'
  /** The name that the body gives the model: as it was asked for, or as Azure knows it (alias-deployment). */
  readonly modelInBody: 'requested' | 'deployment'
  /** `max_tokens` is sent on as `max_completion_tokens` (max-tokens). */
  readonly sendsMaxTokens: boolean
  /** `n` is read, and sent on (plain-n2, bad-n-string). */
  readonly sendsN: boolean
  /** Parameters that are not sent on (req-every-field). */
  readonly droppedParameters: readonly string[]
  /** A reasoning effort of `minimal` becomes `low`, and a budget of reasoning tokens becomes an effort. */
  readonly translatesReasoning: boolean
  /** The keys of a tool's schema: in the order of the client, in that of the gateway's own type, or in an order at every depth (tool-call). */
  readonly toolSchemaOrder: 'client' | 'fixed' | 'normal'
  /** A call whose connection breaks before the first byte is made once more at once (net-reset). */
  readonly repeatsBrokenCall: boolean
  /** As error texts name the network (stream-reset-after-two). */
  readonly network: 'tcp' | 'tcp4'
  /** Network errors have a message of their own; otherwise it is that of any failed call (net-refused). */
  readonly namesNetworkErrors: boolean
  /** A reader that refuses a gzip header is followed by a second one, which looks at what is left (answer-gzip-corrupt). */
  readonly gzipLooksTwice: boolean
  /** An address of a private network is not called unless the configuration allows it. */
  readonly refusesPrivate: boolean
  /** Sampling parameters do not reach a reasoning model. */
  readonly stripsSampling: boolean
  /** A gzip stream is unpacked (stream-gzip). */
  readonly unpacksStreams: boolean
}

/** Whole answers and chunks. */
export interface AnswerRules {
  /** The key under which logprobs are read and written: Azure's are lost where it is another (plain-logprobs). */
  readonly logprobs: 'logprobs' | 'log_probs'
  /**
   * `prompt_tokens_details`: `cached` has Azure's own `cached_tokens`; `read` keeps them as `cached_read_tokens`, with the
   * sum in `cached_tokens` unless it is 0; `read and sum` writes that sum always; `read and written` writes both apart, always
   * (plain, plain-usage-details).
   */
  readonly promptDetails: 'cached' | 'read' | 'read and sum' | 'read and written'
  /** `html`: `<>&`, U+2028, and bytes that are no UTF-8 are escaped in a message's content (plain-escapes, answer-invalid-utf8). */
  readonly contentEscape: 'plain' | 'html'
  /** `extra_fields.provider_response_headers` (plain). */
  readonly providerHeaders: boolean
  /** How `extra_fields` names the model and where it was found, in errors, too (alias-deployment). */
  readonly modelFields:
    | 'model_requested, model_deployment'
    | 'original_model_requested, resolved_model_used'
    | 'routing_info, original_model_requested, resolved_model_used'
  /** Where `resolved_model_used` is the name at Azure; elsewhere it is the name that was asked for (alias-stream, alias-deployment, alias-error). */
  readonly resolvedModel: 'in events' | 'everywhere'
  /** What is nil is written as null: `finish_reason`, `logprobs`, a message's `content`, `refusal` beside tool calls (plain, tool-call). */
  readonly writesNull: boolean
  /** A piece of a tool call without a name says so: `"name":null` (stream-tool-call). */
  readonly nullName: boolean
  /** What `usage.cost` is made of (answer-usage-cost). */
  readonly cost: 'tokens' | 'sides'
  /** A whole answer without a model, an object or a time gets them; the model as it was asked for, or as Azure knows it (answer-nothing, alias-nothing). */
  readonly fillsIn: 'nothing' | 'model as requested' | 'model as deployed'
  /** A whole answer tells the latency of its call twice, the second time as `upstream_latency` (plain). */
  readonly upstreamLatency: boolean
  /** `reasoning_content` stands beside `reasoning` (plain-reasoning-content). */
  readonly reasoningContent: boolean
}

/** Raw capture: `extra_fields.raw_request` and `raw_response`. */
export interface RawRules {
  /** Raw answers come without being asked for, except on the gateway's own route (plain, stream-text, path-native-v1). */
  readonly always: boolean
  /** Errors have them, too (err-raw-response, raw-both-not-json). */
  readonly inErrors: boolean
  /** `indented`: the request as it was sent. `compact`: without its spaces. `parsed`: read and written anew (raw-both). */
  readonly request: 'indented' | 'compact' | 'parsed'
  /** `compact`: every token as Azure wrote it. `parsed`: read and written anew; the real order of keys is random (plain). */
  readonly answer: 'compact' | 'parsed'
}

export interface StreamRules {
  /**
   * The timeout of a request bounds `whole` a stream; or so many seconds without a byte do; or nothing does, and a
   * silent stream never ends (stream-long, stream-stall-first-byte, stream-idle-after-content).
   */
  readonly idleSeconds: number | 'whole' | 'never'
  /**
   * `request`: the stream begins before Azure is called; errors are events of it, those before the first event with a
   * length and wrapped in another `error`. `first event`: until then an error is a whole answer (stream-429, stream-error-first).
   */
  readonly beginsWith: 'request' | 'first event'
  /** A `finish_reason` that comes with content stays there; otherwise it moves to the last chunk (stream-finish-with-content). */
  readonly finishStaysWithContent: boolean
  /** `data:` counts without a space behind it (stream-no-space). */
  readonly readsBareData: boolean
  /** An answer that is no event stream is an error; otherwise its lines are read as events (stream-non-sse-body). */
  readonly refusesOtherTypes: boolean
  /** That error names the type which it is. */
  readonly namesOtherType: boolean
  /** A delta whose content is empty is a chunk; or only one with a role, which opens a stream (stream-text, stream-empty-content). */
  readonly forwardsEmptyContent: 'always' | 'with a role' | 'never'
  /** A delta that has only a refusal or annotations is a chunk (stream-refusal, stream-annotations). */
  readonly forwardsRefusals: boolean
  /** A `message` beside a delta is passed on. */
  readonly forwardsMessages: boolean
  /** The last chunk has the model and the time of those before it; otherwise '' and 0 (stream-text). */
  readonly lastChunkHasModel: boolean
  /** It has their service tier, too. */
  readonly lastChunkHasTier: boolean
  /** A stream that ends without `[DONE]` and without a `finish_reason` (stream-cut-after-two). */
  readonly truncated: 'ends well' | 'is an error'
  /** A comment line comes so often in a stream, ms; 0: never. */
  readonly heartbeatMs: number
}

export interface ErrorRules {
  /** What its own errors say where it is not what `src/errors/catalogue.ts` has, by their names there. */
  readonly ordered: Readonly<Record<string, GatewayErrorChange>>
  /** `extra_fields` of an error made before a provider was chosen: `{}`, or three empty texts (bad-json). */
  readonly emptyFields: 'left out' | 'blank'
  /** An answer of Azure without a body: a message for each status, or one for all (err-401-empty, err-418-empty). */
  readonly emptyBody: 'by status' | 'one text'
  /** An error without a message gets one from its status; otherwise the message is empty (err-401-apim, err-message-missing). */
  readonly fillsMessage: boolean
  /** JSON of another shape is quoted in the message; otherwise what could be read of it counts (err-400-string, err-message-number). */
  readonly quotesOtherShapes: boolean
  /** A `code` that is no text: becomes one, or is lost, and with it an event of a stream (err-500-numeric-code, stream-error-mid). */
  readonly otherCodes: 'text' | 'lost'
  /** A timeout has a status of its own, 504; otherwise none, which is 500 (net-timeout). */
  readonly timeoutStatus: boolean
  /** A stream whose head does not come in time: told as any timeout, or as a deadline for it that has passed (stream-stall-first-byte). */
  readonly lateHead: 'timeout' | 'deadline'
  /** The HTTP status of an error that has none of its own: 400 where it is nobody's fault but the client's (bad-json). */
  readonly withoutStatus: '500' | '400 or 500'
  /** A connection that fails has a status and a type of its own, 502 and `provider_connection_failed` (net-refused). */
  readonly connectionStatus: boolean
  /** The seconds that the message of a timeout names as default, and that count where the configuration names none. */
  readonly timeoutSeconds: number
  /** What looks like the inside of a program is not told: the message is `internal server error`. */
  readonly sanitizes: boolean
  /** A full queue has a status and a type of its own, 429 and `request_dropped` (drop-queue). */
  readonly dropStatus: boolean
  /** An error of a call tells its latency, and one of Azure when Azure wants to be asked again (err-429). */
  readonly tellsRetry: boolean
  /** The message for a stored key that does not exist names the model, too (key-unknown). */
  readonly unknownKeyNamesModel: boolean
  /** `Content-Type` of an error that cannot be encoded (raw-both-not-json). */
  readonly unencodableType: string
}
