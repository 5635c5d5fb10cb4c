/** What the operating system says below a failed read, after the two ends of the connection. */
export type NetworkCause = 'connection reset by peer' | 'i/o timeout'

/** Why fasthttp's client (1.68.0) could not read what it was asked to read. */
export interface ReadFailure {
  /** `eof`: the connection closed where nothing of what comes next had arrived. */
  readonly kind: 'eof' | 'unexpected eof' | 'reset' | 'timeout' | 'malformed'
  readonly cause?: NetworkCause
  /** The client's words; `cause` is the text of the operating system, where there is one. */
  readonly text: (cause: string) => string
}

/** How a connection ends after its last byte. */
export type ConnectionEnding = 'end' | 'fin' | 'reset' | 'hang'

export const EOF: ReadFailure = {
  kind: 'eof',
  text: () =>
    "the server closed connection before returning the first response byte. Make sure the server returns 'Connection: close' response header before closing the connection",
}
export const UNEXPECTED_EOF: ReadFailure = { kind: 'unexpected eof', text: () => 'unexpected EOF' }
export const RESET: ReadFailure = {
  kind: 'reset',
  cause: 'connection reset by peer',
  text: (cause) => cause,
}
export const TIMEOUT: ReadFailure = { kind: 'timeout', cause: 'i/o timeout', text: (cause) => cause }

/** What a read meets at the end of the bytes; `atBoundary`: nothing of what it wants had come. */
export function readEnd(ending: ConnectionEnding, atBoundary: boolean): ReadFailure {
  if (ending === 'reset') return RESET
  if (ending === 'hang') return TIMEOUT
  return atBoundary ? EOF : UNEXPECTED_EOF
}

/** Bytes that are not what the protocol says. */
export function malformed(text: string): ReadFailure {
  return { kind: 'malformed', text: () => text }
}

/** The end of the bytes, in words around it. `kind`: as what the caller knows it then. */
export function wrapped(
  end: ReadFailure,
  kind: ReadFailure['kind'],
  words: (what: string) => string,
): ReadFailure {
  const { cause } = end
  if (cause === undefined) return { kind, text: () => words('EOF') }
  return { kind, cause, text: (told) => words(told) }
}

/**
 * Whether the gateway lets the client send the request once more by itself. It takes these for a connection of the pool
 * that was dead already; a body that broke off inside is none.
 */
export function isRepeated(failure: ReadFailure): boolean {
  if (failure.kind === 'eof' || failure.cause === 'connection reset by peer') return true
  return failure.kind === 'malformed' && failure.text('').includes('cannot find whitespace')
}
