export interface Decoded {
  readonly status: number
  readonly type: string
  /** The body without its framing, as far as it came. */
  readonly body: string
  /** The body with its framing. */
  readonly pieces: string
  /** The message came to its end. */
  readonly complete: boolean
}

/** Reads the bytes of one answer, also of one that broke off. */
export function decoded(bytes: Buffer): Decoded {
  const end = bytes.indexOf('\r\n\r\n')
  const head = bytes.subarray(0, end === -1 ? bytes.length : end).toString('latin1')
  const rest = end === -1 ? Buffer.alloc(0) : bytes.subarray(end + 4)
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? ''
  const { body, complete } = /chunked/i.test(header('transfer-encoding'))
    ? unchunked(rest)
    : { body: rest, complete: end !== -1 && rest.length >= Number(header('content-length')) }
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0),
    type: header('content-type'),
    body: body.toString('utf8'),
    pieces: rest.toString('utf8'),
    complete,
  }
}

function unchunked(bytes: Buffer): { body: Buffer; complete: boolean } {
  const { parts, complete } = chunksOf(bytes)
  return { body: Buffer.concat(parts), complete }
}

function chunksOf(bytes: Buffer): { parts: Buffer[]; complete: boolean } {
  const parts: Buffer[] = []
  let at = 0
  for (;;) {
    const line = bytes.indexOf('\r\n', at)
    if (line === -1) return { parts, complete: false }
    const size = Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16)
    if (size === 0) return { parts, complete: true }
    parts.push(bytes.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
  }
}

/** An answer as a raw socket sees it, whatever delimits its body. */
export interface Unframed {
  readonly raw: string
  readonly status: number
  /** Of all headers, as they stand. */
  readonly names: readonly string[]
  readonly type: string
  readonly retryAfter: string
  readonly requestId: string
  /** `chunked`, `length 5`, or `close`. */
  readonly framing: string
  readonly body: string
  /** The pieces of a chunked body; else the body. */
  readonly chunks: readonly string[]
  /** `whole`: by its framing; else how the connection ended. */
  readonly ending: string
  /** How the connection ended. */
  readonly ended: string
}

export function unframed(bytes: Buffer, ended: string): Unframed {
  const end = bytes.indexOf('\r\n\r\n')
  const head = bytes.subarray(0, Math.max(0, end)).toString('latin1')
  const rest = end === -1 ? Buffer.alloc(0) : bytes.subarray(end + 4)
  const lines = head.split('\r\n').slice(1)
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? ''
  const isChunked = /chunked/i.test(header('transfer-encoding'))
  const length = header('content-length')
  const chunked = isChunked ? chunksOf(rest) : undefined
  const isWhole = chunked?.complete ?? (length !== '' && rest.length >= Number(length))
  return {
    raw: bytes.toString('latin1'),
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0),
    names: lines.map((line) => line.slice(0, line.indexOf(':'))),
    type: header('content-type'),
    retryAfter: header('retry-after'),
    requestId: header('x-request-id'),
    framing: isChunked ? 'chunked' : length === '' ? 'close' : `length ${length}`,
    body: Buffer.concat(chunked?.parts ?? [rest]).toString('utf8'),
    chunks: (chunked?.parts ?? [rest]).map(String),
    ending: isWhole ? 'whole' : ended,
    ended,
  }
}
