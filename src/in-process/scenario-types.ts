// Written by `npm run generate` from the shapes that read scenario files.
// The language of scenarios as types, so that editors and compilers know every key and every name.

/** The name of a fault. */
export type FaultName = keyof FaultMap

/** A fault as in the header `x-emulator-fault`: `cut`, `cut:after=3`, or several with `;` between them. */
export type FaultText = FaultName | `${FaultName}${':' | ';'}${string}`

/** Faults: one, or several in their order. */
export type FaultsInput = FaultText | FaultMap | readonly (FaultText | FaultMap)[]

/** A number, or its text. Durations may have a unit: 2s. */
export type FaultNumber = number | string

/** The options of a fault; null or true: the usual ones. */
export type Fault<Options = object> = (Options & FaultChance) | null | true | undefined

export interface FaultChance {
  /** how likely it hits, 0 to 1 */
  readonly chance?: FaultNumber | undefined
}

/** Bytes that are no text. */
export type Base64 = Uint8Array | { readonly $base64: string }

export type Block =
  | string
  | {
      /** A part of the text. */ readonly text?: string | undefined
      /** A function that the model calls. */ readonly tool_call?: ToolCall | undefined
    }

export interface ChaosInput extends RequestFilter, FailureInput {
  /** What it is called in the journal and the log. */ readonly name?: string | undefined
  /** Several errors or faults, of which a request that is hit gets one, by weight. */
  readonly one_of?: WeightedFailure | undefined
  /** The chance of each request, 0 to 1; 1 unless given. */ readonly rate?: number | undefined
  /** A chance that grows or falls, in place of rate. */
  readonly ramp?:
    | {
        /** The chance at the beginning; 0 unless given. */ readonly from?: number | undefined
        /** The chance at the end. */ readonly to: number
        /** How long it takes, e.g. 2m. */ readonly over: string | number
      }
    | undefined
  /** Hit only every Nth request of a session. */ readonly every?: number | undefined
  /** Hit only the first N requests of a session. */ readonly first?: number | undefined
  /** How long after it was ordered it begins, e.g. 30s. */ readonly after?: Duration | undefined
  /** How long it lasts once it has begun, e.g. 5m. */ readonly for?: string | number | undefined
  /** It comes and goes again and again. */
  readonly outage?:
    | {
        /** From one beginning to the next, e.g. 5m. */ readonly every: string | number
        /** How long each one takes, e.g. 20s. */ readonly lasts: string | number
      }
    | undefined
}

export type Duration = string | number

export type ErrorInput =
  | ErrorName
  | {
      /** A name of the error catalogue. */ readonly name?: ErrorName | undefined
      /** The HTTP status of the error. */ readonly status?: number | undefined
      /** The error's type. */ readonly type?: string | null | undefined
      /** The error's code. */ readonly code?: string | number | null | undefined
      /** The error's message. */ readonly message?: string | undefined
      /** The parameter that the error is about. */ readonly param?: string | null | undefined
      /** The provider's id of the event, inside error. */ readonly event_id?: string | undefined
      /** Fields beside error in the gateway's body. An error of Azure has no type there. */
      readonly outer?:
        | {
            /** The provider's id of the event, beside error. */ readonly event_id?: string | undefined
            /** The kind of refusal beside error, such as budget_exceeded. */
            readonly type?: string | undefined
            /** Whether the gateway itself failed. */ readonly is_bifrost_error?: boolean | undefined
          }
        | undefined
      /** How long the client is told to wait: seconds, or a time such as 500ms or 2m. */
      readonly retry_after?: string | number | undefined
      /** Headers beside those of the error. */ readonly headers?: HeadersInput | undefined
      /** A whole body in place of the error's own; { $file: x.json } takes it from a file. */
      readonly body?: unknown | undefined
    }

