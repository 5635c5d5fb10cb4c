/**
 * What passes between the gateway and the pretend Azure deployment. The two never see each other: the gateway
 * asks with an `UpstreamRequest`, the provider answers with an `UpstreamReply` in Azure's terms.
 */

/** Header pairs in the order in which they stand on the wire. A name may appear more than once. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** Text (sent as UTF-8) or raw bytes. */
export type Bytes = string | Uint8Array

export interface UpstreamRequest {
  /** The gateway's name for the model: the deployment id of the client's URL. */
  readonly model: string
  /** The Azure deployment that the key maps `model` to. */
  readonly deployment: string
  readonly provider: string
  readonly url: string
  /** Lower-case names, in the order of sending. */
  readonly headers: HeaderList
  /** The JSON text exactly as the gateway writes it. */
  readonly body: string
  readonly stream: boolean
  /** 1 for the first try, 2 for the gateway's first retry, … */
  readonly attempt: number
}

/**
 * How the provider's connection ends after everything in `body` was sent.
 * `end`: a complete answer. `fin`: closed before the answer was complete. `reset`: RST. `hang`: silence.
 */
export type UpstreamEnding = 'end' | 'fin' | 'reset' | 'hang'

/** A piece of the provider's body, `at` ms after the request reached it. */
export interface UpstreamPiece {
  readonly at: number
  readonly data: Bytes
}

export type UpstreamReply =
  | {
      readonly kind: 'answer'
      readonly status: number
      /** Names as the provider wrote them; framing headers (`content-length`, `transfer-encoding`, `connection`) left out. */
      readonly headers: HeaderList
      /** When the head arrives, ms. */
      readonly headAt: number
      readonly body: readonly UpstreamPiece[]
      readonly ending: UpstreamEnding
      /** When the connection ends, ms; never before the last piece. */
      readonly endAt: number
    }
  | {
      /** No answer at all. `fin` and `reset` break the connection before the first byte. */
      readonly kind: 'none'
      readonly why: 'refused' | 'fin' | 'reset' | 'hang' | 'dns'
      readonly at: number
    }
