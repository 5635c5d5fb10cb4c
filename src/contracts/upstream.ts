import { toBuffer } from '../message/bytes.ts'
import { headerValue } from '../message/headers.ts'
import type { Bytes } from '../message/bytes.ts'
import type { HeaderList } from '../message/headers.ts'
import type { GatewayErrorSpec, OrderedError } from '../errors/error-spec.ts'

/**
 * What passes between the gateway and the pretend Azure deployment. The two never see each other: the gateway
 * asks with an `UpstreamRequest`, the provider answers with an `UpstreamReply` in Azure's terms.
 */

export interface UpstreamRequest {
  /** The gateway's name for the model: the deployment id of the client's URL, or that of a fallback. */
  readonly model: string
  /** The Azure deployment that the key maps `model` to. */
  readonly deployment: string
  readonly provider: string
  readonly method: 'POST'
  /** Path and query at the provider's endpoint. */
  readonly url: string
  /** Lower-case names, in the order of sending. */
  readonly headers: HeaderList
  /** What the gateway sends, as a JSON value: parameters that it drops are not in it. */
  readonly value: { readonly [key: string]: unknown }
  /** The JSON text exactly as the gateway writes it. */
  readonly body: string
  readonly stream: boolean
  /** Present where the provider is asked, and answers, in the way of Anthropic's Messages API; `value` is the chat request behind it. */
  readonly protocol?: 'messages' | undefined
  /** 1 for the first try, 2 for the gateway's first retry, … */
  readonly attempt: number
  /** How long the gateway waits for all of the answer, ms; absent where it has no end. */
  readonly patienceMs?: number | undefined
}

/**
 * How the provider's connection ends after everything in `body` was sent.
 * `end`: a complete answer. `fin`: closed before the answer was complete. `reset`: RST. `hang`: silence.
 */
export type UpstreamEnding = 'end' | 'fin' | 'reset' | 'hang'

/**
 * A piece of the provider's body, `at` ms after the request reached it: bytes as they are, or a JSON value that
 * stands for its compact text (`json`) or for one `data:` frame (`event`). A value spares both sides the text.
 */
export type UpstreamPiece =
  | { readonly at: number; readonly data: Bytes }
  | { readonly at: number; readonly json: unknown }
  | { readonly at: number; readonly event: unknown }

export interface UpstreamAnswer {
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
  /** What a scenario adds to the body that the client gets (in a stream: to its last chunk), for parts that no deployment sends. */
  readonly patch?: { readonly [key: string]: unknown }
  /** Of an answer that goes past the gateway: sent in HTTP chunks, whatever its pieces are. */
  readonly chunked?: boolean
  /** Present where the answer was given as raw bytes: those, of which all the rest was read. */
  readonly raw?: RawBytes
  /** It would have lasted longer than the gateway waits, and was given a quicker pace; ms. */
  readonly hurried?: Hurried
}

/** How long an answer would have lasted at the model's usual pace, and how long it lasts, ms. */
export interface Hurried {
  readonly fromMs: number
  readonly toMs: number
}

/** What a provider writes on its connection, head included, and how that ends. Times in ms. */
export interface RawBytes {
  readonly pieces: readonly { readonly at: number; readonly data: Bytes }[]
  readonly ending: UpstreamEnding
  readonly endAt: number
}

/**
 * A stream of chunks that a deployment makes: what all of them share, what each adds, and when. `streamAnswer` writes it out
 * as events; who knows what to do with it as it is spares itself an object for each.
 */
export interface UpstreamStream {
  readonly kind: 'stream'
  readonly headers: HeaderList
  /**
   * One object for all streams of the same reply, which then differ in id, time, tokens of the prompt, headers and times alone;
   * absent for others.
   */
  readonly shared?: object | undefined
  /** When the head arrives, and the opening with it, ms. */
  readonly headAt: number
  /** An event without choices before the first chunk. */
  readonly opening: object
  readonly envelope: ChunkEnvelope
  /** One list for all streams of the same reply. */
  readonly steps: readonly ChunkStep[]
  /** When each step leaves, ms. */
  readonly times: readonly number[]
  /** Members that one of the chunks has beside the others'. */
  readonly extra?: { readonly step: number; readonly members: object } | undefined
  /** That of the chunk without choices which follows the last step; absent: there is none. */
  readonly usage?: object | undefined
  readonly endAt: number
  readonly patch?: { readonly [key: string]: unknown } | undefined
  readonly hurried?: Hurried
}

/**
 * A whole answer that a deployment makes of a reply: what all such answers share, and what is its own. `writtenOut` makes a body
 * of it; who has seen one of the same reply before spares itself that.
 */
export interface UpstreamWhole {
  readonly kind: 'whole'
  readonly headers: HeaderList
  /** When all of it arrives, ms. */
  readonly endAt: number
  /** The body without id and time, for a prompt of no tokens. One object for all answers of a reply. */
  readonly body: WholeBody
  readonly id: string
  readonly created: number
  readonly promptTokens: number
  readonly hurried?: Hurried
}