// prettier-ignore
export type ErrorName =
  | 'azure.bad_request' | 'azure.content_filter' | 'azure.context_length' | 'azure.unauthorized'
  | 'azure.apim_unauthorized' | 'azure.forbidden' | 'azure.deployment_not_found' | 'azure.timeout'
  | 'azure.unprocessable' | 'azure.rate_limit' | 'azure.call_rate_limit' | 'azure.server_error'
  | 'azure.unavailable' | 'azure.gateway_timeout' | 'azure.bad_gateway_html' | 'azure.error_text'
  | 'azure.error_empty' | 'azure.answer_empty' | 'azure.answer_not_json' | 'azure.answer_html'
  | 'azure.answer_cut' | 'azure.stream_error_first' | 'network.refused' | 'network.dns'
  | 'network.closed' | 'network.reset' | 'network.timeout' | 'bifrost.invalid_json'
  | 'bifrost.missing_deployment' | 'bifrost.invalid_path' | 'bifrost.async_unavailable'
  | 'bifrost.bad_encoding' | 'bifrost.body_too_large' | 'bifrost.login_required'
  | 'bifrost.request_refused' | 'bifrost.headers_too_large' | 'bifrost.method_not_allowed'
  | 'bifrost.route_not_found' | 'bifrost.provider_not_configured' | 'bifrost.provider_required'
  | 'bifrost.no_keys' | 'bifrost.deployment_unknown' | 'bifrost.key_unknown'
  | 'bifrost.azure_config_missing' | 'bifrost.endpoint_missing' | 'bifrost.deployments_missing'
  | 'bifrost.deployment_not_mapped' | 'bifrost.queue_full' | 'bifrost.shutting_down'
  | 'bifrost.unsupported_operation' | 'bifrost.credentials' | 'bifrost.deadline' | 'bifrost.cancelled'
  | 'governance.virtual_key_required' | 'governance.virtual_key_not_found'
  | 'governance.virtual_key_blocked' | 'governance.provider_blocked' | 'governance.model_blocked'
  | 'governance.request_limited' | 'governance.token_limited' | 'governance.rate_limited'
  | 'governance.budget_exceeded' | 'governance.team_budget_exceeded'
  | 'governance.model_request_limited' | 'governance.provider_request_limited'
  | 'governance.missing_required_headers'

