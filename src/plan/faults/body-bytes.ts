import { toBuffer } from '../../message/bytes.ts'
import { withHead } from './wire-fault.ts'
import type { BodyEvent, Events } from './wire-fault.ts'

/** The bytes of one body event. */
export function bytesOf({ data }: BodyEvent): Uint8Array {
  return toBuffer(typeof data === 'function' ? data() : data)
}

/** The whole body. */
export function wholeBody(events: Events): Uint8Array {
  return Buffer.concat(events.flatMap((event) => (event.kind === 'body' ? [bytesOf(event)] : [])))
}

/** Adds to `Content-Length`, where the body is delimited by it: a changed body is still a whole message. */
export function addLength(events: Events, bytes: number): Events {
  if (bytes === 0) return events
  return withHead(events, (head) => ({
    ...head,
    headers: head.headers.map(([name, value]) =>
      name.toLowerCase() === 'content-length'
        ? ([name, String(Math.max(0, Number(value) + bytes))] as const)
        : ([name, value] as const),
    ),
  }))
}
