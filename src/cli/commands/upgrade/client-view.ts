import { parsed } from '../../../json/parsed.ts'
import { createParser } from 'eventsource-parser'
import type { Plan } from '../../../plan/plan.ts'
import { toBuffer } from '../../../message/bytes.ts'
import { headerValue } from '../../../message/headers.ts'

/** An answer as a client reads it. */
export interface ClientView {
  /** Undefined where no answer comes. */
  readonly status: number | undefined
  /** Lower-case names; values of a repeated one joined. */
  readonly headers: ReadonlyMap<string, string>
  readonly ending: string | undefined
  readonly body:
    | { readonly kind: 'json'; readonly value: unknown }
    | { readonly kind: 'stream'; readonly frames: readonly Frame[] }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'none' }
}

/** One event of a stream: its JSON, or the text that it is instead. */
export type Frame = { readonly value: unknown } | { readonly text: string }

export function clientView({ events }: Plan): ClientView {
  const head = events.find((event) => event.kind === 'head')
  const pieces = events.flatMap((event) =>
    event.kind === 'body' ? [toBuffer(typeof event.data === 'function' ? event.data() : event.data)] : [],
  )
  const headers = new Map<string, string>()
  for (const [name, value] of head?.headers ?? []) {
    const before = headers.get(name.toLowerCase())
    headers.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`)
  }
  const type = headerValue(head?.headers ?? [], 'content-type') ?? ''
  const text = Buffer.concat(pieces).toString('utf8')
  return { status: head?.status, headers, ending: events.at(-1)?.kind, body: bodyOf(text, type) }
}

function bodyOf(text: string, type: string): ClientView['body'] {
  if (type.startsWith('text/event-stream')) return { kind: 'stream', frames: framesOf(text) }
  if (text === '') return { kind: 'none' }
  const value = parsed(text)
  return value === undefined ? { kind: 'text', text } : { kind: 'json', value }
}

function framesOf(text: string): readonly Frame[] {
  const frames: Frame[] = []
  const parser = createParser({
    onEvent({ data }) {
      const value = parsed(data)
      frames.push(value === undefined ? { text: data } : { value })
    },
    onComment: (comment) => frames.push({ text: `: ${comment}` }),
    // A line that is none of an event.
    onError: ({ line }) => line !== undefined && frames.push({ text: line }),
  })
  // What a cut stream left unfinished is shown, too.
  parser.feed(`${text}\n\n`)
  return frames
}

/** Undefined for what is no JSON. */