export interface FaultMap {
  /** The whole answer comes later, its head too. */
  readonly delay?: Fault<{
    /** how much later; 1000 unless given */ readonly ms?: FaultNumber | undefined
  }>
  /** The answer stops for a while in the middle, then goes on. */
  readonly stall?: Fault<
    FaultPosition & {
      /** how long it is silent; 1000 unless given */ readonly for?: FaultNumber | undefined
    }
  >
  /** The connection closes (FIN) before the answer is complete. */
  readonly cut?: Fault<FaultPosition>
  /** The stream ends well, but without data: [DONE]. */ readonly no_done?: Fault
  /** The connection is reset (RST) in the middle of the answer. */
  readonly reset?: Fault<FaultPosition>
  /** The answer goes silent and the connection stays open. */ readonly hang?: Fault<FaultPosition>
  /** One frame holds broken JSON: its second half is missing. */
  readonly garble?: Fault<{
    /** the frame that follows so many others; 1 unless given */
    readonly after?: FaultNumber | undefined
    /** what stands in the frame instead */ readonly text?: string | number | undefined
  }>
  /** One frame comes twice. */
  readonly duplicate?: Fault<{
    /** the frame that follows so many others; 1 unless given */
    readonly after?: FaultNumber | undefined
  }>
  /** Two neighbouring frames come in the wrong order. */
  readonly swap?: Fault<{
    /** the frame that follows so many others; 1 unless given */
    readonly after?: FaultNumber | undefined
  }>
  /** One frame is missing. */
  readonly drop_frame?: Fault<{
    /** the frame that follows so many others; 1 unless given */
    readonly after?: FaultNumber | undefined
  }>
  /** Frames come together in one piece. */
  readonly merge?: Fault<{
    /** so many at a time; 2 unless given */ readonly frames?: FaultNumber | undefined
  }>
  /** The body leaves in writes of a few bytes each. */
  readonly slice?: Fault<{
    /** so many in each write; 1 unless given */ readonly bytes?: FaultNumber | undefined
  }>
  /** Comment lines stand between the frames. */
  readonly heartbeat?: Fault<{
    /** one before every so many frames; 1 unless given */ readonly every?: FaultNumber | undefined
    /** one every so many milliseconds */ readonly ms?: FaultNumber | undefined
    /** what the comment says; ping unless given */ readonly text?: string | number | undefined
  }>
  /** The stream ends with an error event instead of the rest, or goes on behind it. */
  readonly error_event?: Fault<{
    /** the frame that follows so many others; 1 unless given */
    readonly after?: FaultNumber | undefined
    /** the error's message */ readonly message?: string | number | undefined
    /** the error's type */ readonly type?: string | number | undefined
    /** the error's code */ readonly code?: string | number | undefined
    /** end unless given; go_on: the rest follows */ readonly then?: 'end' | 'go_on' | undefined
  }>
  /** The body comes slowly, a few bytes at a time. */
  readonly drip?: Fault<{
    /** so many at a time; 16 unless given */ readonly bytes?: FaultNumber | undefined
    /** between them; 50 unless given */ readonly ms?: FaultNumber | undefined
  }>
  /** The answer names a wrong content type. */
  readonly content_type?: Fault<{
    /** the value of Content-Type; text/html unless given */
    readonly type?: string | number | undefined
  }>
  /** The body is shortened, and the message says that this is all of it. */
  readonly truncate?: Fault<FaultPlace>
  /** The answer has a head and an empty body. */ readonly empty_body?: Fault
  /** Content-Length says more than comes (then the connection closes), or less. */
  readonly wrong_length?: Fault<{
    /** by so many bytes; 10 unless given */ readonly by?: FaultNumber | undefined
  }>
  /** The answer is the same under another HTTP status. */
  readonly status?: Fault<{
    /** the HTTP status; 503 unless given */ readonly code?: FaultNumber | undefined
  }>
  /** Behind [DONE] the connection stays open for a while before the stream ends. */
  readonly stay_open?: Fault<{
    /** how long; 5000 unless given */ readonly ms?: FaultNumber | undefined
  }>
  /** A proxy between gateway and client does what such proxies do. */
  readonly as_proxy?:
    | Fault<
        | {
            /** what it does */ readonly how: 'cut_chunked' | 'cut_length' | 'cut_close'
            /** behind so many events of a stream; half of them unless given */
            readonly after?: FaultNumber | undefined
          }
        | {
            /** what it does */
            readonly how: 'head_only' | 'no_byte' | 'one_read' | 'lower_case' | 'canonical_case' | 'joined'
          }
        | {
            /** what it does */ readonly how: 'pairs' | 'empty_200' | 'first_copy_late'
            /** pairs: held back for (200); first_copy_late: later by (1000); else: when it comes */
            readonly ms?: FaultNumber | undefined
          }
        | {
            /** what it does */ readonly how: 'own_answer'
            /** pairs: held back for (200); first_copy_late: later by (1000); else: when it comes */
            readonly ms?: FaultNumber | undefined
            /** 502 unless given */ readonly status?: FaultNumber | undefined
            /** html unless given */ readonly body?: 'html' | 'text' | 'empty' | undefined
            /** the text that the proxy writes */ readonly text?: string | number | undefined
          }
        | {
            /** what it does */ readonly how: 'text_line'
            /** behind so many events of a stream; half of them unless given */
            readonly after?: FaultNumber | undefined
            /** the text that the proxy writes */ readonly text?: string | number | undefined
          }
      >
    | 'cut_chunked'
    | 'cut_length'
    | 'cut_close'
    | 'head_only'
    | 'no_byte'
    | 'one_read'
    | 'pairs'
    | 'own_answer'
    | 'empty_200'
    | 'text_line'
    | 'lower_case'
    | 'canonical_case'
    | 'joined'
    | 'first_copy_late'
  /** The deployment refuses the connection. */ readonly upstream_refused?: Fault
  /** The deployment's name cannot be resolved. */ readonly upstream_dns?: Fault
  /** The deployment resets the connection: before its first byte, or after some events. */
  readonly upstream_reset?: Fault<{
    /** after so many events */ readonly after?: FaultNumber | undefined
  }>
  /** The deployment goes silent until the gateway's time is up: at once, or after some events. */
  readonly upstream_hang?: Fault<{
    /** after so many events */ readonly after?: FaultNumber | undefined
  }>
  /** The deployment closes the connection before its answer is complete. */
  readonly upstream_cut?: Fault<{
    /** after so many events; 1 unless given */ readonly after?: FaultNumber | undefined
  }>
  /** A proxy answers with a page of HTML. */
  readonly upstream_html?: Fault<{
    /** the HTTP status; 502 unless given */ readonly status?: FaultNumber | undefined
  }>
  /** The deployment answers without a body. */
  readonly upstream_empty?: Fault<{
    /** the HTTP status; 200 unless given */ readonly status?: FaultNumber | undefined
  }>
  /** The body is text where JSON should be. */
  readonly upstream_not_json?: Fault<{
    /** the HTTP status; 200 unless given */ readonly status?: FaultNumber | undefined
    /** the body */ readonly text?: string | number | undefined
  }>
  /** A stream is answered with one whole JSON body. */ readonly upstream_not_sse?: Fault
  /** The deployment's stream breaks off with an error event; a whole answer is that error. */
  readonly upstream_error_event?: Fault<{
    /** after so many events; 0 (as the first) unless given */
    readonly after?: FaultNumber | undefined
    /** the error's message */ readonly message?: string | number | undefined
    /** the error's type */ readonly type?: string | number | undefined
    /** the error's code */ readonly code?: string | number | undefined
  }>
  /** A line that is no JSON stands in the deployment's stream; a whole answer is half a body. */
  readonly upstream_garbage?: Fault<{
    /** after so many events; 1 unless given */ readonly after?: FaultNumber | undefined
    /** the line */ readonly text?: string | number | undefined
  }>
  /** The deployment answers later. */
  readonly upstream_delay?: Fault<{
    /** how much later; 1000 unless given */ readonly ms?: FaultNumber | undefined
  }>
  /** The deployment is silent for a while in the middle of its answer, then goes on. */
  readonly upstream_stall?: Fault<{
    /** after so many events; 1 unless given */ readonly after?: FaultNumber | undefined
    /** how long it is silent; 1000 unless given */ readonly for?: FaultNumber | undefined
  }>
}

