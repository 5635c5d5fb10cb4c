import type { HeaderMap } from '../../message/header-map.ts'
import type { PinnedKey } from '../config/routing-rules.ts'
import type { ParsedBody } from '../routing/parsed-body.ts'

/** Whether the request as it was sent, and the answer as it came, are to stand in the answer. */
export interface RawWish {
  readonly request?: boolean
  readonly answer?: boolean
}

/** A parsed chat request on its way to a provider. */
export interface CoreRequest {
  readonly provider: string
  readonly model: string
  readonly fallbacks: readonly { readonly provider: string; readonly model: string }[]
  readonly stream: boolean
  readonly body: ParsedBody
  /** `extra_params` of the body, merged into what goes to Azure; absent unless the client asked for it. */
  readonly extraParams: { readonly [key: string]: unknown } | undefined
  readonly headers: HeaderMap
  /** What the request says of raw capture; where it says nothing, the configuration decides. */
  readonly raw: RawWish
  /** A captured answer of OpenAI itself is passed on as it is; not on the gateway's own route. */
  readonly passesRaw: boolean
  /** The query of the URL. */
  readonly query: string
  /** The key that a routing rule has chosen, where the request names none itself. Not for fallbacks. */
  readonly pinned?: PinnedKey | undefined
}