export interface WholeBody {
  readonly [key: string]: unknown
  readonly usage: { readonly [key: string]: unknown; readonly completion_tokens: number }
}

/** The members that all chunks of a stream share. */
export interface ChunkEnvelope {
  readonly created: number
  readonly id: string
  readonly model: string
  readonly object: string
  readonly service_tier?: string | null
  readonly system_fingerprint: string | null
}

export interface ChunkStep {
  readonly choices: readonly object[]
}

/** No answer at all. `fin` and `reset` break the connection before the first byte. */
export interface UpstreamSilence {
  readonly kind: 'none'
  readonly why: 'refused' | 'fin' | 'reset' | 'hang' | 'dns'
  readonly at: number
  /** Present where raw bytes were given that make no head. */
  readonly raw?: RawBytes
}

export type UpstreamReply = UpstreamAnswer | UpstreamSilence

/** What the deployment does with one call: an answer, an error that a scenario orders of the gateway, or bytes past it. */
export type ProviderTurn =
  | UpstreamReply
  | UpstreamStream
  | UpstreamWhole
  | {
      readonly kind: 'gateway-error'
      readonly spec: GatewayErrorSpec
      /** Present where it was ordered by name. */
      readonly order?: OrderedError
    }
  | { readonly kind: 'wire'; readonly answer: UpstreamReply }

/**
 * Stands for the answer of a deployment whose state another process keeps: the exchange takes place there, and nobody sees what
 * the gateway makes of this. A value and no exception: code that an exception always passes through is never compiled.
 */
export const ELSEWHERE: ProviderTurn = { kind: 'wire', answer: { kind: 'none', why: 'hang', at: 0 } }

/** `after`: ms after the client's request was accepted; 0 unless given. */
export type Ask = (request: UpstreamRequest, after?: number) => ProviderTurn

/** The text or bytes that a piece puts on the provider's wire. */
export function pieceBytes(piece: UpstreamPiece): Bytes {
  if ('data' in piece) return piece.data
  if ('json' in piece) return JSON.stringify(piece.json)
  return `data: ${JSON.stringify(piece.event)}\n\n`
}

/** All of a body as bytes. */
export function bodyBytes(pieces: readonly UpstreamPiece[]): Uint8Array {
  return Buffer.concat(pieces.map((piece) => toBuffer(pieceBytes(piece))))
}

/** The same turn with its body as it goes over the wire. */
export function writtenOut(turn: ProviderTurn): Exclude<ProviderTurn, UpstreamStream | UpstreamWhole> {
  if (turn.kind === 'whole') return wholeAnswer(turn)
  return turn.kind === 'stream' ? streamAnswer(turn) : turn
}

/** Counts of all tokens stand behind those of the prompt. */
function wholeAnswer({
  headers,
  endAt,
  body,
  id,
  created,
  promptTokens,
  hurried,
}: UpstreamWhole): UpstreamAnswer {
  const total = promptTokens + body.usage.completion_tokens
  const usage = { ...body.usage, prompt_tokens: promptTokens, total_tokens: total }
  return {
    kind: 'answer',
    status: 200,
    headers,
    headAt: endAt,
    body: [{ at: endAt, json: { ...body, id, created, usage } }],
    ending: 'end',
    endAt,
    ...(hurried && { hurried }),
  }
}

/** A stream with each of its events written out. */
function streamAnswer(stream: UpstreamStream): UpstreamAnswer {
  const { headers, headAt, opening, envelope, steps, times, extra, usage, endAt, patch, hurried } = stream
  const body: UpstreamPiece[] = [{ at: headAt, event: opening }]
  for (const [index, { choices }] of steps.entries()) {
    const members = extra?.step === index ? extra.members : undefined
    // A stream that ends with its usage says in every chunk before that there is none yet.
    const event =
      usage === undefined
        ? { choices, ...envelope, ...members }
        : { choices, ...envelope, usage: null, ...members }
    body.push({ at: times[index]!, event })
  }
  if (usage !== undefined) body.push({ at: endAt, event: { choices: [], ...envelope, usage } })
  body.push({ at: endAt, data: 'data: [DONE]\n\n' })
  return {
    kind: 'answer',
    status: 200,
    headers,
    headAt,
    body,
    ending: 'end',
    endAt,
    ...(patch && { patch }),
    ...(hurried && { hurried }),
  }
}

/** Whether an answer goes over the wire in HTTP chunks: a stream has no length that could be told before. */
export function isSentInChunks({ chunked, headers, body }: UpstreamAnswer): boolean {
  if (chunked !== undefined) return chunked
  if (headerValue(headers, 'content-length') !== undefined) return false
  if (headerValue(headers, 'transfer-encoding') !== undefined) return true
  const type = headerValue(headers, 'content-type')?.toLowerCase() ?? ''
  return type.startsWith('text/event-stream') || body.length > 1 || body.some((piece) => 'event' in piece)
}