export interface FileContent {
  /** A path from the folder of this file; it stays inside the scenario folder. */
  readonly $file: string
}

export type JsonMatcher =
  | string
  | RegExp
  | number
  | boolean
  | null
  | readonly (string | RegExp | number | boolean | null)[]
  | (MatcherMap & {
      /** Fits at least one of these values. */
      readonly one_of?: readonly (string | RegExp | number | boolean | null)[] | undefined
      /** Does not fit this matcher. */ readonly not?: JsonMatcher | undefined
    })

export interface LimitInput extends RequestFilter {
  /** So many requests a minute. */ readonly requests_per_minute?: number | undefined
  /** So many tokens a minute: prompts, and the answers that they allow. */
  readonly tokens_per_minute?: number | undefined
  /** No more requests at once than this time allows; 1m unless given. Azure looks at 10s. */
  readonly request_window?: string | number | undefined
  /** Who shares the limit: everybody (deployment, unless given), or each key or session by itself. */
  readonly per?: 'deployment' | 'key' | 'session' | undefined
}

export type NumberMatcher =
  | number
  | readonly number[]
  | {
      /** Is exactly this number. */ readonly equals?: number | undefined
      /** Is one of these numbers. */ readonly one_of?: readonly number[] | undefined
      /** Is greater than this number. */ readonly gt?: number | undefined
      /** Is this number or greater. */ readonly gte?: number | undefined
      /** Is less than this number. */ readonly lt?: number | undefined
      /** Is this number or less. */ readonly lte?: number | undefined
      /** Does not fit this matcher. */ readonly not?: NumberMatcher | undefined
    }

export type ReplyInput =
  | string
  | (ChoiceInput & {
      /** Several choices, each with the keys of one. */
      readonly choices?: readonly (string | ChoiceInput)[] | undefined
      /** Token counts, in place of those that are counted. */
      readonly usage?:
        | {
            /** Tokens of the request. */ readonly prompt_tokens?: number | undefined
            /** Tokens of the answer. */ readonly completion_tokens?: number | undefined
            /** Both together. */ readonly total_tokens?: number | undefined
            /** Of the request. */ readonly prompt_tokens_details?: TokenDetails | undefined
            /** Of the answer. */
            readonly completion_tokens_details?:
              | {
                  /** reasoning tokens. */ readonly reasoning_tokens?: number | undefined
                  /** audio tokens. */ readonly audio_tokens?: number | undefined
                  /** text tokens. */ readonly text_tokens?: number | undefined
                  /** accepted prediction tokens. */ readonly accepted_prediction_tokens?: number | undefined
                  /** rejected prediction tokens. */ readonly rejected_prediction_tokens?: number | undefined
                }
              | undefined
            /** The cost as the provider reports it. */
            readonly cost?: number | { readonly [key: string]: unknown } | undefined
          }
        | undefined
      /** The id of the completion; made unless given. */ readonly id?: string | undefined
      /** Unix seconds; now unless given. */ readonly created?: number | undefined
      /** The name of the model in the answer. */ readonly model?: string | undefined
      /** The fingerprint in the answer; null leaves it out. */
      readonly system_fingerprint?: string | null | undefined
      /** The service tier in the answer; null leaves it out. */
      readonly service_tier?: string | null | undefined
      /** Headers of the provider's answer, beside the usual ones. */
      readonly headers?: HeadersInput | undefined
      /** A patch on the body that the client gets, e.g. usage.cost or extra_fields.cache_debug. */
      readonly merge?: { readonly [key: string]: unknown } | undefined
    })

