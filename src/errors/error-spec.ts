import type { HeaderList } from '../message/headers.ts'

/** An answer of the deployment, to be turned into what the client sees by the gateway. */
export interface ProviderErrorSpec {
  readonly layer: 'provider'
  readonly status: number
  readonly headers: HeaderList
  /** A JSON body, or a text sent as it is. */
  readonly body: { readonly json: unknown } | { readonly text: string }
  /** Instead of the body, in a stream: events of a 200 (the last one is the error). */
  readonly events?: readonly unknown[]
  readonly ending?: 'fin'
}

export interface NetworkErrorSpec {
  readonly layer: 'network'
  readonly why: 'refused' | 'fin' | 'reset' | 'hang' | 'dns'
}

export interface GatewayErrorSpec {
  readonly layer: 'gateway'
  readonly status: number
  /** `status_code` stands in the body. */
  readonly statusInBody: boolean
  readonly isBifrostError: boolean
  /** The top-level `type`. */
  readonly type?: string
  /** The top-level `event_id`. */
  readonly eventId?: string
  readonly error: {
    readonly error?: string
    readonly type?: string
    readonly code?: string
    readonly message: string
    readonly param?: unknown
    readonly event_id?: string
  }
  /** Made before the request reached the core: `extra_fields` is empty. */
  readonly beforeCore?: boolean
  /** Made before a key was chosen. */
  readonly beforeKey?: boolean
  /** The body ends with a newline. */
  readonly newline?: boolean
  /** Not JSON: this text as text/plain; `bare`: without security and CORS headers, and the connection closes. */
  readonly plain?: { readonly text: string; readonly bare: boolean; readonly headers?: HeaderList }
  /** Headers beside the gateway's own. */
  readonly headers?: HeaderList
  /** A whole JSON body in place of the gateway's. */
  readonly body?: unknown
  /** `error_type` in `extra_fields`, on lines that have one. */
  readonly errorType?: string
  /** The connection closes after it. */
  readonly closes?: boolean
}

/** A named error as it was ordered, so that each line of the gateway can tell it in its own words. */
export interface OrderedError {
  readonly name: string
  readonly overrides: ErrorOverrides
}

/** What a line of the gateway says differently of one of its own errors. */
export type GatewayErrorChange = Partial<Omit<GatewayErrorSpec, 'layer' | 'error'>> & {
  readonly error?: Partial<GatewayErrorSpec['error']>
}

export type ErrorSpec = ProviderErrorSpec | NetworkErrorSpec | GatewayErrorSpec

export interface ErrorEntry {
  readonly name: string
  /** One sentence: when it happens. */
  readonly when: string
  /** The HTTP status that the client of the gateway sees. */
  readonly status: number
  readonly capture?: string
  readonly spec: ErrorSpec
}

/** Fields beside `error` in the body of the gateway. */
export interface OuterFields {
  readonly event_id?: string
  /** Errors of the gateway itself alone have one. */
  readonly type?: string
  readonly is_bifrost_error?: boolean
}

/** What a scenario may change about a named error. */
export interface ErrorOverrides {
  readonly status?: number
  readonly message?: string
  readonly code?: string
  readonly type?: string
  readonly param?: unknown
  readonly event_id?: string
  /** What stands beside `error` in the gateway's body. */
  readonly outer?: OuterFields
  /** Seconds: sets `Retry-After` and `retry-after-ms`, and the number in Azure's sentence. */
  readonly retry_after?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** Stands in a text for the model that was asked for. */
export const MODEL = '{model}'
