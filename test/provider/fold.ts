import { chunksOf } from '../plan/events.ts'

/** What a client of the chat route makes of an answer, however it came. */
export interface Folded {
  readonly id: string
  readonly model: string
  readonly created: number
  readonly content: string
  readonly reasoning: string
  readonly toolCalls: readonly { readonly id?: string; readonly name: string; readonly arguments: string }[]
  readonly audio: { readonly id?: string; readonly data: string; readonly transcript: string } | undefined
  readonly logprobs: readonly unknown[]
  readonly finishReason: string | undefined
  readonly usage: unknown
}

interface Part {
  readonly content?: string | null
  readonly reasoning?: string
  readonly tool_calls?: readonly {
    readonly index: number
    readonly id?: string
    readonly function: { readonly name?: string | null; readonly arguments?: string }
  }[]
  readonly audio?: { readonly id?: string; readonly data?: string; readonly transcript?: string }
}

interface Choice {
  readonly index: number
  readonly message?: Part
  readonly delta?: Part
  readonly finish_reason?: string | null
  readonly logprobs?: { readonly content?: readonly unknown[] } | null
}

interface Body {
  readonly id: string
  readonly model: string
  readonly created: number
  readonly choices: readonly Choice[]
  readonly usage?: unknown
}

/** The first choice of a whole answer. */
export function foldWhole(text: string): Folded {
  const body = JSON.parse(text) as Body
  return { ...envelope(body), ...folded([body], ({ message }) => placed(message)), usage: body.usage }
}

/** The first choice of a stream, its pieces put together by their index; id, model and time are those of its first chunk. */
export function foldStream(text: string): Folded {
  const bodies = chunksOf(text) as Body[]
  const [first] = bodies
  if (first === undefined) throw new Error('a stream without chunks')
  // The gateway's own last chunk has its usage, and neither model nor time.
  const usage = bodies.findLast((body) => body.usage !== null && body.usage !== undefined)?.usage
  return { ...envelope(first), ...folded(bodies, ({ delta }) => delta), usage }
}

/** The gateway gives all calls of a whole message the index 0: their place counts. */
function placed(message: Part | undefined): Part | undefined {
  const calls = message?.tool_calls?.map((call, index) => ({ ...call, index }))
  return calls === undefined ? message : { ...message, tool_calls: calls }
}

function envelope({ id, model, created }: Body) {
  return { id, model, created }
}

function folded(bodies: readonly Body[], partOf: (choice: Choice) => Part | undefined) {
  const choices = bodies.flatMap((body) => body.choices.filter(({ index }) => index === 0))
  const parts = choices.map((choice) => partOf(choice) ?? {})
  const reasons = choices.flatMap(({ finish_reason: reason }) => reason ?? [])
  return {
    content: parts.map(({ content }) => content ?? '').join(''),
    reasoning: parts.map(({ reasoning }) => reasoning ?? '').join(''),
    toolCalls: foldCalls(parts),
    audio: foldAudio(parts),
    logprobs: choices.flatMap(({ logprobs }) => logprobs?.content ?? []),
    finishReason: reasons.at(-1),
  }
}

function foldCalls(parts: readonly Part[]): Folded['toolCalls'] {
  const calls: { id?: string; name: string; arguments: string }[] = []
  for (const { index, id, function: fn } of parts.flatMap((part) => part.tool_calls ?? [])) {
    const call = (calls[index] ??= { name: '', arguments: '' })
    if (id !== undefined) call.id = id
    call.name += fn.name ?? ''
    call.arguments += fn.arguments ?? ''
  }
  return calls
}

function foldAudio(parts: readonly Part[]): Folded['audio'] {
  const pieces = parts.flatMap((part) => part.audio ?? [])
  const id = pieces.find((piece) => piece.id !== undefined && piece.id !== '')?.id
  const all = (key: 'data' | 'transcript') => pieces.map((piece) => piece[key] ?? '').join('')
  if (pieces.length === 0) return undefined
  return { ...(id === undefined ? {} : { id }), data: all('data'), transcript: all('transcript') }
}