export type TextMatcher =
  | string
  | RegExp
  | readonly (string | RegExp)[]
  | (MatcherMap & {
      /** Fits at least one of these values. */
      readonly one_of?: readonly (string | RegExp)[] | undefined
      /** Does not fit this matcher. */ readonly not?: TextMatcher | undefined
    })

export type ToolCall = string | ToolCallInput

export interface UpstreamInput extends WireInput {
  /** The provider compresses its body. */ readonly coding?: 'gzip' | 'deflate' | 'br' | undefined
  /** The provider's raw bytes, head included, in place of all the rest. */
  readonly wire?: readonly (string | WaitStep | EndStep | Base64 | FileContent)[] | FileContent | undefined
  /** No answer at all: nobody listens, closed, reset, silent, or no such host. */
  readonly connection?: 'refused' | 'fin' | 'reset' | 'hang' | 'dns' | undefined
}

export type ValueMatcher =
  | string
  | RegExp
  | number
  | boolean
  | readonly (string | RegExp | number | boolean)[]
  | (MatcherMap & {
      /** Fits at least one of these values. */
      readonly one_of?: readonly (string | RegExp | number | boolean)[] | undefined
      /** Does not fit this matcher. */ readonly not?: ValueMatcher | undefined
    })

export type WhenInput =
  | string
  | RegExp
  | readonly (string | RegExp)[]
  | {
      /** The text of the last user message. */ readonly message?: TextMatcher | undefined
      /** The text of all system and developer messages. */ readonly system?: TextMatcher | undefined
      /** The text of any message, whoever wrote it. */ readonly any_message?: TextMatcher | undefined
      /** The deployment of the URL, or the Azure deployment that it is mapped to. */
      readonly deployment?: ValueMatcher | undefined
      /** The `model` of the request body. */ readonly model?: ValueMatcher | undefined
      /** The provider that the gateway calls, e.g. azure. */
      readonly provider?: ValueMatcher | undefined
      /** Whether the request asks for a stream. */ readonly stream?: boolean | undefined
      /** A function that the request offers; a list: all of them; true: any, false: none. */
      readonly tools?:
        | string
        | (MatcherMap & {
            /** Fits at least one of these values. */
            readonly one_of?: readonly (string | number | boolean)[] | undefined
            /** Does not fit this matcher. */ readonly not?: ValueMatcher | undefined
          })
        | readonly string[]
        | boolean
        | undefined
      /** auto, none, required, or the name of the function that must be called. */
      readonly tool_choice?: ValueMatcher | undefined
      /** The request brings the result of this function. true: of any function. */
      readonly tool_result?:
        | ValueMatcher
        | boolean
        | {
            /** The name of the function that was called. */ readonly name?: ValueMatcher | undefined
            /** What it gave back. */ readonly content?: TextMatcher | undefined
          }
        | undefined
      /** text, json_object, json_schema, or the name of the schema. */
      readonly response_format?: ValueMatcher | undefined
      /** The conversation's turn: assistant messages so far + 1. */
      readonly turn?: NumberMatcher | undefined
      /** Which match of this rule in the session this would be, counting from 1. */
      readonly call?: NumberMatcher | undefined
      /** The gateway's attempt, from 1; retries count up. */
      readonly attempt?: NumberMatcher | undefined
      /** The session that the request names. */ readonly session?: ValueMatcher | undefined
      /** The session's state, as `set_state` left it. */ readonly state?: ValueMatcher | undefined
      /** Request headers by name; the case of the name does not matter. */
      readonly header?: { readonly [name: string]: ValueMatcher } | undefined
      /** Query parameters by name. */
      readonly query?: { readonly [name: string]: ValueMatcher } | undefined
      /** Values in the request body by path: temperature, metadata.tenant, messages[0].role, stop[-1]. */
      readonly body?: { readonly [name: string]: JsonMatcher } | undefined
      /** All of these hold. */ readonly all?: readonly WhenInput[] | undefined
      /** At least one of these holds. */ readonly any?: readonly WhenInput[] | undefined
      /** This does not hold. */ readonly not?: WhenInput | undefined
    }

export interface WireInput {
  /** The HTTP status; 200 unless given. */ readonly status?: number | undefined
  /** Exactly these headers, beside the framing ones. A list as value repeats the header. */
  readonly headers?: HeadersInput | undefined
  /** The body, sent as compact JSON with the keys in this order; or { $base64: … }, or { $file: answer.json } as it stands. */
  readonly body?: unknown | undefined
  /** The body as raw text; or { $base64: … }, or { $file: … }. */
  readonly text?: string | Base64 | FileContent | undefined
  /** A stream, or { $file: answer.sse } for a recorded one. A map is one `data:` frame, a text is sent as it stands, { $wait: ms } pauses, { $end: fin | reset | hang } ends the connection there. */
  readonly events?:
    | readonly (string | WaitStep | EndStep | Base64 | FileContent | { readonly [key: string]: unknown })[]
    | FileContent
    | undefined
  /** Milliseconds after each event; 3 unless given. */ readonly gap_ms?: Duration | undefined
  /** Milliseconds before the first byte; 0 unless given. */
  readonly delay_ms?: Duration | undefined
  /** false leaves out the final `data: [DONE]`. */ readonly done?: boolean | undefined
  /** The bytes leave in pieces of this size. */ readonly slice?: number | undefined
  /** Whether the body is sent in HTTP chunks. Streams are, whole bodies are not, unless given. */
  readonly chunked?: boolean | undefined
}

export type FakeInput =
  | true
  | {
      /** The kind of text; echo repeats the message. */
      readonly style?: 'prose' | 'markdown' | 'code' | 'echo' | undefined
      /** About how many words. */ readonly words?: number | undefined
      /** Objects get all their optional fields. */ readonly full?: boolean | undefined
      /** Where names and places come from, e.g. de. */ readonly locale?: Locale | undefined
      /** A JSON Schema: the answer is JSON that fits it. */
      readonly schema?: { readonly [key: string]: unknown } | undefined
    }

export type TimingInput =
  | TimingName
  | 0
  | {
      /** The timing that the other figures change; gpt-4o unless given. */
      readonly like?: TimingName | undefined
      /** Time to the first content: 300, 1.5s, or percentiles. */
      readonly first_token_ms?: Duration | { readonly [key: string]: unknown } | undefined
      /** Tokens (chunks) per second after that; 0 sends all at once. */
      readonly tokens_per_second?: number | undefined
      /** Time from chunk to chunk, in place of tokens_per_second: 20, 0.5s, or percentiles. */
      readonly gap_ms?: Duration | { readonly [key: string]: unknown } | undefined
      /** Recorded gaps between the chunks, in milliseconds; begun anew when they are used up. */
      readonly gaps_ms?: readonly Duration[] | undefined
      /** By what share each duration may differ, 0 to 1; 0 unless given for those written here. Not those with percentiles, nor gaps_ms. */
      readonly jitter?: number | undefined
      /** How they differ: uniform (within the share), normal or lognormal (the share is the standard deviation). */
      readonly distribution?: 'uniform' | 'normal' | 'lognormal' | undefined
      /** Reading the prompt: milliseconds more before the first token for each 1,000 of its tokens. */
      readonly prompt_ms_per_1000_tokens?: Duration | undefined
      /** The same as a speed. */ readonly prompt_tokens_per_second?: number | undefined
    }

export interface NextInput extends RequestFilter, FailureInput {
  /** What it is called in the journal and the log. */ readonly name?: string | undefined
  /** Several errors or faults, of which a request that is hit gets one, by weight. */
  readonly one_of?: WeightedFailure | undefined
  /** How many requests; 1 unless given. */ readonly times?: number | undefined
}

export interface ScenarioInput extends OutcomeMap {
  /** A name, unique among all files. The file and number unless given. */
  readonly name?: string | undefined
  /** What it is for; shown in lists. */ readonly description?: string | undefined
  /** Which requests it answers; all of them unless given. */ readonly when?: WhenInput | undefined
  /** One per call: texts, replies, errors, anything. */
  readonly replies?:
    | readonly (
        | ReplyInput
        | {
            /** An answer that is made up. */ readonly fake?: FakeInput | undefined
          }
        | OutcomeMap
      )[]
    | undefined
  /** What counts replies: calls of the session, or turns of the conversation (then: last: the nearest turn). call unless given. */
  readonly by?: 'call' | 'turn' | undefined
  /** After the last of replies: repeat it (last), begin anew (loop), or fail. */
  readonly then?: 'last' | 'loop' | 'fail' | undefined
  /** The pace of the answer, by name or figures. */ readonly timing?: TimingInput | undefined
  /** What goes wrong on the way, e.g. - cut: { after: 3 }. */
  readonly faults?: FaultsInput | undefined
  /** Higher goes first; 0 unless given. */ readonly priority?: number | undefined
  /** How often it may match in a session. */ readonly times?: number | undefined
  /** Chance among the weighted rules that match; the draw follows the seed and the request, so that the same request always draws the same. */
  readonly weight?: number | undefined
  /** The session's state after it. */ readonly set_state?: string | undefined
}

export type OutcomeInput =
  | ReplyInput
  | {
      /** An answer that is made up. */ readonly fake?: FakeInput | undefined
    }
  | OutcomeMap

export interface ChoiceInput {
  /** The answer's text; { file: answer.md } takes it from a file beside this one. */
  readonly text?:
    | string
    | (FileInput & {
        /** A path from the folder of this file; it stays inside the scenario folder. */
        readonly $file?: string | undefined
      })
    | undefined
  /** A value, sent as JSON text; `fake` makes it from the schema in response_format; a map with "*": fake keeps the given keys and makes the rest; { file: x.json } takes it from a file. */
  readonly json?: unknown | undefined
  /** The text in exactly these pieces, one stream chunk each. */
  readonly chunks?: readonly (string | ChunkInput)[] | undefined
  /** The model's reasoning, before the text; { file: thoughts.md } takes it from a file. */
  readonly reasoning?:
    | string
    | (FileInput & {
        /** A path from the folder of this file; it stays inside the scenario folder. */
        readonly $file?: string | undefined
      })
    | undefined
  /** The words with which the model refuses. */ readonly refusal?: string | undefined
  /** The functions that the model calls. */ readonly tool_calls?: readonly ToolCall[] | undefined
  /** How a stream brings the calls; one after the other unless given. */
  readonly stream?: 'in_turns' | 'together' | 'late_id' | 'repeated_id' | 'split_name' | undefined
  /** Texts and tool calls ({ tool_call: … }) in the order of the stream. */
  readonly blocks?: readonly Block[] | undefined
  /** Annotations of the message, e.g. url_citation. */
  readonly annotations?: readonly { readonly [key: string]: unknown }[] | undefined
  /** The audio part: id, data (base64), transcript, expires_at. */
  readonly audio?: { readonly [key: string]: unknown } | undefined
  /** true makes them for each token; a map is sent as it stands. */
  readonly logprobs?: boolean | { readonly [key: string]: unknown } | undefined
  /** content_filter_results of the choice. */
  readonly content_filter?: { readonly [key: string]: unknown } | undefined
  /** Why it ends: stop, length, tool_calls, content_filter. Follows from the rest unless given. */
  readonly finish_reason?:
    | 'stop'
    | 'length'
    | 'tool_calls'
    | 'content_filter'
    | 'function_call'
    | string
    | null
    | undefined
}

export interface MatcherMap {
  /** Is exactly this value. A list or map is compared as a whole. */
  readonly equals?: unknown | undefined
  /** Holds this text, in upper or lower case. */ readonly contains?: string | undefined
  /** Matches this regular expression (RE2 syntax): /source/flags with the flags i, m, s, u, or the source alone. */
  readonly matches?: string | RegExp | undefined
  /** Begins with this text, in upper or lower case. */ readonly starts_with?: string | undefined
  /** Ends with this text, in upper or lower case. */ readonly ends_with?: string | undefined
  /** true: it must be there. false: it must not. */ readonly exists?: boolean | undefined
  /** Is greater than this number. */ readonly gt?: number | undefined
  /** Is this number or greater. */ readonly gte?: number | undefined
  /** Is less than this number. */ readonly lt?: number | undefined
  /** Is this number or less. */ readonly lte?: number | undefined
}

export interface OutcomeMap extends FakeReply {
  /** What the model answers: a text, or a map with the parts of the answer. */
  readonly reply?:
    | ReplyInput
    | {
        /** An answer that is made up. */ readonly fake?: FakeInput | undefined
      }
    | undefined
  /** An error of the catalogue, by name or with what differs from it. */
  readonly error?: ErrorInput | undefined
  /** The provider's answer, verbatim; the gateway does with it what it does. */
  readonly upstream?: UpstreamInput | undefined
  /** What the client gets, verbatim, past the gateway. */ readonly wire?: WireInput | undefined
}

export interface FaultPosition extends FaultPlace {
  /** so many milliseconds after the request was accepted */ readonly ms?: FaultNumber | undefined
  /** count characters and share within the arguments of tool calls */
  readonly in?: 'tool_arguments' | undefined
}

export interface FaultPlace {
  /** after so many frames (events of a stream) */ readonly after?: FaultNumber | undefined
  /** after so many characters of the body */ readonly chars?: FaultNumber | undefined
  /** this share of the body, 0 to 1 */ readonly fraction?: FaultNumber | undefined
}

export interface ToolCallInput {
  /** The function that is called. */ readonly name: string
  /** A map, JSON text, `fake` (made from the schema of the tool), or a map with "*": fake (the rest is made). `fake` unless given. */
  readonly arguments?: string | { readonly [key: string]: unknown } | readonly unknown[] | undefined
  /** The id of the call; made unless given. */ readonly id?: string | undefined
  /** function unless given. */ readonly type?: string | undefined
}

export interface TokenDetails {
  /** cached tokens. */ readonly cached_tokens?: number | undefined
  /** audio tokens. */ readonly audio_tokens?: number | undefined
  /** text tokens. */ readonly text_tokens?: number | undefined
  /** image tokens. */ readonly image_tokens?: number | undefined
}

export interface RequestFilter {
  /** Only requests of this deployment, or one of these. */
  readonly deployment?: ValueMatcher | undefined
  /** Only requests of this session. */ readonly session?: ValueMatcher | undefined
  /** Only requests that fit, as in a scenario. */ readonly when?: WhenInput | undefined
}

export interface FailureInput {
  /** The error that answers, by name or with what differs from it. */
  readonly error?: ErrorInput | undefined
  /** What goes wrong with the answer, as in a scenario. */ readonly fault?: FaultsInput | undefined
  /** The same as fault. */ readonly faults?: FaultsInput | undefined
}

export interface ChunkInput {
  /** The piece of text. */ readonly text: string
  /** Milliseconds before it, in place of the timing. */ readonly delay_ms?: Duration | undefined
}

export interface FileInput {
  /** A path from the folder of this file; it stays inside the scenario folder. */
  readonly file?: string | undefined
}

export interface WaitStep {
  /** Silence for so many milliseconds. */ readonly $wait?: Duration | undefined
}

export interface EndStep {
  /** Ends the connection here: closed, reset, or silent for ever. */
  readonly $end?: 'fin' | 'reset' | 'hang' | undefined
}

export interface FakeReply {
  /** An answer that is made up; { } for all the usual. */ readonly fake?: FakeInput | undefined
}

export type WeightedFailure = readonly (FailureInput & {
  /** Its share among the choices; 1 unless given. */ readonly weight?: number | undefined
})[]

export type HeadersInput = {
  readonly [name: string]: string | number | boolean | readonly (string | number | boolean)[]
}

// prettier-ignore
export type Locale =
  | 'af_ZA' | 'ar' | 'az' | 'bn_BD' | 'cs_CZ' | 'cy' | 'da' | 'de' | 'de_AT' | 'de_CH' | 'dv' | 'el'
  | 'en' | 'en_AU' | 'en_CA' | 'en_GB' | 'en_GH' | 'en_HK' | 'en_IE' | 'en_IN' | 'en_NG' | 'en_NP'
  | 'en_US' | 'en_ZA' | 'eo' | 'es' | 'es_MX' | 'fa' | 'fi' | 'fr' | 'fr_BE' | 'fr_CA' | 'fr_CH'
  | 'fr_LU' | 'fr_SN' | 'he' | 'hr' | 'hu' | 'hy' | 'id_ID' | 'it' | 'ja' | 'ka_GE' | 'ko' | 'lv'
  | 'mk' | 'mn_MN_cyrl' | 'nb_NO' | 'ne' | 'nl' | 'nl_BE' | 'pl' | 'pt_BR' | 'pt_PT' | 'ro' | 'ro_MD'
  | 'ru' | 'sk' | 'sl_SI' | 'sr_RS_latin' | 'sv' | 'ta_IN' | 'th' | 'tr' | 'uk' | 'ur' | 'uz_UZ_latin'
  | 'vi' | 'yo_NG' | 'zh_CN' | 'zh_TW' | 'zu_ZA'

// prettier-ignore
export type TimingName =
  | 'instant' | 'gpt-4o' | 'gpt-4o-mini' | 'gpt-4.1' | 'gpt-4.1-mini' | 'gpt-4.1-nano' | 'gpt-4-turbo'
  | 'gpt-35-turbo' | 'gpt-5' | 'gpt-5-mini' | 'o1' | 'o3' | 'o3-mini' | 'o4-mini' | 'slow'
